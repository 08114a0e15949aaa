import { useRef, type KeyboardEvent } from 'react';
import { visible } from '../../lib/visible.ts';
import { api } from '../../apiPaths.ts';
import type { Line } from './engine/entry.ts';
import { JumpButton } from './JumpButton.tsx';
import { LogBar } from './LogBar.tsx';
import { LogEmpty } from './LogEmpty.tsx';
import { LogFooter } from './LogFooter.tsx';
import { LogList } from './LogList.tsx';
import { LogStanding } from './LogStanding.tsx';
import classes from './logs.module.css';
import { useLogSettings } from './settings.ts';
import type { LogTarget } from './target.ts';
import { useLogSession } from './useLogSession.ts';

interface Props {
  target: LogTarget;
  phone: boolean;
}

/** The log of one container, followed. */
export default function LogView(props: Props) {
  const { hostKey, containerId } = props.target;
  return <LogPane key={`${hostKey}/${containerId}`} {...props} />;
}

function LogPane({ target, phone }: Props) {
  const [settings, change] = useLogSettings(phone);
  const session = useLogSession(target, settings.raw);
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const reader = useRef<Line | null>(null);
  const { stream } = session.rows.filter;
  const downloadUrl = api.logs(target.source, target.hostId, target.containerId, {
    download: 1,
    ...(stream && { stream: stream === 'out' ? 'stdout' : 'stderr' }),
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (command && event.key === 'f') {
      search.current?.focus();
      search.current?.select();
    } else if (event.key === ' ' && event.target === scroller.current) {
      session.setFollowing(!session.following);
    } else return;
    event.preventDefault();
  };

  return (
    // Keys that belong to the view as a whole, wherever in it the focus is.
    <div className={classes.view} data-phone={phone || undefined} onKeyDown={onKeyDown}>
      <LogBar
        session={session}
        settings={settings}
        onChange={change}
        downloadUrl={downloadUrl}
        phone={phone}
        searchBox={search}
        onStep={(direction) => session.step(direction, reader.current)}
        onLeave={() => scroller.current?.focus()}
      />
      <div className={classes.body}>
        <LogList
          session={session}
          settings={settings}
          phone={phone}
          label={`Log of ${visible(target.name)}`}
          scroller={scroller}
          reader={reader}
          downloadUrl={downloadUrl}
        />
        <LogEmpty session={session} />
        <JumpButton session={session} phone={phone} />
      </div>
      <LogStanding session={session} />
      <LogFooter session={session} phone={phone} />
    </div>
  );
}
