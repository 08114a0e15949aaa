import { Button } from '@mantine/core';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './states.module.css';

interface Props {
  /** The search as typed and the chosen facets, in words. */
  filter: string;
  hidden: number;
  onClear: () => void;
}

export const NoMatch = ({ filter, hidden, onClear }: Props) => (
  <div className={classes.state} role="status">
    <p className={classes.title}>
      No container matches <code>{visible(filter)}</code>
    </p>
    <p className={classes.text}>
      {hidden === 1 ? '1 is hidden' : `${hidden.toLocaleString('en')} are hidden`} by this filter.
    </p>
    <Button onClick={onClear}>Clear filter</Button>
  </div>
);

/** Hosts report, and there is nothing on them. */
export const NoContainers = ({ hosts }: { hosts: number }) => (
  <div className={classes.state} role="status">
    <p className={classes.title}>No containers.</p>
    <p className={classes.text}>
      {plural(hosts, 'host')} {hosts === 1 ? 'reports' : 'report'} here, and none has a container
      yet.
    </p>
  </div>
);
