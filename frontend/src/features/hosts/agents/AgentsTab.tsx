import { Button } from '@mantine/core';
import type { AgentHost, AgentToken } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { ListTable, RowAction } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Nothing, Part } from '../../../components/Part.tsx';
import { useLive } from '../../../hooks/useLive.ts';
import { visible } from '../../../lib/visible.ts';
import { agentHostColumns } from './agentHostColumns.tsx';
import { useAgentHosts, useAgentsChanged, useAgentTokens } from './agentQueries.ts';
import { agentTokenColumns } from './agentTokenColumns.tsx';

const EnrolDialog = lazyOverlay(() => import('./EnrolDialog.tsx'));
const RotateToken = lazyOverlay(() => import('./RotateToken.tsx'));
const RevokeAgentToken = lazyOverlay(() => import('./RevokeAgentToken.tsx'));

type Open =
  | { what: 'enrol'; hostId: string | undefined }
  | { what: 'rotate'; hostId: string }
  | { what: 'revoke'; token: AgentToken };

/** The machines that report by themselves, and what lets them. */
export default function AgentsTab() {
  const hosts = useAgentHosts();
  const tokens = useAgentTokens();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  useReports();
  const rotates = ({ hostId, expiresAt }: AgentToken) =>
    expiresAt === null && { what: 'rotate' as const, hostId };
  return (
    <>
      <Part
        page
        title="Agents"
        about="Machines that report by themselves. Each has a token that is good for its host ID only."
        action={
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
            onClick={() => setOpen({ what: 'enrol', hostId: undefined })}
          >
            Enrol a host
          </Button>
        }
      >
        <Loaded query={hosts} what="the agents">
          {(data) =>
            data.length === 0 ? (
              <Nothing>No machine reports yet. Enrol one: it takes a line on that machine.</Nothing>
            ) : (
              <ListTable
                label="Agents"
                columns={agentHostColumns}
                rows={data}
                keyOf={({ hostId }) => hostId}
                actionsWidth="80px"
                actions={(host) => (
                  <RowAction
                    label={`${enrolWord(host)} ${host.hostId}`}
                    onClick={() => setOpen({ what: 'enrol', hostId: host.hostId })}
                  >
                    {enrolWord(host)}
                  </RowAction>
                )}
              />
            )
          }
        </Loaded>
      </Part>
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
                actions={(token) => {
                  const rotation = rotates(token);
                  return (
                    <>
                      {rotation && (
                        <RowAction
                          label={`Rotate the token of ${visible(token.hostId)}`}
                          onClick={() => setOpen(rotation)}
                        >
                          Rotate
                        </RowAction>
                      )}
                      <RowAction
                        danger
                        label={`Revoke the token of ${visible(token.hostId)} that ends in ${visible(token.hint)}`}
                        onClick={() => setOpen({ what: 'revoke', token })}
                      >
                        Revoke
                      </RowAction>
                    </>
                  );
                }}
              />
            )
          }
        </Loaded>
      </Part>
      <Suspense fallback={null}>
        {open?.what === 'enrol' && (
          <EnrolDialog key={open.hostId} hostId={open.hostId} onClose={close} />
        )}
        {open?.what === 'rotate' && <RotateToken hostId={open.hostId} onClose={close} />}
        {open?.what === 'revoke' && <RevokeAgentToken token={open.token} onClose={close} />}
      </Suspense>
    </>
  );
}

const enrolWord = ({ updateAvailable, token }: AgentHost) =>
  token === 'own' ? (updateAvailable ? 'Update' : 'Enrol again') : 'Enrol';

/** Asks anew when a report came of a host that had none, or of one more. */
function useReports() {
  const { hosts } = useLive();
  const changed = useAgentsChanged();
  const agents = (hosts ?? []).filter(({ source }) => source === 'agent');
  const standing = agents.map(({ id, status }) => `${id} ${status}`).join('\n');
  useEffect(() => void changed(), [standing, changed]);
}
