import { Button } from '@mantine/core';
import type { EngineHost, Host } from '@archnest/backend/contract';
import { IconArrowLeft, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { HostGlyph, SourceGlyph, sourceNames } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { formatClock } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './detail.module.css';
import { modeOf } from './endpoint.ts';
import { containersOf, removeWord, type HostActions } from './hostActions.ts';
import { Abilities, Connection, Machine, Section } from './HostFacts.tsx';
import { statusWords } from './hostsView.ts';
import { troubleOf } from './HostStatusView.tsx';
import { TestResult } from './TestResult.tsx';
import type { HostTest } from './useConnectionTests.ts';

interface Props {
  host: Host;
  /** How an Engine is reached; known to admins. */
  engine: EngineHost | undefined;
  /** Absent for who may only look. */
  actions: HostActions | null;
  test: HostTest | undefined;
  onClose: () => void;
}

/** Everything about one host: what is wrong, what can be done, and what it is. */
export const HostDetail = ({ host, engine, actions, test, onClose }: Props) => (
  <aside className={classes.detail} aria-label={`Details of ${visible(host.name)}`}>
    <header className={classes.head}>
      <button type="button" className={classes.back} aria-label="Back to hosts" onClick={onClose}>
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
      <button type="button" className={classes.close} aria-label="Close" onClick={onClose}>
        <IconX size={16} stroke={1.6} aria-hidden />
      </button>
    </header>
    <Lead host={host} />
    <Actions host={host} engine={engine} actions={actions} test={test} />
    <div className={classes.scroll}>
      {test && (
        <Section title={test.testing ? 'Test' : `Test, ${formatClock(test.at)}`}>
          <TestResult
            testing={test.testing}
            result={test.result}
            problem={test.problem}
            mode={engine ? modeOf(engine.endpoint) : 'tcps'}
          />
        </Section>
      )}
      <Connection host={host} engine={engine} />
      <Machine host={host} />
      <Abilities host={host} />
    </div>
  </aside>
);

const Lead = ({ host }: { host: Host }) => (
  <p className={classes.lead} data-status={host.status}>
    <b>{statusWords[host.status]}.</b>{' '}
    {troubleOf(host) ?? (host.statusDetail !== null && <SafeText text={host.statusDetail} />)}
  </p>
);

type ActionsProps = Pick<Props, 'host' | 'engine' | 'actions' | 'test'>;

function Actions({ host, engine, actions, test }: ActionsProps) {
  const asks = actions !== null && host.source === 'engine';
  return (
    <div className={classes.actions}>
      {asks && (
        <Button
          variant={host.status === 'online' ? 'default' : 'filled'}
          loading={test?.testing ?? false}
          aria-label="Test connection"
          onClick={() => actions.test(host)}
        >
          Test<span className={classes.wide}>&nbsp;connection</span>
        </Button>
      )}
      {asks && (
        <Button disabled={!engine} onClick={() => actions.edit(host)}>
          Edit
        </Button>
      )}
      <Button component={Link} to={containersOf(host)}>
        Containers
      </Button>
      {actions && host.source !== 'ssh' && (
        <Button className={classes.remove} onClick={() => actions.remove(host)}>
          {removeWord(host)}…
        </Button>
      )}
    </div>
  );
}
