import { Dialog } from '../../../components/Dialog.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { useDisableTotp } from './securityQueries.ts';

export default function TurnOffTotp({ onClose }: { onClose: () => void }) {
  const disable = useDisableTotp();
  return (
    <Dialog title="Turn off the second factor?" size={440} onClose={onClose}>
      <PasswordStep
        verb="Turn off"
        tone="danger"
        pending={disable.isPending}
        error={disable.error}
        onCancel={onClose}
        onPassword={(password) => disable.mutate(password, { onSuccess: onClose })}
      >
        Your password alone then lets anybody in who knows it. The entry in the app and the recovery
        codes are void.
      </PasswordStep>
    </Dialog>
  );
}
