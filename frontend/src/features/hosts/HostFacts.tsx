import type { Capability, EngineHost, Host } from '@archnest/backend/contract';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sourceNames } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { formatBytes } from '../../lib/format.ts';
import classes from './detail.module.css';
import { modeOf, modeWords } from './endpoint.ts';
import { runningWords } from './hostsView.ts';
import { LastSeen } from './HostStatusView.tsx';

interface ConnectionProps {
  host: Host;
  /** Known to admins. */
  engine: EngineHost | undefined;
}

/** How it is reached: an agent's host by nobody, an Engine as admins may see. SSH hosts have facts of their own. */
export function Connection({ host, engine }: ConnectionProps) {
  if (host.source === 'agent') {
    return (
      <Section title="Connection">
        <Facts>
          <Fact name="Host ID">
            <SafeText text={host.id} className={classes.mono} />
          </Fact>
          <Fact name="Mode">It reports by itself, outbound only</Fact>
          <Fact name="Last report">
            <LastSeen host={host} />
          </Fact>
        </Facts>
      </Section>
    );
  }
  if (!engine) return null;
  return (
    <Section title="Connection">
      <Facts>
        <Fact name="Address">
          <SafeText text={engine.endpoint} className={classes.mono} />
        </Fact>
        <Fact name="Mode">{modeWords[modeOf(engine.endpoint)]}</Fact>
        {modeOf(engine.endpoint) === 'tcp' && (
          <Fact name="Risk">
            <span className={classes.warn}>Whoever reaches this port is root on that machine.</span>
          </Fact>
        )}
        {engine.tls && <Fact name="TLS files">{storedWords(engine.tls)}</Fact>}
        {engine.tls?.serverName != null && (
          <Fact name="Server name">
            <SafeText text={engine.tls.serverName} className={classes.mono} />
          </Fact>
        )}
        <Fact name="Last seen">
          <LastSeen host={host} />
        </Fact>
      </Facts>
    </Section>
  );
}

function storedWords(tls: NonNullable<EngineHost['tls']>): string {
  const parts = [
    tls.hasCa && 'CA',
    tls.hasCert && 'client certificate',
    tls.hasSecret && 'client key',
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'None stored' : `${parts.join(', ')}: stored encrypted`;
}

/** What Docker says of the machine. */
export function Machine({ host }: { host: Host }) {
  const { engine } = host;
  const running = runningWords(host);
  if (engine === null && running === null) return null;
  return (
    <Section title="Machine">
      <Facts>
        {engine?.version != null && (
          <Fact name="Docker">
            <SafeText text={engine.version} />
            {engine.apiVersion !== null && (
              <span className={classes.quiet}>
                API <SafeText text={engine.apiVersion} />
              </span>
            )}
          </Fact>
        )}
        {engine?.os != null && (
          <Fact name="System">
            <SafeText text={engine.os} />
          </Fact>
        )}
        {engine?.cpus != null && <Fact name="CPUs">{engine.cpus}</Fact>}
        {engine?.memoryBytes != null && (
          <Fact name="Memory">{formatBytes(engine.memoryBytes)}</Fact>
        )}
        {running !== null && (
          <Fact name={host.runningCount === null ? 'Containers' : 'Running'}>{running}</Fact>
        )}
      </Facts>
    </Section>
  );
}

const abilities: readonly [Capability, string][] = [
  ['manage', 'Act'],
  ['logs', 'Logs'],
  ['exec', 'Shell'],
  ['stats', 'Stats'],
];

/** What its source can do, and what not. */
export const Abilities = ({ host }: { host: Host }) => (
  <Section title={`What ${sourceNames[host.source]} can do here`}>
    <ul className={classes.abilities}>
      <Ability can word={host.capabilities.includes('live') ? 'See, live' : 'See'} />
      {abilities.map(([ability, word]) => (
        <Ability key={ability} can={host.capabilities.includes(ability)} word={word} />
      ))}
    </ul>
    {host.source === 'agent' && (
      <p className={classes.quiet}>
        This host reports through an agent, which is one-way. To act on it, also add it over SSH or
        Engine.
      </p>
    )}
  </Section>
);

const Ability = ({ can, word }: { can: boolean; word: string }) => (
  <li data-can={can || undefined}>
    {can ? (
      <IconCheck size={14} stroke={1.8} aria-hidden />
    ) : (
      <IconMinus size={14} stroke={1.6} aria-hidden />
    )}
    {!can && <span className="sr-only">Not: </span>}
    {word}
  </li>
);

/** A heading over a hairline. */
export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes.section}>
    <h3>{title}</h3>
    {children}
  </section>
);

export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className={classes.facts}>{children}</dl>
);

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
