import { IconArrowUpRight, IconChevronRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import { hostsPath, settingsPath, type SettingsTab } from '../../paths.ts';
import classes from './nav.module.css';
import { isOwn, tabWords } from './tabs.ts';

interface Props {
  tabs: readonly SettingsTab[];
  current: SettingsTab | null;
}

/** What there is to set, one's own first. The hosts have a page of their own. */
export function SettingsNav({ tabs, current }: Props) {
  const common = tabs.filter((tab) => !isOwn(tab));
  const beforeAudit = common.indexOf('audit');
  return (
    <nav className={classes.nav} aria-label="Settings">
      <h2>You</h2>
      {tabs.filter(isOwn).map((tab) => (
        <Entry key={tab} tab={tab} current={current} />
      ))}
      <h2>This ArchNest</h2>
      {common.slice(0, Math.max(0, beforeAudit)).map((tab) => (
        <Entry key={tab} tab={tab} current={current} />
      ))}
      <Link to={hostsPath()} className={classes.entry}>
        Hosts
        <IconArrowUpRight size={14} stroke={1.6} aria-hidden />
      </Link>
      {common.slice(Math.max(0, beforeAudit)).map((tab) => (
        <Entry key={tab} tab={tab} current={current} />
      ))}
    </nav>
  );
}

const Entry = ({ tab, current }: { tab: SettingsTab; current: SettingsTab | null }) => (
  <Link
    to={settingsPath(tab)}
    className={classes.entry}
    aria-current={tab === current ? 'page' : undefined}
  >
    {tabWords[tab]}
    <IconChevronRight size={14} stroke={1.6} aria-hidden className={classes.chevron} />
  </Link>
);
