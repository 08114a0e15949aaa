import { IconX } from '@tabler/icons-react';
import classes from './Failed.module.css';
import { HostGlyph } from './glyphs.tsx';

interface Props {
  /** Its files did not come: the server is away, or another version took them away. */
  missing: boolean;
  /** Where the part has no place of its own: over the page, until it is let go. */
  onDismiss?: (() => void) | undefined;
}

/** What stands in the place of a part that did not come; the rest of the page stays as it is. */
export const PartFailed = ({ missing, onDismiss }: Props) => (
  <div className={classes.part} data-over={onDismiss !== undefined || undefined} role="alert">
    <HostGlyph status="offline" />
    <span>This part {missing ? 'could not be loaded' : 'failed to draw'}.</span>
    <button type="button" className={classes.link} onClick={() => window.location.reload()}>
      Reload
    </button>
    {onDismiss && (
      <button type="button" className={classes.dismiss} aria-label="Dismiss" onClick={onDismiss}>
        <IconX size={14} stroke={1.6} aria-hidden />
      </button>
    )}
  </div>
);
