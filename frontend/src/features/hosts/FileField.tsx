import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { HealthGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import classes from './engine.module.css';
import { Below, describedBy } from '../../components/fields.tsx';
import form from '../../components/fields.module.css';
import { FileButton } from './FileButton.tsx';
import { readFile, type TextFile } from './readFile.ts';

interface Props {
  /** As it stands inside a sentence. */
  name: string;
  /** Behind the label. */
  note?: ReactNode;
  /** The file's usual name. */
  usual: string;
  value: { text: string; file: string | null };
  /** What is wrong with a text in this place; `null` when nothing is. */
  problemOf: (text: string) => string | null;
  /** What it is, in words: never any of its text. */
  wordsOf: (text: string) => string;
  error: string | undefined;
  onGive: (file: { text: string; name: string | null }) => void;
}

/** A file with a secret in it: pasted or chosen, and from then on told only by what it is. */
export function FileField(props: Props) {
  const { value, problemOf } = props;
  const box = useRef<HTMLDivElement>(null);
  const given = value.text.trim() !== '' && problemOf(value.text) === null;
  useFocusKept(box, given);
  return (
    <div ref={box} className={form.field}>
      {given ? <Given {...props} /> : <Empty {...props} />}
    </div>
  );
}

/** When the text gives way to a line about it, what had the focus is gone: the button that stands there gets it. */
function useFocusKept(box: React.RefObject<HTMLDivElement | null>, given: boolean) {
  const before = useRef(given);
  useEffect(() => {
    if (before.current === given) return;
    before.current = given;
    if (document.activeElement === document.body)
      box.current?.querySelector<HTMLElement>('button, textarea')?.focus();
  }, [box, given]);
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function Given({ name, value, wordsOf, error, onGive }: Props) {
  const id = useId();
  return (
    <>
      <div className={classes.pem} data-wrong={error !== undefined || undefined}>
        <HealthGlyph value={error === undefined ? 'healthy' : 'unhealthy'} />
        <span className={classes.pemText}>
          <b>{capital(name)}</b> {wordsOf(value.text)}
          {value.file !== null && (
            <>
              , <SafeText text={value.file} />
            </>
          )}
        </span>
        <button
          type="button"
          className="link-button"
          data-small
          aria-label={`Remove the ${name}`}
          onClick={() => onGive({ text: '', name: null })}
          {...describedBy({ id, error })}
        >
          Remove
        </button>
      </div>
      <Below id={id} error={error} />
    </>
  );
}

function Empty({ name, note, usual, value, error, onGive }: Props) {
  const id = useId();
  const [unread, setUnread] = useState<string>();
  const below = { id, error: unread ?? error };
  const take = (file: File | undefined) => {
    if (!file) return;
    setUnread(undefined);
    readFile(file).then(
      (read: TextFile) => onGive(read),
      (problem: unknown) => setUnread(problem instanceof Error ? problem.message : String(problem)),
    );
  };
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      <div className={classes.pemHead}>
        <label htmlFor={id}>
          {capital(name)} {note}
        </label>
        <FileButton label={`Choose a file for the ${name}`} onFiles={([file]) => take(file)}>
          Choose a file
        </FileButton>
      </div>
      <textarea
        rows={1}
        className={form.area}
        placeholder={`Paste ${usual}, or drop it here`}
        value={value.text}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => {
          setUnread(undefined);
          onGive({ text: event.currentTarget.value, name: null });
        }}
        {...describedBy(below)}
      />
      <Below {...below} />
    </div>
  );
}
