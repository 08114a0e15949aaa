import { useEffect, useId, useRef, useState } from 'react';
import { HealthGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import classes from './engine.module.css';
import type { PemDraft } from './engineForm.ts';
import { Below, describedBy } from './fields.tsx';
import form from './fields.module.css';
import { FileButton } from './FileButton.tsx';
import { pemProblem, pemWords, type PemFile, type PemPart } from './pem.ts';
import { readFile } from './readFile.ts';

interface Props {
  part: PemPart;
  /** As it stands inside a sentence. */
  name: string;
  /** The file's usual name. */
  usual: string;
  pem: PemDraft;
  error: string | undefined;
  onGive: (file: { text: string; name: string | null }) => void;
}

/** A PEM file: pasted or chosen, and from then on told only by what it is. */
export function PemField(props: Props) {
  const { part, pem } = props;
  const box = useRef<HTMLDivElement>(null);
  const given = pem.text !== '' && pemProblem(part, pem.text) === null;
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

function Given({ part, name, pem, error, onGive }: Props) {
  const id = useId();
  return (
    <>
      <div className={classes.pem} data-wrong={error !== undefined || undefined}>
        <HealthGlyph value={error === undefined ? 'healthy' : 'unhealthy'} />
        <span className={classes.pemText}>
          <b>{capital(name)}</b> {pemWords(part, pem.text)}
          {pem.file !== null && (
            <>
              , <SafeText text={pem.file} />
            </>
          )}
        </span>
        <button
          type="button"
          className={classes.link}
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

function Empty({ name, usual, pem, error, onGive }: Props) {
  const id = useId();
  const [unread, setUnread] = useState<string>();
  const below = { id, error: unread ?? error };
  const take = (file: File | undefined) => {
    if (!file) return;
    setUnread(undefined);
    readFile(file).then(
      (read: PemFile) => onGive(read),
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
        <label htmlFor={id}>{capital(name)}</label>
        <FileButton label={`Choose a file for the ${name}`} onFiles={([file]) => take(file)}>
          Choose a file
        </FileButton>
      </div>
      <textarea
        rows={1}
        className={form.area}
        placeholder={`Paste ${usual}, or drop it here`}
        value={pem.text}
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
