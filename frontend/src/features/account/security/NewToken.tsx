import {
  newApiToken,
  type CreatedApiToken,
  type Role,
  type TokenScope,
} from '@archnest/backend/contract';
import { useState } from 'react';
import { ApiError } from '../../../api.ts';
import { Command } from '../../../components/Command.tsx';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { TextField } from '../../../components/fields.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { ShownOnce } from '../../../components/ShownOnce.tsx';
import { visible } from '../../../lib/visible.ts';
import { fieldErrors } from '../fieldErrors.ts';
import classes from '../settings.module.css';
import { daysOf, expiries, tokenExample, type Expiry } from './expiry.ts';
import { useCreateApiToken } from './securityQueries.ts';

interface Props {
  role: Role;
  onClose: () => void;
}

/** Makes a token for scripts and shows it, this once. */
export default function NewToken({ role, onClose }: Props) {
  const create = useCreateApiToken();
  return (
    <Dialog
      title={create.data ? `Token ${visible(create.data.apiToken.name)}` : 'New API token'}
      size={520}
      onClose={onClose}
    >
      {create.data ? (
        <Made created={create.data} onDone={onClose} />
      ) : (
        <Fields role={role} create={create} onCancel={onClose} />
      )}
    </Dialog>
  );
}

interface FieldsProps {
  role: Role;
  create: ReturnType<typeof useCreateApiToken>;
  onCancel: () => void;
}

function Fields({ role, create, onCancel }: FieldsProps) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('read');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [tried, setTried] = useState(false);
  const parsed = newApiToken.safeParse({ name, scope, expiresInDays: daysOf(expiry) });
  const issues = create.error instanceof ApiError ? create.error.issues : [];
  const error = fieldErrors(tried && !parsed.success ? parsed.error.issues : issues)['name'];
  const submit = () => {
    setTried(true);
    if (parsed.success) create.mutate(parsed.data);
  };
  return (
    <DialogForm
      verb="Make token"
      said="It is shown once."
      pending={create.isPending}
      problem={issues.length > 0 ? undefined : create.error?.message}
      onCancel={onCancel}
      onSubmit={submit}
    >
      <TextField
        label="Name"
        placeholder="nightly-restart"
        value={name}
        maxLength={64}
        data-autofocus
        error={error}
        hint="What uses it, so that you know later what stops when you revoke it."
        onValue={setName}
      />
      <Segments
        label="Scope"
        options={[
          ['read', 'Read'],
          ['manage', 'Manage'],
        ]}
        value={scope}
        hint={scopeWords(scope, role)}
        onChange={setScope}
      />
      <Segments
        label="Expires after"
        options={expiries}
        value={expiry}
        hint={
          expiry === 'never'
            ? 'It works until you revoke it: prefer an end.'
            : 'Then it is refused.'
        }
        onChange={setExpiry}
      />
    </DialogForm>
  );
}

function scopeWords(scope: TokenScope, role: Role): string {
  if (scope === 'read') return 'It sees hosts and containers, and changes nothing.';
  return role === 'admin'
    ? 'It does what you may do, such as restart containers; never with accounts and tokens.'
    : 'It does what you may do. As a member you may look, so for now it can do no more than that.';
}

const Made = ({ created, onDone }: { created: CreatedApiToken; onDone: () => void }) => (
  <DialogForm verb="Done" said="It is not shown again." pending={false} onSubmit={onDone}>
    <ShownOnce name="The token" secret={created.token} />
    <div>
      <p className={classes.lead}>
        Keep it in a file that only the script may read, never in a command or an address:
      </p>
      <Command text={tokenExample(window.location.origin)} what="the example" />
    </div>
  </DialogForm>
);
