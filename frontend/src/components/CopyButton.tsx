import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useCopy } from '../hooks/useCopy.ts';
import classes from './CopyButton.module.css';

const icons = { idle: IconCopy, copied: IconCheck, failed: IconAlertTriangle };

/** `what` completes "Copy …" for those who do not see the icon. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { result, copy } = useCopy();
  const Icon = icons[result];
  const said = {
    idle: `Copy ${what}`,
    copied: 'Copied',
    failed: 'Could not copy. Select the text instead.',
  };
  return (
    <button
      type="button"
      className={`icon-button ${classes.button}`}
      data-result={result}
      aria-label={`Copy ${what}`}
      data-tip={said[result]}
      onClick={() => void copy(text)}
    >
      <Icon size={14} stroke={1.6} aria-hidden />
      <span className="sr-only" role="status">
        {result === 'idle' ? '' : said[result]}
      </span>
    </button>
  );
}
