import { IconX } from '@tabler/icons-react';
import classes from './Failed.module.css';
import { HostGlyph } from './glyphs.tsx';
import type { Missing } from './loadPart.ts';

interface Props {
  /** Why its files did not come; `null`: they did, and it failed to draw. */
  missing: Missing | null;
  trying: boolean;
  onTry: () => void;
  /** Where the part has no place of its own: over the page, until it is let go. */
  onDismiss?: (() => void) | undefined;
}

const words: Record<Missing, string> = {
  away: 'This part could not be loaded: ArchNest did not answer.',
  updated: 'ArchNest was updated: this part comes with the new page.',
  unknown: 'This part could not be loaded.',
};

/** What stands in the place of a part that did not come; the rest of the page stays as it is. */
export const PartFailed = ({ missing, trying, onTry, onDismiss }: Props) => (
  <div className={classes.part} data-over={onDismiss !== undefined || undefined} role="alert">
    <HostGlyph status="offline" />
    <span className={classes.words}>
      {missing === null ? 'This part failed to draw.' : words[missing]}
    </span>
    <span className={classes.actions}>
      {missing !== 'updated' && (
        <button type="button" className="link-button" aria-disabled={trying} onClick={onTry}>
          {trying ? 'Trying again…' : 'Try again'}
        </button>
      )}
      {/* Reloading ends the shells that are open: it is offered where trying again may not be enough. */}
      {missing !== 'away' && (
        <button type="button" className="link-button" onClick={() => window.location.reload()}>
          Reload the page
        </button>
      )}
    </span>
    {onDismiss && (
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={onDismiss}>
        <IconX size={14} stroke={1.6} aria-hidden />
      </button>
    )}
  </div>
);
