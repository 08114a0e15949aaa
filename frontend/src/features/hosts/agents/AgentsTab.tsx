import { Button } from '@mantine/core';
import type { AgentHost } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { ListTable, RowAction } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Nothing, Part } from '../../../components/Part.tsx';
import { useLive } from '../../../hooks/useLive.ts';
import { agentHostColumns } from './agentHostColumns.tsx';
import { useAgentHosts, useAgentsChanged } from './agentQueries.ts';
import { AgentTokens } from './AgentTokens.tsx';

const EnrolDialog = lazyOverlay(() => import('./EnrolDialog.tsx'));

/** The machines that report by themselves, and what lets them. */
export default function AgentsTab() {
  const hosts = useAgentHosts();
  const [enrolling, setEnrolling] = useState<{ hostId?: string } | null>(null);
  useReports();
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
            onClick={() => setEnrolling({})}
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
                    onClick={() => setEnrolling({ hostId: host.hostId })}
                  >
                    {enrolWord(host)}
                  </RowAction>
                )}
              />
            )
          }
        </Loaded>
      </Part>
      <AgentTokens />
      {enrolling && <EnrolDialog {...enrolling} onClose={() => setEnrolling(null)} />}
    </>
  );
}

/** The installer does all of that: it gives a token, renews it, and brings the newest agent. */
function enrolWord({ updateAvailable, token }: AgentHost): string {
  if (token !== 'own') return 'Enrol';
  return updateAvailable ? 'Update' : 'Enrol again';
}

/** Asks anew when a host began to report, or stopped. */
function useReports() {
  const { hosts } = useLive();
  const changed = useAgentsChanged();
  const agents = (hosts ?? []).filter(({ source }) => source === 'agent');
  const standing = agents.map(({ id, status }) => `${id} ${status}`).join('\n');
  useEffect(() => void changed(), [standing, changed]);
}
