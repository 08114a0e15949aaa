import type { EngineHost } from '@archnest/backend/contract';
import type { ReactNode } from 'react';
import { HealthGlyph } from '../../components/glyphs.tsx';
import classes from './engine.module.css';
import { isMoved, noFiles, storedParts, type EngineDraft, type Stored } from './engineForm.ts';
import { pemNames } from './pem.ts';

interface Props {
  host: EngineHost | null;
  onChange: (next: (before: EngineDraft) => Partial<EngineDraft>) => void;
}

/** What the server has and never shows. */
export const StoredFiles = ({ host, onChange }: Props) => (
  <div className={classes.stored}>
    <ul>
      {storedParts(host).map((part) => (
        <li key={part}>
          <HealthGlyph value="healthy" />A {pemNames[part].name} is stored.
        </li>
      ))}
    </ul>
    <span>
      <Fate name="Replace the stored TLS files" fate="replace" onChange={onChange}>
        Replace
      </Fate>
      <Fate name="Remove the stored TLS files" fate="drop" onChange={onChange}>
        Remove
      </Fate>
    </span>
  </div>
);

/** What becomes of stored files that do not just stay, and the way to another choice. */
export function StoredFate({ host, draft, onChange }: Props & { draft: EngineDraft }) {
  if (storedParts(host).length === 0) return null;
  const moved = isMoved(draft, host);
  const keep = (
    <Fate name="Keep the stored TLS files" fate="keep" onChange={onChange}>
      Keep the stored
    </Fate>
  );
  if (draft.stored === 'drop')
    return <Note fate={keep}>The stored files are deleted when you save.</Note>;
  if (!moved) return <Note fate={keep}>New files take the place of all that are stored.</Note>;
  return (
    <Note
      fate={
        <Fate name="Remove the stored TLS files" fate="drop" onChange={onChange}>
          Remove the stored
        </Fate>
      }
    >
      The address changed, so the stored files do not count: a key is never sent to an address that
      it was not given for. Give them again.
    </Note>
  );
}

const Note = ({ fate, children }: { fate: ReactNode; children: ReactNode }) => (
  <p className={classes.note}>
    <span>{children}</span>
    {fate}
  </p>
);

interface FateProps extends Pick<Props, 'onChange'> {
  name: string;
  fate: Stored;
  children: ReactNode;
}

const Fate = ({ name, fate, onChange, children }: FateProps) => (
  <button
    type="button"
    className="link-button"
    data-small
    aria-label={name}
    onClick={() =>
      onChange(() => (fate === 'keep' ? { stored: fate, pem: noFiles } : { stored: fate }))
    }
  >
    {children}
  </button>
);
