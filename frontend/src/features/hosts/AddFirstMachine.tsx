import { agentHostId } from '@archnest/backend/contract';
import { useId, useState, type ReactNode } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { agentScriptPath } from '../../paths.ts';
import { downloadCommand, isLoopback, makeToken, runCommand, tokenLine } from './firstSteps.ts';
import classes from './firstMachine.module.css';
import { useIngest } from './queries.ts';

/** What an ArchNest without machines shows; it gives way to the table by itself. */
export default function AddFirstMachine({ admin }: { admin: boolean }) {
  const ingest = useIngest(admin);
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <h1 className={classes.title}>{admin ? 'Add your first machine.' : 'No machines yet.'}</h1>
        <p className={classes.lead}>
          {admin
            ? 'A small script on it posts a report every 30 s. Outbound HTTP only: no open port, no Docker socket on the network.'
            : 'Ask an admin to add one. Its containers then show up here by themselves.'}
        </p>
        {ingest.error && (
          <p className={classes.error} role="alert">
            {ingest.error.message}
          </p>
        )}
        {ingest.data && <Steps enabled={ingest.data.enabled} publicUrl={ingest.data.publicUrl} />}
        <Waiting />
      </div>
    </div>
  );
}

function Steps({ enabled, publicUrl }: { enabled: boolean; publicUrl: string | null }) {
  const [made] = useState(makeToken);
  const [hostId, setHostId] = useState('vm-1');
  const origin = publicUrl ?? window.location.origin;
  const token = enabled ? null : made;
  const command = { origin, hostId: useLastValid(hostId), token };
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
        <Step title="Name the machine">
          <HostIdField value={hostId} onChange={setHostId} />
        </Step>
        <Step title="On the machine, fetch the agent">
          <Command text={downloadCommand(origin, agentScriptPath)} what="the command" />
          <p className={classes.hint}>
            It is one bash script: <a href={agentScriptPath}>read it first</a>. It needs bash, curl,
            jq and docker.
          </p>
        </Step>
        <Step title="Send the first report">
          <Command text={runCommand(command)} what="the command" />
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

/** A command with half a name in it must not be copied: it keeps the last whole one. */
function useLastValid(hostId: string): string {
  const [valid, setValid] = useState(hostId);
  if (hostId !== valid && agentHostId.safeParse(hostId).success) setValid(hostId);
  return valid;
}

const Step = ({ title, children }: { title: string; children: ReactNode }) => (
  <li className={classes.step}>
    <h2>{title}</h2>
    {children}
  </li>
);

const Command = ({ text, what }: { text: string; what: string }) => (
  <div className={classes.command}>
    <pre tabIndex={0}>{text}</pre>
    <CopyButton text={text} what={what} />
  </div>
);

function HostIdField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  const wrong = agentHostId.safeParse(value).error?.issues[0]?.message;
  return (
    <div className={classes.field}>
      <label htmlFor={id}>Host ID</label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-hint`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <p
        id={`${id}-hint`}
        className={wrong ? classes.error : classes.hint}
        role={wrong ? 'alert' : undefined}
      >
        {wrong
          ? `The host ID ${wrong}.`
          : 'Stable, chosen by you. Letters, digits, dot, dash, underscore.'}
      </p>
    </div>
  );
}

const LoopbackWarning = ({ origin }: { origin: string }) => (
  <div className={classes.warning}>
    <Banner tone="warn" mark={<HostGlyph status="unverified" />}>
      <strong>Other machines cannot reach {origin}.</strong> Start ArchNest with{' '}
      <code>ARCHNEST_BIND=0.0.0.0</code> and open this page at the server’s address on your network,
      or set <code>ARCHNEST_PUBLIC_URL</code>.
    </Banner>
  </div>
);

const Waiting = () => (
  <div className={classes.waiting} role="status">
    <Spinner />
    <span>
      <b>Waiting for the first report…</b>
      <span>This page turns into the table by itself.</span>
    </span>
  </div>
);
