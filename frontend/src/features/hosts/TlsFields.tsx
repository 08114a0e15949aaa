import type { EngineHost } from '@archnest/backend/contract';
import classes from './engine.module.css';
import { keepsStored, type EngineDraft, type EngineErrors } from './engineForm.ts';
import { TextField } from '../../components/fields.tsx';
import form from '../../components/fields.module.css';
import { pemNames, pemParts, type PemFile, type PemPart } from './pem.ts';
import { PemField } from './PemField.tsx';
import { StoredFate, StoredFiles } from './StoredFiles.tsx';
import { AllFilesButton, useAllFiles } from './AllFiles.tsx';

interface Props {
  host: EngineHost | null;
  draft: EngineDraft;
  errors: EngineErrors;
  onChange: (next: (before: EngineDraft) => Partial<EngineDraft>) => void;
}

/** What the daemon is trusted by, and what we are. */
export function TlsFields({ host, draft, errors, onChange }: Props) {
  const keeps = keepsStored(draft, host);
  const give = (files: Partial<Record<PemPart, PemFile>>) =>
    onChange(({ pem }) => {
      const next = { ...pem };
      for (const part of pemParts) {
        const file = files[part];
        if (file) next[part] = { text: file.text, file: file.name };
      }
      return { pem: next };
    });
  const all = useAllFiles(give);
  return (
    <fieldset className={classes.group} aria-describedby={errors.tls ? 'tls-error' : undefined}>
      <legend className="sr-only">TLS</legend>
      <div className={classes.groupHead}>
        <h3>TLS files</h3>
        {!keeps && (
          <>
            <span>
              Usually in <code>~/.docker</code>
            </span>
            <AllFilesButton onFiles={all.take} />
          </>
        )}
      </div>
      {all.problem !== undefined && <Problem>{all.problem}</Problem>}
      {errors.tls !== undefined && <Problem id="tls-error">{errors.tls}</Problem>}
      {keeps ? (
        <StoredFiles host={host} onChange={onChange} />
      ) : (
        <>
          <StoredFate host={host} draft={draft} onChange={onChange} />
          {pemParts.map((part) => (
            <PemField
              key={part}
              part={part}
              {...pemNames[part]}
              pem={draft.pem[part]}
              error={errors[part]}
              onGive={({ text, name }) =>
                onChange(({ pem }) => ({ pem: { ...pem, [part]: { text, file: name } } }))
              }
            />
          ))}
        </>
      )}
      <TextField
        label={
          <>
            Server name <span>optional</span>
          </>
        }
        mono
        value={draft.serverName}
        readOnly={keeps}
        hint={
          keeps
            ? 'Stored with the files. To change it, replace them.'
            : 'The name in the daemon’s certificate, where it is not the address.'
        }
        error={errors.serverName}
        onValue={(serverName) => onChange(() => ({ serverName }))}
      />
    </fieldset>
  );
}

const Problem = ({ id, children }: { id?: string; children: string }) => (
  <p className={form.error} id={id} role="alert">
    {children}
  </p>
);
