import { Button } from '@mantine/core';
import type { EngineHost, Host, SshHost } from '@archnest/backend/contract';
import { IconArrowLeft, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { HostGlyph, SourceGlyph, sourceNames } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { StatusText } from '../../components/StatusText.tsx';
import { formatClock } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './detail.module.css';
import { modeOf } from './endpoint.ts';
import { containersOf, removeWord, type HostActions } from './hostActions.ts';
import { Abilities, Connection, Machine, Section } from './HostFacts.tsx';
import { hasStatus, jumpHostWord, statusWords } from './hostsView.ts';
import { troubleOf } from './HostStatusView.tsx';
import { SshFacts } from './ssh/SshFacts.tsx';
import { SshTestResult } from './ssh/SshTestResult.tsx';
import { TestResult } from './TestResult.tsx';
import type { HostTest } from './useConnectionTests.ts';

interface Props {
  host: Host;
  /** How an Engine is reached; known to admins. */
  engine: EngineHost | undefined;
  /** How the SSH hosts are reached; known to admins. */
  sshHosts: ReadonlyMap<string, SshHost>;
  /** Absent for who may only look. */
  actions: HostActions | null;
  test: HostTest | undefined;
  onClose: () => void;
}

/** Everything about one host: what is wrong, what can be done, and what it is. */
export const HostDetail = ({ host, engine, sshHosts, actions, test, onClose }: Props) => (
  <aside className={classes.detail} aria-label={`Details of ${visible(host.name)}`}>
    <header className={classes.head}>
      <button
        type="button"
        className={`icon-button ${classes.back}`}
        aria-label="Back to hosts"
        onClick={onClose}
      >
        <IconArrowLeft size={18} stroke={1.6} aria-hidden />
      </button>
      <HostGlyph status={host.status} />
      <h2>
        <SafeText text={host.name} className="truncate" tip />
      </h2>
      <span className={classes.source}>
        <SourceGlyph source={host.source} />
        <span aria-hidden>{sourceNames[host.source]}</span>
      </span>
      <button
        type="button"
        className={`icon-button ${classes.close}`}
        aria-label="Close"
        onClick={onClose}
      >
        <IconX size={16} stroke={1.6} aria-hidden />
      </button>
    </header>
    <Lead host={host} jumpOnly={isJumpOnly(sshHosts.get(host.key))} />
    <Actions
      host={host}
      known={engine !== undefined || sshHosts.has(host.key)}
      jumpOnly={isJumpOnly(sshHosts.get(host.key))}
      actions={actions}
      test={test}
    />
    <div className={classes.scroll}>
      {test && (
        <Section title={test.testing ? 'Test' : `Test, ${formatClock(test.at)}`}>
          {host.source === 'ssh' ? (
            <SshTestResult
              testing={test.testing}
              result={test.ssh}
              problem={test.problem}
              name={host.name}
              onFix={
                actions
                  ? (fix) => (fix === 'key' ? actions.checkKey(host) : actions.edit(host))
                  : undefined
              }
            />
          ) : (
            <TestResult
              testing={test.testing}
              result={test.engine}
              problem={test.problem}
              mode={engine ? modeOf(engine.endpoint) : 'tcps'}
            />
          )}
        </Section>
      )}
      <Connection host={host} engine={engine} />
      <SshFacts host={host} sshHosts={sshHosts} actions={actions} />
      <Machine host={host} />
      {!isJumpOnly(sshHosts.get(host.key)) && <Abilities host={host} />}
    </div>
  </aside>
);

const isJumpOnly = (ssh: SshHost | undefined) => ssh?.docker.enabled === false;

const Lead = ({ host, jumpOnly }: { host: Host; jumpOnly: boolean }) => (
  <p className={classes.lead} data-status={host.status}>
    <b>{hasStatus({ host, address: null, jumpOnly }) ? statusWords[host.status] : jumpHostWord}.</b>{' '}
    {jumpOnly && host.status !== 'unverified' && 'It is only gone through: no container is shown.'}
    {troubleOf(host, true) ??
      (host.statusDetail !== null && <StatusText text={host.statusDetail} whole />)}
  </p>
);

interface ActionsProps extends Pick<Props, 'host' | 'actions' | 'test'> {
  /** Whether it is known how it is reached, so that it can be changed. */
  known: boolean;
  jumpOnly: boolean;
}

function Actions({ host, known, jumpOnly, actions, test }: ActionsProps) {
  const asks = actions !== null && host.source !== 'agent';
  const unverified = host.source === 'ssh' && host.status === 'unverified';
  return (
    <div className={classes.actions}>
      {asks && unverified && (
        <Button variant="filled" aria-label="Check host key" onClick={() => actions.checkKey(host)}>
          Check<span className={classes.wide}>&nbsp;host</span>&nbsp;key
        </Button>
      )}
      {asks && !unverified && (
        <Button
          variant={host.status === 'online' || jumpOnly ? 'default' : 'filled'}
          loading={test?.testing ?? false}
          aria-label="Test connection"
          onClick={() => actions.test(host)}
        >
          Test<span className={classes.wide}>&nbsp;connection</span>
        </Button>
      )}
      {asks && (
        <Button disabled={!known} onClick={() => actions.edit(host)}>
          Edit
        </Button>
      )}
      {!jumpOnly && (
        <Button component={Link} to={containersOf(host)}>
          Containers
        </Button>
      )}
      {actions && (
        <Button className={classes.remove} onClick={() => actions.remove(host)}>
          {removeWord(host)}…
        </Button>
      )}
    </div>
  );
}
