import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import classes from './fields.module.css';

interface FieldProps {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}

/** A label over what it names, and a hint or what is wrong below. */
export const Field = ({ id, label, hint, error, children }: FieldProps) => (
  <div className={classes.field}>
    <label htmlFor={id}>{label}</label>
    {children}
    <Below id={id} hint={hint} error={error} />
  </div>
);

type BelowProps = Pick<FieldProps, 'id' | 'hint' | 'error'>;

export const belowOf = (id: string) => `${id}-below`;

/** The line that `describedBy` points to. */
export function Below({ id, hint, error }: BelowProps) {
  if (error !== undefined) {
    return (
      <p id={belowOf(id)} className={classes.error} role="alert">
        {error}
      </p>
    );
  }
  if (!hint) return null;
  return (
    <p id={belowOf(id)} className={classes.hint}>
      {hint}
    </p>
  );
}

/** What ties a control to the line below it. */
export const describedBy = ({ id, hint, error }: BelowProps) => ({
  id,
  'aria-invalid': error !== undefined,
  'aria-describedby': error !== undefined || hint ? belowOf(id) : undefined,
});

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  mono?: boolean;
  onValue: (value: string, pasted: boolean) => void;
};

/** One line of text. Nothing that is typed here is a word to correct or an entry to remember. */
export function TextField({ label, hint, error, mono = false, onValue, ...input }: TextFieldProps) {
  const id = useId();
  const below = { id, hint, error };
  return (
    <Field {...below} label={label}>
      <input
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-mono={mono || undefined}
        className={classes.input}
        onChange={(event) => {
          const { inputType } = event.nativeEvent as InputEvent;
          onValue(event.currentTarget.value, inputType === 'insertFromPaste');
        }}
        {...input}
        {...describedBy(below)}
      />
    </Field>
  );
}
