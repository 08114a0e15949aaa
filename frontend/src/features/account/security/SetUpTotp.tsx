import { useState } from 'react';
import { ApiError } from '../../../api.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { TextField } from '../../../components/fields.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { readCode } from '../readCode.ts';
import { PasswordStep } from './PasswordStep.tsx';
import { QrCode } from './QrCode.tsx';
import { RecoveryCodesStep } from './RecoveryCodesStep.tsx';
import { grouped } from './secretText.ts';
import { useConfirmTotp, useOfferTotp } from './securityQueries.ts';
import classes from './totp.module.css';

/** A second factor in three steps: the password, a code of the app, and the recovery codes to keep. */
export default function SetUpTotp({ onClose }: { onClose: () => void }) {
  const offer = useOfferTotp();
  const confirm = useConfirmTotp();
  const codes = confirm.data?.recoveryCodes;
  return (
    <Dialog
      title={codes ? 'Keep your recovery codes' : 'Set up a second factor'}
      size={520}
      onClose={onClose}
    >
      {codes ? (
        <RecoveryCodesStep codes={codes} onDone={onClose}>
          The second factor is on. These codes let you in when the phone is gone.
        </RecoveryCodesStep>
      ) : offer.data ? (
        <Scan
          {...offer.data}
          pending={confirm.isPending}
          error={confirm.error}
          onCode={(code) => confirm.mutate(code)}
          onCancel={onClose}
        />
      ) : (
        <PasswordStep
          verb="Go on"
          pending={offer.isPending}
          error={offer.error}
          onCancel={onClose}
          onPassword={(password) => offer.mutate(password)}
        >
          From then on, signing in takes a code of an authenticator app on your phone, besides the
          password. Have the app at hand.
        </PasswordStep>
      )}
    </Dialog>
  );
}

interface ScanProps {
  secret: string;
  uri: string;
  pending: boolean;
  error: Error | null;
  onCode: (code: string) => void;
  onCancel: () => void;
}

function Scan({ secret, uri, pending, error, onCode, onCancel }: ScanProps) {
  const [typed, setTyped] = useState('');
  const code = readCode(typed);
  const complaint = error instanceof ApiError ? error.issueAt('code') : undefined;
  return (
    <DialogForm
      verb="Turn on"
      said="Nothing changes before the code fits."
      pending={pending}
      disabled={!/^\d{6}$/.test(code)}
      problem={complaint === undefined ? error?.message : undefined}
      onCancel={onCancel}
      onSubmit={() => onCode(code)}
    >
      <div className={classes.scan}>
        <QrCode text={uri} label="QR code for the authenticator app" />
        <div>
          <h3>1. Scan it with the app</h3>
          <p>No camera? Type this key instead; it is based on time and has six digits.</p>
          <p className={classes.secret}>
            <code>{grouped(secret)}</code>
            <CopyButton text={secret} what="the key" />
          </p>
        </div>
      </div>
      <div>
        <h3 className={classes.step}>2. Type what it shows</h3>
        <TextField
          label="Code"
          name="code"
          mono
          value={typed}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={8}
          data-autofocus
          autoFocus
          placeholder="123 456"
          error={complaint && `The code ${complaint}.`}
          hint="If it is refused again and again, see that the clock of the phone is right."
          onValue={setTyped}
        />
      </div>
    </DialogForm>
  );
}
