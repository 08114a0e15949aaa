import { useState } from 'react';
import type { FieldErrors } from './fieldErrors.ts';
import { PasswordField } from './fields.tsx';
import { passwordStrength } from './passwordStrength.ts';
import classes from './password.module.css';

interface Props {
  /** What the password that holds now is called. */
  current: string;
  username: string;
  errors: FieldErrors;
}

/** The password that holds, and twice the one that shall. */
export function PasswordFields({ current, username, errors }: Props) {
  const [typed, setTyped] = useState('');
  return (
    <>
      {/* So that a password manager knows whose it is. */}
      <input
        className="sr-only"
        name="username"
        autoComplete="username"
        value={username}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      <PasswordField
        label={current}
        name="currentPassword"
        autoComplete="current-password"
        data-autofocus
        autoFocus
        error={errors['currentPassword']}
      />
      <div>
        <PasswordField
          label="New password"
          description="10 characters or more. Longer is what makes it hard to guess."
          name="newPassword"
          autoComplete="new-password"
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={errors['newPassword']}
        />
        {typed !== '' && <StrengthHint password={typed} username={username} />}
      </div>
      <PasswordField
        label="New password again"
        name="repeat"
        autoComplete="new-password"
        error={errors['repeat']}
      />
    </>
  );
}

function StrengthHint({ password, username }: { password: string; username: string }) {
  const { score, word } = passwordStrength(password, [username]);
  return (
    <p className={classes.strength} data-score={score} role="status">
      <span className={classes.steps} aria-hidden>
        {[1, 2, 3, 4].map((step) => (
          <span key={step} data-on={step <= score || undefined} />
        ))}
      </span>
      {word}
    </p>
  );
}
