import type { ApiToken } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import { useRevokeApiToken } from './securityQueries.ts';

interface Props {
  token: ApiToken;
  /** It has ended by itself already. */
  over: boolean;
  onClose: () => void;
}

export default function RevokeToken({ token, over, onClose }: Props) {
  const revoke = useRevokeApiToken();
  const verb = over ? 'Delete' : 'Revoke';
  return (
    <ConfirmDialog
      title={`${verb} ${visible(token.name)}?`}
      verb={verb}
      stays="Your other tokens stay."
      pending={revoke.isPending}
      error={revoke.error?.message}
      onClose={onClose}
      onConfirm={() => revoke.mutate(token.id, { onSuccess: onClose })}
    >
      {over ? (
        'It has expired and lets nobody in. It leaves this list.'
      ) : (
        <>
          Scripts that use <SafeText text={token.name} /> are refused from now on. This cannot be
          undone: they then need a new one.
        </>
      )}
    </ConfirmDialog>
  );
}
