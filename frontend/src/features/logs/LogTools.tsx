import {
  IconAlertTriangle,
  IconBraces,
  IconCheck,
  IconClock,
  IconCopy,
  IconDownload,
  IconTextWrap,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useCopy } from '../../hooks/useCopy.ts';
import type { LogSession } from './engine/session.ts';
import { allText } from './lineText.ts';
import classes from './logs.module.css';
import type { LogSettings } from './settings.ts';

interface Props {
  session: LogSession;
  settings: LogSettings;
  onChange: (part: Partial<LogSettings>) => void;
  downloadUrl: string;
  /** With words beside the icons, where there is room for them and no pointer that hovers. */
  words: boolean;
}

/** How lines are shown, and what can be taken away. */
export function LogTools({ session, settings, onChange, downloadUrl, words }: Props) {
  const { times, wrap, raw } = settings;
  return (
    <div className={classes.tools} data-words={words || undefined}>
      <Toggle
        icon={IconClock}
        name="Timestamps"
        on={times}
        onChange={() => onChange({ times: !times })}
      />
      <Toggle
        icon={IconTextWrap}
        name="Wrap lines"
        on={wrap}
        onChange={() => onChange({ wrap: !wrap })}
      />
      <Toggle
        icon={IconBraces}
        name="Raw lines"
        on={raw}
        onChange={() => onChange({ raw: !raw })}
      />
      <CopyAll session={session} times={times} />
      <a
        className={`icon-button ${classes.tool}`}
        href={downloadUrl}
        download
        aria-label="Download the log"
        data-tip="Download the log"
      >
        <IconDownload size={16} stroke={1.6} aria-hidden />
        <span className={classes.word}>Download</span>
      </a>
    </div>
  );
}

interface ToggleProps {
  icon: ComponentType<{ size: number; stroke: number }>;
  name: string;
  on: boolean;
  onChange: () => void;
}

const Toggle = ({ icon: Icon, name, on, onChange }: ToggleProps) => (
  <button
    type="button"
    className={`icon-button ${classes.tool}`}
    aria-label={name}
    aria-pressed={on}
    data-tip={`${name}: ${on ? 'on' : 'off'}`}
    onClick={onChange}
  >
    <Icon size={16} stroke={1.6} aria-hidden />
    <span className={classes.word}>{name}</span>
  </button>
);

const icons = { idle: IconCopy, copied: IconCheck, failed: IconAlertTriangle };

function CopyAll({ session, times }: { session: LogSession; times: boolean }) {
  const { result, copy } = useCopy();
  const Icon = icons[result];
  const name = 'Copy all lines shown';
  const said = {
    idle: name,
    copied: 'Copied',
    failed: 'Could not copy. Download the log instead.',
  };
  return (
    <button
      type="button"
      className={`icon-button ${classes.tool}`}
      aria-label={name}
      data-tip={said[result]}
      data-result={result}
      onClick={() => void allText(session, times).then(copy)}
    >
      <Icon size={16} stroke={1.6} aria-hidden />
      <span className={classes.word}>{result === 'idle' ? 'Copy all' : said[result]}</span>
      <span className="sr-only" role="status">
        {result === 'idle' ? '' : said[result]}
      </span>
    </button>
  );
}
