import { agentHostId, type Host } from '@archnest/backend/contract';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Banner } from '../../components/Banner.tsx';
import { TextField } from '../../components/fields.tsx';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useLive } from '../../hooks/useLive.ts';
import { plural } from '../../lib/format.ts';
import { agentScriptPath, settingsPath } from '../../paths.ts';
import classes from './agent.module.css';
import { EnrolCommand } from './agents/EnrolCommand.tsx';
import { isLoopback } from './firstSteps.ts';
import { freeHostId } from './freeHostId.ts';
import { useIngest } from './queries.ts';

interface Props {
  /** The machine is known; nothing is asked but whether it reports. */
  fixed?: string;
  onArrived?: () => void;
}

/** How a machine comes to report by itself, ready to be copied; it ends when the report is there. */
export function AgentSteps({ fixed, onArrived }: Props) {
  const ingest = useIngest(true);
  const hosts = useLive().hosts ?? [];
  const [before] = useState(hosts);
  const [typed, setTyped] = useState(() => fixed ?? freeHostId(hosts));
  const problem = wrong(typed);
  const hostId = useLastValid(typed);
  const isIt = (host: Host) => host.key === `agent:${hostId}`;
  const known = before.find(isIt);
  const now = hosts.find(isIt);
  // Of a machine that reported before, the next report counts.
  const arrived = now && now.lastSeenAt !== known?.lastSeenAt ? now : undefined;
  const here = arrived !== undefined;
  useEffect(() => {
    if (here) onArrived?.();
  }, [here, onArrived]);
  const origin = ingest.data?.publicUrl ?? window.location.origin;
  return (
    <div className={classes.agent}>
      <p className={classes.lead}>
        A <a href={agentScriptPath}>small script</a> posts a report every 30 s. Outbound HTTP only:
        no open port, no Docker socket on the network.
      </p>
      {ingest.error && (
        <p className={classes.error} role="alert">
          {ingest.error.message}
        </p>
      )}
      {ingest.data && isLoopback(origin) && <LoopbackWarning origin={origin} />}
      <ol className={classes.steps}>
        {fixed === undefined && (
          <Step title="Name the machine">
            <TextField
              label="Host ID"
              mono
              data-autofocus
              value={typed}
              error={problem}
              hint={
                known
                  ? `A machine reports as ${hostId} already. The command gives it a new token; on another machine it would be a conflict.`
                  : 'Stable, chosen by you. Letters, digits, dot, dash, underscore.'
              }
              onValue={setTyped}
            />
          </Step>
        )}
        <Step title="Run this on the machine">
          <EnrolCommand hostId={hostId} invalid={problem !== undefined} />
        </Step>
      </ol>
      <Waiting arrived={arrived} hostId={hostId} />
    </div>
  );
}

function wrong(hostId: string): string | undefined {
  const message = agentHostId.safeParse(hostId).error?.issues[0]?.message;
  return message && `The host ID ${message}.`;
}

/** A command with half a name in it must not be copied: it keeps the last whole one. */
function useLastValid(hostId: string): string {
  const [valid, setValid] = useState(hostId);
  if (hostId !== valid && agentHostId.safeParse(hostId).success) setValid(hostId);
  return valid;
}

const Step = ({ title, children }: { title: string; children: ReactNode }) => (
  <li className={classes.step}>
    <h3>{title}</h3>
    {children}
  </li>
);

const LoopbackWarning = ({ origin }: { origin: string }) => (
  <div className={classes.warning}>
    <Banner tone="warn" mark={<HostGlyph status="unverified" />}>
      <strong>Other machines cannot reach {origin}.</strong> Start ArchNest with{' '}
      <code>ARCHNEST_BIND=0.0.0.0</code> and open this page at the server’s address on your network,
      or set <code>ARCHNEST_PUBLIC_URL</code>.
    </Banner>
  </div>
);

function Waiting({ arrived, hostId }: { arrived: Host | undefined; hostId: string }) {
  const element = useRef<HTMLDivElement>(null);
  const here = arrived !== undefined;
  // It is what one waits for, and may have been out of sight.
  useEffect(() => {
    if (here) element.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <div ref={element} className={classes.waiting} role="status" data-arrived={here || undefined}>
      {arrived ? <HealthGlyph value="healthy" /> : <Spinner />}
      {arrived ? (
        <span>
          <b>
            <SafeText text={arrived.name} /> reports.
          </b>
          <span>
            {plural(arrived.containerCount ?? 0, 'container')}, renewed every 30 s. Its token stands
            in <Link to={settingsPath('agents')}>Settings, Agents</Link>.
          </span>
        </span>
      ) : (
        <span>
          <b>Waiting for the first report…</b>
          <span>
            Usually a few seconds after the installer ends. {hostId} shows up here by itself.
          </span>
        </span>
      )}
    </div>
  );
}
