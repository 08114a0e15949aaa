import { Dialog } from '../../../components/Dialog.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { RecoveryCodesStep } from './RecoveryCodesStep.tsx';
import { useNewRecoveryCodes } from './securityQueries.ts';

export default function NewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const renew = useNewRecoveryCodes();
  const codes = renew.data?.recoveryCodes;
  return (
    <Dialog
      title={codes ? 'Keep your recovery codes' : 'Make new recovery codes?'}
      size={440}
      onClose={onClose}
    >
      {codes ? (
        <RecoveryCodesStep codes={codes} onDone={onClose}>
          The old ones are void. These let you in when the phone is gone.
        </RecoveryCodesStep>
      ) : (
        <PasswordStep
          verb="Make new codes"
          pending={renew.isPending}
          error={renew.error}
          onCancel={onClose}
          onPassword={(password) => renew.mutate(password)}
        >
          You get ten new ones. All that you have now are void at once.
        </PasswordStep>
      )}
    </Dialog>
  );
}
