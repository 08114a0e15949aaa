import type { Host } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { SourceGlyph, sourceNames } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { runningWords, type HostRow } from './hostsView.ts';
import { HostStatusView, LastSeen, troubleOf } from './HostStatusView.tsx';
import classes from './cards.module.css';

interface Props {
  rows: readonly HostRow[];
  pathOf: (host: Host) => string;
}

/** The hosts on a phone: a card leads to its details, where the actions are. */
export const HostCards = ({ rows, pathOf }: Props) => (
  <ul className={classes.cards} aria-label="Hosts">
    {rows.map((row) => (
      <li key={row.host.key} data-status={row.host.status} className={classes.card}>
        <Card row={row} path={pathOf(row.host)} />
      </li>
    ))}
  </ul>
);

function Card({ row, path }: { row: HostRow; path: string }) {
  const { host, address, jumpOnly = false } = row;
  const trouble = troubleOf(host);
  const running = runningWords(host);
  return (
    <Link to={path} className={classes.cardLink}>
      <span className={classes.line}>
        <SafeText text={host.name} className={`${classes.cardName} truncate`} />
        <HostStatusView row={row} />
      </span>
      <span className={classes.line}>
        <span className={classes.where}>
          <SourceGlyph source={host.source} />
          {address === null ? (
            <span aria-hidden>{sourceNames[host.source]}</span>
          ) : (
            <SafeText text={address} className={`${classes.address} truncate`} />
          )}
        </span>
        {!jumpOnly && (
          <span className={classes.quiet}>
            <LastSeen host={host} />
          </span>
        )}
      </span>
      {running !== null && (
        <span className={classes.line}>
          <span className={classes.quiet}>
            {running} {host.runningCount === null ? 'containers' : 'running'}
          </span>
        </span>
      )}
      {trouble !== null && <span className={classes.cardTrouble}>{trouble}</span>}
    </Link>
  );
}
