import type { ReactNode, RefObject } from 'react';
import { Banner } from '../../../components/Banner.tsx';
import { HostGlyph } from '../../../components/glyphs.tsx';
import type { DetailProps } from './ContainerDetail.tsx';
import classes from './detail.module.css';
import { Overview, StateAndHealth } from './Overview.tsx';
import { labelPairs } from './pairs.ts';
import { PairList } from './PairList.tsx';
import { Stats } from './Stats.tsx';
import { useContainer } from './useContainer.ts';
import { Command, Mounts, Networks, Ports } from './Wiring.tsx';

interface Props extends Pick<DetailProps, 'row' | 'host' | 'phone' | 'views' | 'onSearch'> {
  scroller: RefObject<HTMLDivElement | null>;
}

/** Everything that is known about one container, in one scroll. */
export function Everything({ row, host, phone, views, scroller, onSearch }: Props) {
  const { full, error, retry } = useContainer(row);
  const { container } = row;
  return (
    <>
      {error && (
        <Banner
          tone="danger"
          mark={<HostGlyph status="offline" />}
          action={
            <button type="button" className="link-button" onClick={retry}>
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
          <StateAndHealth row={row} full={full} />
          <Stats row={row} host={host} phone={phone} Charts={views.charts} />
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
    </>
  );
}

const Two = ({ children }: { children: ReactNode }) => (
  <div className={classes.two}>{children}</div>
);
