import type { AgentToken } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import { useRevokeAgentToken } from './agentQueries.ts';

interface Props {
  token: AgentToken;
  onClose: () => void;
}

export default function RevokeAgentToken({ token, onClose }: Props) {
  const revoke = useRevokeAgentToken();
  return (
    <ConfirmDialog
      title={`Revoke a token of ${visible(token.hostId)}?`}
      verb="Revoke"
      stays="The host and its last report stay."
      pending={revoke.isPending}
      error={revoke.error?.message}
      onClose={onClose}
      onConfirm={() => revoke.mutate(token.id, { onSuccess: onClose })}
    >
      Reports with the token that ends in <SafeText text={token.hint} className="mono" /> are
      refused from now on. To let <SafeText text={token.hostId} /> report again, enrol it.
    </ConfirmDialog>
  );
}
