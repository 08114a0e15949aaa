import { execUser, shell as shells, type Shell } from '@archnest/backend/contract';
import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { ShellChoice } from './engine/ShellSession.ts';
import classes from './shell.module.css';

interface Props {
  choice: ShellChoice;
  /** The shell that runs now; `null` when none does. */
  current: string | null;
  disabled: boolean;
  onStart: (choice: ShellChoice) => void;
}

/** Which shell, as whom. Another one is another process, so it starts with a button, not with a choice. */
export function ShellChooser({ choice, current, disabled, onStart }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [open]);

  const name = current ?? choice.shell;
  return (
    <div
      ref={root}
      className={classes.chooser}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        className={classes.choice}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`Shell: ${name}${choice.user && ` as ${choice.user}`}`}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        <span>Shell</span> <b>{name}</b>
        {choice.user !== '' && (
          <>
            <span>as</span> <b className="truncate">{choice.user}</b>
          </>
        )}
        <IconChevronDown size={12} stroke={1.8} aria-hidden />
      </button>
      {open && (
        <ChooserForm
          choice={choice}
          running={current !== null}
          onStart={(next) => {
            setOpen(false);
            onStart(next);
          }}
        />
      )}
    </div>
  );
}

interface FormProps {
  choice: ShellChoice;
  running: boolean;
  onStart: (choice: ShellChoice) => void;
}

function ChooserForm({ choice, running, onStart }: FormProps) {
  const [shell, setShell] = useState<Shell>(choice.shell);
  const [user, setUser] = useState(choice.user);
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = execUser.safeParse(user.trim());
    if (user.trim() !== '' && !parsed.success) {
      setError(`The user ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    } else onStart({ shell, user: user.trim() });
  };
  return (
    <form className={classes.popup} role="dialog" aria-label="Start a shell" onSubmit={submit}>
      <fieldset>
        <legend>Shell</legend>
        {shells.options.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="shell"
              value={each}
              checked={each === shell}
              autoFocus={each === shell}
              onChange={() => setShell(each)}
            />
            {each}
          </label>
        ))}
      </fieldset>
      <label className={classes.user}>
        User
        <input
          type="text"
          value={user}
          placeholder="as the image says"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={error !== null}
          onChange={(event) => {
            setUser(event.currentTarget.value);
            setError(null);
          }}
        />
      </label>
      {error !== null && (
        <p className={classes.invalid} role="alert">
          {error}
        </p>
      )}
      <div className={classes.start}>
        <span>{running ? 'Ends the shell that is open.' : ''}</span>
        <Button type="submit" variant="filled">
          Start
        </Button>
      </div>
    </form>
  );
}
