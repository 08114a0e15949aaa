import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { plural } from '../../lib/format.ts';
import { visibleLines } from '../../lib/visible.ts';
import { linesOf } from './engine/paste.ts';
import classes from './shell.module.css';

const shown = 12;

interface Props {
  text: string;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before a paste runs commands. Lazy: most shells take a paste as one piece. */
export default function PasteDialog({ text, onClose, onConfirm }: Props) {
  const lines = linesOf(text.replace(/[\r\n]+$/, ''));
  const more = lines.length - shown;
  const what = plural(lines.length, 'line');
  return (
    <ConfirmDialog
      title={`Paste ${what}?`}
      verb={`Paste ${what}`}
      stays="Each line runs at once."
      tone="plain"
      pending={false}
      error={undefined}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <pre className={classes.pasted}>{visibleLines(lines.slice(0, shown).join('\n'))}</pre>
      {more > 0 && <p className={classes.more}>and {plural(more, 'more line')}</p>}
    </ConfirmDialog>
  );
}
