import type { ReactNode } from 'react';
import { Facet } from '../../components/Facet.tsx';
import { HealthGlyph, HostGlyph, StateGlyph } from '../../components/glyphs.tsx';
import type { FacetId } from '../../paths.ts';
import classes from './toolbar.module.css';

interface Known {
  id: FacetId;
  word: string;
  glyph: ReactNode;
  /** Shown only when there is one, or it is chosen. */
  rare?: boolean;
}

const groups: readonly (readonly Known[])[] = [
  [
    { id: 'running', word: 'Running', glyph: <StateGlyph shape="running" /> },
    { id: 'exited', word: 'Exited', glyph: <StateGlyph shape="exited" /> },
    { id: 'paused', word: 'Paused', glyph: <StateGlyph shape="paused" /> },
    { id: 'restarting', word: 'Restarting', glyph: <StateGlyph shape="restarting" /> },
    { id: 'created', word: 'Created', glyph: <StateGlyph shape="created" />, rare: true },
    { id: 'removing', word: 'Removing', glyph: <StateGlyph shape="removing" />, rare: true },
    { id: 'dead', word: 'Dead', glyph: <StateGlyph shape="dead" />, rare: true },
  ],
  [
    { id: 'unhealthy', word: 'Unhealthy', glyph: <HealthGlyph value="unhealthy" /> },
    { id: 'starting', word: 'Starting', glyph: <HealthGlyph value="starting" /> },
  ],
  [
    { id: 'stale', word: 'Stale', glyph: <HostGlyph status="stale" /> },
    { id: 'offline', word: 'Offline host', glyph: <HostGlyph status="offline" />, rare: true },
  ],
];

interface Props {
  counts: Record<FacetId, number>;
  chosen: readonly FacetId[];
  onChange: (chosen: readonly FacetId[]) => void;
}

/** Counts that filter: what is wrong, and how much of it, before anything is typed. */
export const Facets = ({ counts, chosen, onChange }: Props) => (
  <div className={classes.facets} role="group" aria-label="Filter by state">
    {groups.map((group, index) => (
      <div key={index} className={classes.facetGroup}>
        {group.map((facet) => {
          const on = chosen.includes(facet.id);
          if (facet.rare && counts[facet.id] === 0 && !on) return null;
          return (
            <Facet
              key={facet.id}
              glyph={facet.glyph}
              word={facet.word}
              count={counts[facet.id]}
              on={on}
              onToggle={() =>
                onChange(on ? chosen.filter((id) => id !== facet.id) : [...chosen, facet.id])
              }
            />
          );
        })}
      </div>
    ))}
  </div>
);
