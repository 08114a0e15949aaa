import { useState } from 'react';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import classes from './detail.module.css';
import { filterPairs, isMask, isMasked, longList, splitMasked, type Pair } from './pairs.ts';
import { Nothing, NotReported, Section, SectionFilter } from './Section.tsx';

interface Props {
  id: string;
  title: string;
  /** Plural, lower case: "variables". */
  what: string;
  /** `null`: not reported; absent: not there yet. */
  pairs: readonly Pair[] | null | undefined;
}

/** Names and values, with secrets as what they are and a filter when the list is long. */
export function PairList({ id, title, what, pairs }: Props) {
  const [filter, setFilter] = useState('');
  const shown = filterPairs(pairs ?? [], filter);
  const masked = (pairs ?? []).filter((pair) => isMasked(pair.value)).length;
  return (
    <Section
      id={id}
      title={title}
      count={pairs?.length}
      aside={
        <>
          {masked > 0 && <Masked count={masked} />}
          {(pairs?.length ?? 0) >= longList && (
            <SectionFilter value={filter} onChange={setFilter} what={what} />
          )}
        </>
      }
    >
      {pairs === null && <NotReported />}
      {pairs === undefined && <Loading />}
      {pairs?.length === 0 && <Nothing>No {what}.</Nothing>}
      {pairs && pairs.length > 0 && shown.length === 0 && (
        <Nothing>
          None of {pairs.length} {what} matches {visible(filter)}.
        </Nothing>
      )}
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map((pair, index) => (
            <PairRow key={`${index}:${pair.key}`} pair={pair} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const PairRow = ({ pair: { key, value } }: { pair: Pair }) => (
  <li className={classes.pair}>
    <SafeText text={key} className={classes.pairKey} />
    <span className={classes.pairValue}>
      {value === '' ? (
        <span className={classes.quiet}>empty</span>
      ) : (
        splitMasked(value).map((part, index) =>
          isMask(part) ? (
            <span key={index} className={classes.chip} data-tip="Masked before it was sent here">
              {part}
            </span>
          ) : (
            <SafeText key={index} text={part} lines />
          ),
        )
      )}
    </span>
    {isMasked(value) || value === '' ? (
      <span className={classes.noCopy} />
    ) : (
      <CopyButton text={value} what={`the value of ${visible(key)}`} />
    )}
  </li>
);

const Masked = ({ count }: { count: number }) => (
  <span className={classes.masked}>
    <Lock /> {count} {count === 1 ? 'secret' : 'secrets'} masked
  </span>
);

const Lock = () => (
  <svg
    width="12"
    height="12"
    viewBox="0 0 12 12"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.2"
    aria-hidden
  >
    <rect x="2" y="5" width="8" height="5.5" rx="1" />
    <path d="M3.8 5V3.6a2.2 2.2 0 0 1 4.4 0V5" />
  </svg>
);

/** Held back for a moment, so that a quick answer does not flicker. */
export const Loading = () => (
  <div className={classes.loading} role="status" aria-label="Loading">
    {[60, 45, 70].map((width) => (
      <span key={width} style={{ width: `${width}%` }} />
    ))}
  </div>
);
