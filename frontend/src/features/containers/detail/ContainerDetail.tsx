import type { Host } from '@archnest/backend/contract';
import { IconArrowLeft, IconEye } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { Banner } from '../../../components/Banner.tsx';
import { HostGlyph, SourceGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { StateView } from '../../../components/StateView.tsx';
import { oneWay } from '../cells.tsx';
import type { ContainerRow } from '../view.ts';
import classes from './detail.module.css';
import { Overview, StateAndHealth } from './Overview.tsx';
import { labelPairs } from './pairs.ts';
import { PairList } from './PairList.tsx';
import { SectionNav } from './SectionNav.tsx';
import { Stats } from './Stats.tsx';
import { useContainer } from './useContainer.ts';
import { Command, Mounts, Networks, Ports } from './Wiring.tsx';

interface Props {
  row: ContainerRow;
  host: Host;
  phone: boolean;
  onBack: () => void;
  onSearch: (search: string) => void;
}

/** Everything that is known about one container, in one scroll. */
export default function ContainerDetail({ row, host, phone, onBack, onSearch }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { full, error, retry } = useContainer(row);
  const { container } = row;
  return (
    <div className={classes.detail} data-stale={host.status === 'stale' || undefined}>
      <Head row={row} phone={phone} onBack={onBack} />
      <SectionNav scroller={scroller} />
      {error && (
        <Banner
          tone="danger"
          mark={<HostGlyph status="offline" />}
          action={
            <button type="button" onClick={retry}>
              Try again
            </button>
          }
        >
          <strong>The details could not be loaded.</strong> {error.message}
        </Banner>
      )}
      <div ref={scroller} className={classes.scroller} tabIndex={-1}>
        <div className={classes.content}>
          <Overview row={row} host={host} onSearch={onSearch} />
          <StateAndHealth row={row} />
          <Stats row={row} host={host} />
          <Two>
            <Ports ports={container.ports} />
            <Networks networks={container.networks} />
          </Two>
          <Mounts mounts={full?.mounts} />
          <PairList id="env" title="Environment" what="variables" pairs={full?.env} />
          <PairList
            id="labels"
            title="Labels"
            what="labels"
            pairs={container.labels && labelPairs(container.labels)}
          />
          <Command command={container.command} entrypoint={full?.entrypoint} />
        </div>
      </div>
    </div>
  );
}

const Two = ({ children }: { children: ReactNode }) => (
  <div className={classes.two}>{children}</div>
);

interface HeadProps {
  row: ContainerRow;
  phone: boolean;
  onBack: () => void;
}

function Head({ row, phone, onBack }: HeadProps) {
  const { host, container } = row;
  return (
    <div className={classes.head}>
      {phone ? (
        <button
          type="button"
          className={classes.back}
          aria-label="Back to the containers"
          onClick={onBack}
        >
          <IconArrowLeft size={20} stroke={1.6} aria-hidden />
        </button>
      ) : (
        <StateGlyph shape={row.shape} />
      )}
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
      {phone && <StateView shape={row.shape} word={row.word} exitCode={row.container.exitCode} />}
      {host.readOnly && (
        <span className={classes.viewOnly} data-tip={oneWay} tabIndex={0}>
          <IconEye size={14} stroke={1.6} aria-hidden />
          <span className={phone ? 'sr-only' : undefined}>View only</span>
        </span>
      )}
    </div>
  );
}
