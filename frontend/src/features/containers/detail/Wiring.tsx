import type { Container, ContainerPort } from '@archnest/backend/contract';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Unknown } from '../../../components/Unknown.tsx';
import classes from './detail.module.css';
import { Loading } from './PairList.tsx';
import { Nothing, NotReported, Section } from './Section.tsx';

const outside = ({ hostIp, hostPort }: ContainerPort) => {
  const ip = hostIp?.includes(':') ? `[${hostIp}]` : hostIp;
  return ip ? `${ip}:${hostPort}` : `${hostPort}`;
};

export const Ports = ({ ports }: { ports: Container['ports'] }) => (
  <Section id="ports" title="Ports" count={ports?.length}>
    {ports === null && <NotReported />}
    {ports?.length === 0 && <Nothing>No ports.</Nothing>}
    {ports && ports.length > 0 && (
      <ul className={classes.list}>
        {ports.map((port, index) => (
          <li key={index} className={classes.port}>
            {port.hostPort === null ? (
              <span className={classes.quiet}>not published</span>
            ) : (
              <SafeText text={outside(port)} className={classes.mono} />
            )}
            <span className={classes.inside}>
              <span aria-hidden>→ </span>
              <span className="sr-only">to </span>
              {port.containerPort}/<SafeText text={port.proto} />
            </span>
            {port.hostPort === null ? (
              <span className={classes.noCopy} />
            ) : (
              <CopyButton text={outside(port)} what={`port ${port.hostPort}`} />
            )}
          </li>
        ))}
      </ul>
    )}
  </Section>
);

export const Networks = ({ networks }: { networks: Container['networks'] }) => (
  <Section id="networks" title="Networks" count={networks?.length}>
    {networks === null && <NotReported />}
    {networks?.length === 0 && <Nothing>No networks.</Nothing>}
    {networks && networks.length > 0 && (
      <ul className={classes.list}>
        {networks.map(({ name, ip }, index) => (
          <li key={index} className={classes.network}>
            <SafeText text={name} className="truncate" tip />
            {ip ? (
              <>
                <SafeText text={ip} className={classes.mono} />
                <CopyButton text={ip} what="the address" />
              </>
            ) : (
              <>
                <Unknown what="Address" />
                <span className={classes.noCopy} />
              </>
            )}
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const access = (rw: boolean | null) => {
  if (rw === null) return <Unknown what="Access" />;
  return rw ? 'read-write' : 'read-only';
};

/** `undefined`: not there yet. */
export const Mounts = ({ mounts }: { mounts: Container['mounts'] | undefined }) => (
  <Section id="mounts" title="Mounts" count={mounts?.length}>
    {mounts === undefined && <Loading />}
    {mounts === null && <NotReported />}
    {mounts?.length === 0 && <Nothing>No mounts.</Nothing>}
    {mounts && mounts.length > 0 && (
      <ul className={classes.list}>
        {mounts.map((mount, index) => (
          <li key={index} className={classes.mount}>
            <SafeText text={mount.destination} className={`${classes.mono} truncate`} tip />
            {mount.source ? (
              <SafeText text={mount.source} className={`${classes.monoQuiet} truncate`} tip />
            ) : (
              <Unknown what="Source" />
            )}
            <span className={classes.quiet}>
              <SafeText text={mount.type} />
            </span>
            <span className={classes.access}>{access(mount.rw)}</span>
          </li>
        ))}
      </ul>
    )}
  </Section>
);

interface CommandProps {
  command: string | null;
  entrypoint: string | null | undefined;
}

export const Command = ({ command, entrypoint }: CommandProps) => (
  <Section id="command" title="Command">
    <dl className={classes.commands}>
      <dt>Entrypoint</dt>
      <dd>
        {entrypoint === undefined ? <Loading /> : <Line text={entrypoint} what="the entrypoint" />}
      </dd>
      <dt>Command</dt>
      <dd>
        <Line text={command} what="the command" />
      </dd>
    </dl>
  </Section>
);

function Line({ text, what }: { text: string | null; what: string }) {
  if (text === null) return <Unknown />;
  if (text === '') return <span className={classes.quiet}>empty</span>;
  return (
    <>
      <SafeText text={text} lines className={classes.commandText} />
      <CopyButton text={text} what={what} />
    </>
  );
}
