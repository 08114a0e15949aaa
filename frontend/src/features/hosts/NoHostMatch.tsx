import { Button } from '@mantine/core';
import { visible } from '../../lib/visible.ts';
import type { HostsView } from '../../paths.ts';
import { statusWords } from './hostsView.ts';
import classes from './listStates.module.css';

interface Props {
  view: HostsView;
  hidden: number;
  onClear: () => void;
}

export function NoHostMatch({ view, hidden, onClear }: Props) {
  const words = view.statuses.map((status) => statusWords[status]).join(' or ');
  const filter = [visible(view.search.trim()), words].filter(Boolean).join(', ');
  return (
    <div className={classes.state} role="status">
      <p className={classes.stateTitle}>
        No host matches <code>{filter}</code>
      </p>
      <p className={classes.stateText}>
        {hidden === 1 ? '1 is hidden' : `${hidden} are hidden`} by this filter.
      </p>
      <Button onClick={onClear}>Clear filter</Button>
    </div>
  );
}
