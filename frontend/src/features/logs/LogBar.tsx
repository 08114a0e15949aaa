import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState, type Ref } from 'react';
import type { LogSession } from './engine/session.ts';
import { FollowButton } from './FollowButton.tsx';
import { LevelFilter } from './LevelFilter.tsx';
import { LogSearchBox } from './LogSearchBox.tsx';
import { LogTools } from './LogTools.tsx';
import classes from './logs.module.css';
import type { LogSettings } from './settings.ts';
import { StreamFilter } from './StreamFilter.tsx';

interface Props {
  session: LogSession;
  settings: LogSettings;
  onChange: (part: Partial<LogSettings>) => void;
  downloadUrl: string;
  phone: boolean;
  searchBox: Ref<HTMLInputElement>;
  onStep: (direction: 1 | -1) => void;
  onLeave: () => void;
}

/** Search, filters and switches over the lines; on a phone all but the search fold away. */
export function LogBar({
  session,
  settings,
  onChange,
  downloadUrl,
  phone,
  searchBox,
  onStep,
  onLeave,
}: Props) {
  const [open, setOpen] = useState(false);
  const { filter } = session.rows;
  const search = (
    <LogSearchBox ref={searchBox} session={session} onStep={onStep} onLeave={onLeave} />
  );
  const stream = (
    <StreamFilter
      value={filter.stream}
      onChange={(value) => session.setFilter({ ...filter, stream: value })}
    />
  );
  const levels = (
    <LevelFilter
      counts={session.buffer.levels}
      value={filter.levels}
      onChange={(value) => session.setFilter({ ...filter, levels: value })}
    />
  );
  const tools = (
    <LogTools
      session={session}
      settings={settings}
      onChange={onChange}
      downloadUrl={downloadUrl}
      words={phone}
    />
  );
  const narrowed = filter.stream !== null || filter.levels !== null;

  if (!phone) {
    return (
      <>
        <div className={classes.bar}>
          {search}
          {stream}
          {tools}
        </div>
        <div className={classes.line}>
          {levels}
          <FollowButton session={session} hint />
        </div>
      </>
    );
  }
  return (
    <>
      <div className={classes.bar} data-phone>
        {search}
        <button
          type="button"
          className={classes.options}
          aria-label="View options"
          aria-expanded={open}
          data-on={narrowed || undefined}
          onClick={() => setOpen(!open)}
        >
          <IconAdjustmentsHorizontal size={18} stroke={1.6} aria-hidden />
        </button>
      </div>
      {open && (
        <div className={classes.sheet}>
          {stream}
          {levels}
          {tools}
        </div>
      )}
    </>
  );
}
