import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Said } from '../../../components/DialogFrame.tsx';
import { HealthGlyph, HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { plural } from '../../../lib/format.ts';
import { visible } from '../../../lib/visible.ts';
import { hostsPath } from '../../../paths.ts';
import classes from './import.module.css';
import type { ImportStepProps } from './ImportSsh.tsx';
import { StepFrame } from './StepFrame.tsx';
import steps from './steps.module.css';
import { placeWords } from './target.ts';
import type { Progress } from './useImportSsh.ts';

/** How it goes and went with each, and what they wait for. */
export function ImportRun({ flow, step, onClose }: ImportStepProps & { onClose: () => void }) {
  const { order, running, progressOf } = flow;
  const saved = order.flatMap((each) => {
    const progress = progressOf(each);
    return progress.is === 'saved' ? [progress.host] : [];
  });
  const failed = order.filter((each) => progressOf(each).is === 'failed').length;
  const [first] = saved;
  return (
    <StepFrame
      heading={running ? 'Importing' : `${saved.length} of ${plural(order.length, 'host')} added`}
      step={step}
      onSubmit={() => !running && onClose()}
      footer={
        <>
          {failed > 0 && !running && <Button onClick={() => flow.go('hosts')}>Back</Button>}
          <Said live>{running && `${saved.length} of ${order.length} saved`}</Said>
          {failed > 0 && !running && <Button onClick={flow.retry}>Try {failed} again</Button>}
          {first && !running && (
            <Button
              component={Link}
              variant="filled"
              to={hostsPath({ host: first.key, checksKey: true })}
              onClick={onClose}
            >
              Check host keys
            </Button>
          )}
          <Button type="submit" disabled={running}>
            Done
          </Button>
        </>
      }
    >
      {!running && saved.length > 0 && (
        <p className={steps.note}>
          <HostGlyph status="unverified" />
          <span>
            <b>Each needs its host key confirmed next.</b> Until then it stays unverified, and
            nothing connects to it.
          </span>
        </p>
      )}
      <ul className={classes.run} aria-label="Hosts">
        {order.map((each) => {
          const progress = progressOf(each);
          return (
            <li key={each.host.alias} data-is={progress.is}>
              <Mark progress={progress} />
              <SafeText text={each.host.alias} className={classes.name} />
              <SafeText
                text={placeWords({ address: each.host.address, port: each.host.port })}
                className={classes.mono}
              />
              <span className={classes.said}>
                <Outcome progress={progress} />
              </span>
            </li>
          );
        })}
      </ul>
    </StepFrame>
  );
}

function Mark({ progress: { is } }: { progress: Progress }) {
  if (is === 'saving') return <Spinner />;
  if (is === 'saved') return <HealthGlyph value="healthy" />;
  return <HostGlyph status={is === 'failed' ? 'offline' : 'unknown'} />;
}

function Outcome({ progress }: { progress: Progress }) {
  switch (progress.is) {
    case 'waiting':
      return 'Waiting';
    case 'saving':
      return 'Saving';
    case 'saved':
      return 'Added';
    case 'failed':
      return visible(progress.message);
  }
}
