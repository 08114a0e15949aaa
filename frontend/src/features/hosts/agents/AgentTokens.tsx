import type { AgentToken } from '@archnest/backend/contract';
import { useState } from 'react';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { ListTable, RowAction } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Nothing, Part } from '../../../components/Part.tsx';
import { visible } from '../../../lib/visible.ts';
import { useAgentTokens } from './agentQueries.ts';
import { agentTokenColumns } from './agentTokenColumns.tsx';

const RotateToken = lazyOverlay(() => import('./RotateToken.tsx'));
const RevokeAgentToken = lazyOverlay(() => import('./RevokeAgentToken.tsx'));

interface Open {
  what: 'rotate' | 'revoke';
  token: AgentToken;
}

/** What lets machines report, each under its own name. */
export function AgentTokens() {
  const tokens = useAgentTokens();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Part
      title="Tokens"
      about="Shown once, stored as a hash. A host that is enrolled again gets a new one."
    >
      <Loaded query={tokens} what="the tokens">
        {(data) =>
          data.length === 0 ? (
            <Nothing>No host has a token of its own.</Nothing>
          ) : (
            <ListTable
              label="Agent tokens"
              columns={agentTokenColumns}
              rows={data}
              keyOf={({ id }) => id}
              actionsWidth="128px"
              actions={(token) => <Actions token={token} onOpen={setOpen} />}
            />
          )
        }
      </Loaded>
      {open?.what === 'rotate' && <RotateToken hostId={open.token.hostId} onClose={close} />}
      {open?.what === 'revoke' && <RevokeAgentToken token={open.token} onClose={close} />}
    </Part>
  );
}

/** One that ends was replaced already. */
const Actions = ({ token, onOpen }: { token: AgentToken; onOpen: (open: Open) => void }) => (
  <>
    {token.expiresAt === null && (
      <RowAction
        label={`Rotate the token of ${visible(token.hostId)}`}
        onClick={() => onOpen({ what: 'rotate', token })}
      >
        Rotate
      </RowAction>
    )}
    <RowAction
      danger
      label={`Revoke the token of ${visible(token.hostId)} that ends in ${visible(token.hint)}`}
      onClick={() => onOpen({ what: 'revoke', token })}
    >
      Revoke
    </RowAction>
  </>
);
