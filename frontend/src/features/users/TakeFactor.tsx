import type { ManagedUser } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { visible } from '../../lib/visible.ts';
import { usePatchUser } from './queries.ts';

interface Props {
  user: ManagedUser;
  onClose: () => void;
}

/** For who has lost their phone and their recovery codes. */
export default function TakeFactor({ user, onClose }: Props) {
  const save = usePatchUser();
  const name = visible(user.username);
  return (
    <ConfirmDialog
      title={`Take the second factor of ${name} away?`}
      verb="Take it away"
      stays="Their password stays."
      pending={save.isPending}
      error={save.error?.message}
      onClose={onClose}
      onConfirm={() => save.mutate({ id: user.id, patch: { totp: false } }, { onSuccess: onClose })}
    >
      Their password alone then lets them in, until they set up another one. Be sure that it is they
      who ask for it: whoever has their password would ask for the same.
    </ConfirmDialog>
  );
}
