import { useState } from 'react';
import { TextField } from './fields.tsx';
import { isWholeCode } from './readCode.ts';
import classes from './account.module.css';

/** The second factor: six digits of the app, or a recovery code. All six digits send themselves. */
export function CodeField({ error }: { error: string | undefined }) {
  const [recovery, setRecovery] = useState(false);
  return (
    <>
      <TextField
        key={String(recovery)}
        label={recovery ? 'Recovery code' : 'Code'}
        description={
          recovery
            ? 'One of the ten that you kept when you set up the second factor. It works once.'
            : 'The six digits that your authenticator app shows for ArchNest now.'
        }
        name="code"
        autoComplete={recovery ? 'off' : 'one-time-code'}
        inputMode={recovery ? 'text' : 'numeric'}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        className={recovery ? 'mono-input' : (classes.code ?? '')}
        onInput={({ currentTarget }) => {
          if (!recovery && isWholeCode(currentTarget.value)) currentTarget.form?.requestSubmit();
        }}
        error={error}
      />
      <button
        type="button"
        className={`link-button ${classes.link}`}
        onClick={() => setRecovery(!recovery)}
      >
        {recovery ? 'Use the code of the app' : 'Use a recovery code'}
      </button>
    </>
  );
}
