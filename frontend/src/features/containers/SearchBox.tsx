import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { SearchField } from '../../components/SearchField.tsx';
import { visible } from '../../lib/visible.ts';
import { formatTerm, type Term } from './search.ts';
import { SuggestionList, useSuggestions } from './Suggestions.tsx';
import { useSearchParts } from './useSearchParts.ts';
import classes from './search.module.css';
import type { ContainerRow } from './view.ts';

interface Props {
  search: string;
  onChange: (search: string) => void;
  rows: readonly ContainerRow[];
  phone: boolean;
}

/** `/` brings the focus here from anywhere on the page. */
function useSlash(input: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const { target } = event;
      const typing =
        target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [input]);
}

export function SearchBox({ search, onChange, rows, phone }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [focused, setFocused] = useState(false);
  const { pills, text, change, type, settle } = useSearchParts(search, onChange);
  useSlash(input);
  const suggestions = useSuggestions(rows, text, focused, (term) => {
    const words = text.split(/\s+/).slice(0, -1).join(' ');
    change([...pills, term], words ? `${words} ` : '');
  });

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (suggestions.onKeyDown(event)) return;
    if (event.key === 'Enter') settle();
    if (event.key === 'Backspace' && text === '' && pills.length > 0)
      change(pills.slice(0, -1), '');
    if (event.key === 'Escape') input.current?.blur();
  };

  return (
    <div className={classes.root}>
      <SearchField
        ref={input}
        className={classes.box}
        aria-label="Search containers"
        placeholder={placeholder(pills.length, phone)}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          settle();
        }}
        {...suggestions.inputProps}
        before={pills.map((term, index) => (
          <Pill
            key={`${index}:${formatTerm(term)}`}
            term={term}
            onRemove={() => change(pills.toSpliced(index, 1), text)}
          />
        ))}
        after={
          !phone && (
            <kbd className={classes.kbd} aria-hidden>
              /
            </kbd>
          )
        }
      />
      {suggestions.open && <SuggestionList {...suggestions} />}
    </div>
  );
}

const placeholder = (pills: number, phone: boolean) =>
  phone
    ? 'Find'
    : pills > 0
      ? 'Find by name, image:, port:…'
      : 'Find by name, host:, image:, state:, label:, port:…';

function Pill({ term, onRemove }: { term: Term; onRemove: () => void }) {
  const shown = visible(formatTerm({ ...term, value: term.value }));
  const colon = shown.indexOf(':') + 1;
  return (
    <span className={classes.pill} data-tip={shown} data-tip-if-cut>
      <span className="truncate">
        {shown.slice(0, colon)}
        <b>{shown.slice(colon)}</b>
      </span>
      <button type="button" aria-label={`Remove ${shown}`} onClick={onRemove}>
        <IconX size={14} stroke={1.8} aria-hidden />
      </button>
    </span>
  );
}
