import { IconEye } from '@tabler/icons-react';
import { HealthGlyph, SourceGlyph } from '../../components/glyphs.tsx';
import { isCutOff } from '../../components/hostStanding.ts';
import { Meter } from '../../components/Meter.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { DoingView, HealthView, StateView } from '../../components/StateView.tsx';
import { Time } from '../../components/Time.tsx';
import { Unknown } from '../../components/Unknown.tsx';
import { formatBytes, formatCpu } from '../../lib/format.ts';
import { isActive } from './actions/jobs.ts';
import { canAct, words } from './actions/verbs.ts';
import classes from './cells.module.css';
import type { Own } from './own.ts';
import { RowVerbs } from './RowVerbs.tsx';
import { isStep, Tint } from './Tint.tsx';
import type { ContainerRow, ImageName } from './view.ts';

export const oneWay =
  'This host reports through an agent, which is one-way. To act on it, also add it over SSH or Engine.';

export const memberOnly = 'Your role is member: you can look. Ask an admin to act.';

export const name = (row: ContainerRow) => (
  <SafeText text={row.name} className={`${classes.name} truncate`} tip />
);

export const host = ({ host: { source, name: text } }: ContainerRow) => (
  <span className={classes.host}>
    <SourceGlyph source={source} />
    <SafeText text={text} className="truncate" tip />
  </span>
);

export function state({ shape, word, container }: ContainerRow, { step }: Own) {
  if (step && isActive(step)) return <DoingView word={doingWord(step)} />;
  return (
    <>
      <Tint value={word}>
        <StateView shape={shape} word={word} exitCode={container.exitCode} />
      </Tint>
      {step && <Failed step={step} />}
    </>
  );
}

export const doingWord = ({ phase, job }: NonNullable<Own['step']>) =>
  phase === 'waiting' ? `${words[job.action].verb}: waiting` : `${words[job.action].doing}…`;

export const failedWord = ({ job, problem }: NonNullable<Own['step']>) =>
  `Could not ${words[job.action].verb.toLowerCase()}: ${problem}`;

const Failed = ({ step }: { step: NonNullable<Own['step']> }) => (
  <span className={classes.failed} data-tip={failedWord(step)}>
    <HealthGlyph value="unhealthy" />
    <span className="sr-only">{failedWord(step)}</span>
  </span>
);

export const health = ({ container, host: { status } }: ContainerRow) =>
  isCutOff(status) ? (
    <Unknown what="Health" />
  ) : (
    <Tint value={container.health}>
      <HealthView value={container.health} streak={container.failingStreak} />
    </Tint>
  );

/** The name gives way, the tag stays. */
export const Image = ({ image }: { image: ImageName }) => (
  <span className={classes.image} data-tip={image.full}>
    <bdi className="truncate">{image.short}</bdi>
    <bdi className={classes.tag}>{image.tag}</bdi>
  </span>
);

export const image = (row: ContainerRow) => <Image image={row.image} />;

const cpuStep = isStep(5, 0.25);
const memoryStep = isStep(16 * 1024 ** 2, 0.1);

export function cpu({ cpu: percent, startedAt }: ContainerRow) {
  if (percent === null) return <NoNumber what="CPU" up={startedAt !== null} />;
  return (
    <>
      <Tint value={percent} notable={cpuStep}>
        <span data-tip={`${formatCpu(percent)} % of one core`}>{formatCpu(percent)}</span>
      </Tint>
      <Meter ratio={percent / 100} />
    </>
  );
}

export function memory({ memory: bytes, memoryRatio, container, startedAt }: ContainerRow) {
  if (bytes === null) return <NoNumber what="Memory" up={startedAt !== null} />;
  const limit = container.stats?.memLimit;
  return (
    <>
      <Tint value={bytes} notable={memoryStep}>
        <span data-tip={limit ? `of ${formatBytes(limit)}` : 'Limit: not reported by this source'}>
          {formatBytes(bytes)}
        </span>
      </Tint>
      {memoryRatio === null ? <NoMeter /> : <Meter ratio={memoryRatio} critical />}
    </>
  );
}

/** Keeps numbers on one edge where there is no bar. */
const NoMeter = () => <span className={classes.noMeter} />;

/** What does not run has no number; of what does, the source may not know it. */
const NoNumber = ({ what, up }: { what: string; up: boolean }) => (
  <>
    {up ? <Unknown what={what} /> : <None said="Not running" />}
    <NoMeter />
  </>
);

const shownPorts = 3;

export function ports({ container, ports: published }: ContainerRow) {
  if (container.ports === null) return <Unknown what="Ports" />;
  if (published.length === 0) return <None said="No published ports" />;
  const more = published.length - shownPorts;
  const detail = published.map((port) => port.detail).join('\n');
  return (
    <span className={classes.ports} data-tip={detail}>
      {published.slice(0, shownPorts).map((port) => (
        <span key={port.label}>{port.label}</span>
      ))}
      {more > 0 && <span className={classes.more}>+{more}</span>}
    </span>
  );
}

export function uptime({ container, startedAt, host: { status } }: ContainerRow) {
  // It may have stopped since.
  if (isCutOff(status)) return <None said="Not known while its host is cut off" />;
  if (startedAt !== null) return <Time at={startedAt} form="span" />;
  return container.startedAt === null && container.state === 'running' ? (
    <Unknown what="Uptime" />
  ) : (
    <None said="Not running" />
  );
}

export function actions(row: ContainerRow, { admin, step }: Own) {
  const { status, readOnly } = row.host;
  if (isCutOff(status)) return <span className={classes.quiet}>Unreachable</span>;
  return (
    <>
      {!canAct(row, admin) && <ViewOnly why={readOnly ? oneWay : memberOnly} />}
      <RowVerbs row={row} admin={admin} busy={step !== undefined && isActive(step)} />
    </>
  );
}

const ViewOnly = ({ why }: { why: string }) => (
  <span className={classes.quiet} data-tip={why}>
    <IconEye size={14} stroke={1.6} aria-hidden />
    View only
  </span>
);

const None = ({ said }: { said: string }) => (
  <span className={classes.none} data-tip={said}>
    <span aria-hidden>—</span>
    <span className="sr-only">{said}</span>
  </span>
);
