import { agentHostId, type Host } from '@archnest/backend/contract';
import { useState, type ReactNode } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useLive } from '../../hooks/useLive.ts';
import { plural } from '../../lib/format.ts';
import { agentScriptPath } from '../../paths.ts';
import classes from './agent.module.css';
import { TextField } from './fields.tsx';
import { downloadCommand, isLoopback, makeToken, runCommand, tokenLine } from './firstSteps.ts';
import { freeHostId } from './freeHostId.ts';
import { useIngest } from './queries.ts';

/** How a machine comes to report by itself, ready to be copied; it ends when the report is there. */
export function AgentSteps() {
  const ingest = useIngest(true);
  const hosts = useLive().hosts ?? [];
  const [before] = useState(hosts);
  const [typed, setTyped] = useState(() => freeHostId(hosts));
  const hostId = useLastValid(typed);
  const isIt = (host: Host) => host.key === `agent:${hostId}`;
  const known = before.some(isIt);
  return (
    <div className={classes.agent}>
      <p className={classes.lead}>
        A small script posts a report every 30 s. Outbound HTTP only: no open port, no Docker socket
        on the network.
      </p>
      {ingest.error && (
        <p className={classes.error} role="alert">
          {ingest.error.message}
        </p>
      )}
      {ingest.data && (
        <Steps {...ingest.data} hostId={hostId}>
          <TextField
            label="Host ID"
            mono
            value={typed}
            error={wrong(typed)}
            hint={
              known
                ? `A machine reports as ${hostId} already. A second one with the same ID would be a conflict.`
                : 'Stable, chosen by you. Letters, digits, dot, dash, underscore.'
            }
            onValue={setTyped}
          />
        </Steps>
      )}
      <Waiting arrived={known ? undefined : hosts.find(isIt)} />
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

interface StepsProps {
  enabled: boolean;
  publicUrl: string | null;
  hostId: string;
  /** The field of the host ID. */
  children: ReactNode;
}

function Steps({ enabled, publicUrl, hostId, children }: StepsProps) {
  const [made] = useState(makeToken);
  const origin = publicUrl ?? window.location.origin;
  const token = enabled ? null : made;
  return (
    <>
      {isLoopback(origin) && <LoopbackWarning origin={origin} />}
      <ol className={classes.steps}>
        {!enabled && (
          <Step title="Let the server take reports">
            <p>
              Add this line to the server’s environment, then restart ArchNest. The token was made
              in this browser just now and is not stored.
            </p>
            <Command text={tokenLine(made)} what="the line" />
          </Step>
        )}
        <Step title="Name the machine">{children}</Step>
        <Step title="On the machine, fetch the agent">
          <Command text={downloadCommand(origin, agentScriptPath)} what="the command" />
          <p className={classes.hint}>
            It is one bash script: <a href={agentScriptPath}>read it first</a>. It needs bash, curl,
            jq and docker.
          </p>
        </Step>
        <Step title="Send the first report">
          <Command text={runCommand({ origin, hostId, token })} what="the command" />
          <p className={classes.hint}>
            {enabled ? 'It asks for the ARCHNEST_AGENT_TOKEN of this server. ' : ''}
            To go on reporting, add <code>--interval 30</code>, or run it from cron or a systemd
            timer: the <a href={agentScriptPath}>head of the script</a> says how.
          </p>
        </Step>
      </ol>
    </>
  );
}

const Step = ({ title, children }: { title: string; children: ReactNode }) => (
  <li className={classes.step}>
    <h3>{title}</h3>
    {children}
  </li>
);

const Command = ({ text, what }: { text: string; what: string }) => (
  <div className={classes.command}>
    <pre tabIndex={0}>{text}</pre>
    <CopyButton text={text} what={what} />
  </div>
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

const Waiting = ({ arrived }: { arrived: Host | undefined }) => (
  <div className={classes.waiting} role="status" data-arrived={arrived !== undefined || undefined}>
    {arrived ? <HealthGlyph value="healthy" /> : <Spinner />}
    {arrived ? (
      <span>
        <b>
          <SafeText text={arrived.name} /> reports.
        </b>
        <span>{plural(arrived.containerCount ?? 0, 'container')}, renewed every 30 s.</span>
      </span>
    ) : (
      <span>
        <b>Waiting for the first report…</b>
        <span>It shows up here by itself.</span>
      </span>
    )}
  </div>
);
