import { IconArrowLeft, IconEye } from '@tabler/icons-react';
import { SourceGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { isCutOff } from '../../../components/hostStanding.ts';
import { SafeText } from '../../../components/SafeText.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { StateView } from '../../../components/StateView.tsx';
import type { DetailSection } from '../../../paths.ts';
import { isActive, type OwnStep } from '../actions/jobs.ts';
import type { Acting } from '../actions/useActing.tsx';
import { canAct } from '../actions/verbs.ts';
import { memberOnly, oneWay } from '../cells.tsx';
import type { ContainerRow } from '../view.ts';
import classes from './detail.module.css';
import { barActions, HeadActions, More } from './HeadActions.tsx';

interface Props {
  row: ContainerRow;
  phone: boolean;
  acting: Acting;
  step: OwnStep | undefined;
  onBack: () => void;
  onTearOff: ((section: DetailSection) => void) | undefined;
}

/** Which container this is, and what can be done with it. */
export function Head({ row, phone, acting, step, onBack, onTearOff }: Props) {
  const { host, container, shape, word } = row;
  const busy = step !== undefined && isActive(step);
  const viewOnly = !isCutOff(host.status) && !canAct(row, acting.admin);
  return (
    <div className={classes.head}>
      {phone ? <Back onBack={onBack} /> : busy ? <Spinner small /> : <StateGlyph shape={shape} />}
      <div className={classes.names}>
        <h1>
          <SafeText text={row.name} tip className="truncate" />
        </h1>
        <span className={classes.where}>
          <SourceGlyph source={host.source} />
          <SafeText text={host.name} className="truncate" />
        </span>
        {!phone && (
          <SafeText text={container.image} className={`${classes.monoQuiet} truncate`} tip />
        )}
      </div>
      {phone && <StateView shape={shape} word={word} exitCode={container.exitCode} />}
      {viewOnly && (
        <span
          className={classes.viewOnly}
          data-tip={host.readOnly ? oneWay : memberOnly}
          tabIndex={0}
        >
          <IconEye size={14} stroke={1.6} aria-hidden />
          <span className={phone ? 'sr-only' : undefined}>View only</span>
        </span>
      )}
      {phone ? (
        <More row={row} acting={acting} busy={busy} omit={barActions(row)} />
      ) : (
        <HeadActions row={row} acting={acting} step={step} onTearOff={onTearOff} />
      )}
    </div>
  );
}

const Back = ({ onBack }: { onBack: () => void }) => (
  <button
    type="button"
    className={classes.back}
    aria-label="Back to the containers"
    onClick={onBack}
  >
    <IconArrowLeft size={20} stroke={1.6} aria-hidden />
  </button>
);
