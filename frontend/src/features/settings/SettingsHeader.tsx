import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { settingsPath, type SettingsTab } from '../../paths.ts';
import classes from './settings.module.css';
import { tabWords } from './tabs.ts';

interface Props {
  /** What is open, where it takes the place of the list that led to it. */
  tab: SettingsTab | null;
  children: ReactNode;
}

export const SettingsHeader = ({ tab, children }: Props) => (
  <header className={classes.header}>
    {tab !== null && (
      <Link to={settingsPath()} className={classes.back} aria-label="Back to Settings">
        <IconArrowLeft size={20} stroke={1.6} aria-hidden />
      </Link>
    )}
    <h1>{tab === null ? 'Settings' : tabWords[tab]}</h1>
    <span className={classes.end}>{children}</span>
  </header>
);
