import { IconSearch } from '@tabler/icons-react';
import { useRef, type ComponentProps, type PointerEvent, type ReactNode } from 'react';
import classes from './SearchField.module.css';

interface Props extends ComponentProps<'input'> {
  /** Also what it says before anything is typed, unless there is a placeholder. */
  'aria-label': string;
  /** Of the box: how it takes its place among others. */
  className?: string | undefined;
  /** Between the glass and the text. */
  before?: ReactNode;
  /** Behind the text: a key, a count, steps. */
  after?: ReactNode;
}

/** A box to find things with. All of it leads to its text. */
export function SearchField({ className = '', before, after, ...input }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const focusInstead = (event: PointerEvent<HTMLDivElement>) => {
    if (event.target instanceof Element && event.target.closest('input, button')) return;
    event.preventDefault();
    box.current?.querySelector('input')?.focus();
  };
  return (
    <div ref={box} className={`${classes.box} ${className}`} onPointerDown={focusInstead}>
      <IconSearch size={16} stroke={1.6} aria-hidden />
      {before}
      <input
        placeholder={input['aria-label']}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        {...input}
      />
      {after}
    </div>
  );
}
