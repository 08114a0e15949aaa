import { IconEye } from '@tabler/icons-react';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { Meter } from '../../components/Meter.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { HealthView, StateView } from '../../components/StateView.tsx';
import { Time } from '../../components/Time.tsx';
import { Unknown } from '../../components/Unknown.tsx';
import { formatBytes, formatCpu } from '../../lib/format.ts';
import classes from './cells.module.css';
import type { ContainerRow, ImageName } from './view.ts';

export const oneWay =
  'This host reports through an agent, which is one-way. To act on it, also add it over SSH or Engine.';

export const name = (row: ContainerRow) => (
  <SafeText text={row.name} className={`${classes.name} truncate`} tip />
);

export const host = ({ host: { source, name: text } }: ContainerRow) => (
  <span className={classes.host}>
    <SourceGlyph source={source} />
    <SafeText text={text} className="truncate" tip />
  </span>
);

export const state = ({ shape, word, container }: ContainerRow) => (
  <StateView shape={shape} word={word} exitCode={container.exitCode} />
);

export const health = ({ container, host: { status } }: ContainerRow) =>
  status === 'offline' ? <Unknown what="Health" /> : <HealthView value={container.health} />;

/** The name gives way, the tag stays. */
export const Image = ({ image }: { image: ImageName }) => (
  <span className={classes.image} data-tip={image.full}>
    <bdi className="truncate">{image.short}</bdi>
    <bdi className={classes.tag}>{image.tag}</bdi>
  </span>
);

export const image = (row: ContainerRow) => <Image image={row.image} />;

export function cpu({ cpu: percent }: ContainerRow) {
  if (percent === null) return <UnknownNumber what="CPU" />;
  return (
    <>
      <span data-tip={`${formatCpu(percent)} % of one core`}>{formatCpu(percent)}</span>
      <Meter ratio={percent / 100} />
    </>
  );
}

export function memory({ memory: bytes, memoryRatio, container }: ContainerRow) {
  if (bytes === null) return <UnknownNumber what="Memory" />;
  const limit = container.stats?.memLimit;
  return (
    <>
      <span data-tip={limit ? `of ${formatBytes(limit)}` : 'Limit: not reported by this source'}>
        {formatBytes(bytes)}
      </span>
      {memoryRatio === null ? <NoMeter /> : <Meter ratio={memoryRatio} critical />}
    </>
  );
}

/** Keeps numbers on one edge where there is no bar. */
const NoMeter = () => <span className={classes.noMeter} />;

const UnknownNumber = ({ what }: { what: string }) => (
  <>
    <Unknown what={what} />
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

export function uptime({ container, startedAt }: ContainerRow) {
  if (startedAt !== null) return <Time at={startedAt} form="span" />;
  return container.startedAt === null && container.state === 'running' ? (
    <Unknown what="Uptime" />
  ) : (
    <None said="Not running" />
  );
}

export function actions({ host: { status, readOnly } }: ContainerRow) {
  if (status === 'offline') return <span className={classes.quiet}>Unreachable</span>;
  if (!readOnly) return null;
  return (
    <span className={classes.quiet} data-tip={oneWay}>
      <IconEye size={14} stroke={1.6} aria-hidden />
      View only
    </span>
  );
}

const None = ({ said }: { said: string }) => (
  <span className={classes.none} data-tip={said}>
    <span aria-hidden>—</span>
    <span className="sr-only">{said}</span>
  </span>
);
