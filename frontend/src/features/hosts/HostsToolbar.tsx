import { Button } from '@mantine/core';
import type { HostStatus } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { Facet } from '../../components/Facet.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { statusWords, type StatusCounts } from './hostsView.ts';
import classes from './hostsBar.module.css';

interface Props {
  search: string;
  onSearch: (search: string) => void;
  counts: StatusCounts;
  chosen: readonly HostStatus[];
  onChoose: (statuses: readonly HostStatus[]) => void;
  phone: boolean;
  /** Absent for who may only look. */
  onAdd: (() => void) | undefined;
}

/** What to look for, how many are in which state, and the way in. */
export const HostsToolbar = ({ search, onSearch, phone, onAdd, ...facets }: Props) => (
  <div className={classes.toolbar}>
    <div className={classes.line}>
      <SearchField
        type="search"
        className={classes.search}
        aria-label="Find a host"
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      {!phone && <Facets {...facets} />}
      {onAdd && (
        <Button
          variant="filled"
          className={classes.add}
          aria-label="Add host"
          leftSection={<IconPlus size={phone ? 18 : 14} stroke={1.8} aria-hidden />}
          onClick={onAdd}
        >
          {!phone && 'Add host'}
        </Button>
      )}
    </div>
    {phone && <Facets {...facets} />}
  </div>
);

const always: readonly HostStatus[] = ['online', 'stale', 'offline'];
const all = Object.keys(statusWords) as HostStatus[];

const Facets = ({ counts, chosen, onChoose }: Pick<Props, 'counts' | 'chosen' | 'onChoose'>) => (
  <div className={classes.facets} role="group" aria-label="Filter by status">
    {all.map((status) => {
      const on = chosen.includes(status);
      if (!on && counts[status] === 0 && !always.includes(status)) return null;
      return (
        <Facet
          key={status}
          glyph={<HostGlyph status={status} />}
          word={statusWords[status]}
          count={counts[status]}
          on={on}
          onToggle={() =>
            onChoose(on ? chosen.filter((other) => other !== status) : [...chosen, status])
          }
        />
      );
    })}
  </div>
);
