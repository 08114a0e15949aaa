import type { ContainerState } from '@archnest/backend/contract';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { StateGlyph } from '../../components/glyphs.tsx';
import { visible } from '../../lib/visible.ts';
import { formatTerm, type Term } from './search.ts';
import { suggest, type Suggestion } from './suggest.ts';
import classes from './search.module.css';
import type { ContainerRow } from './view.ts';

/** The rows as they were when the key was typed: not counted anew with each report, and still under the arrow keys. */
function useRowsOfKey(rows: readonly ContainerRow[], text: string, focused: boolean) {
  const key = focused ? text.slice(0, text.lastIndexOf(':') + 1) : '';
  const [taken, take] = useState({ key, rows });
  if (taken.key === key) return taken.rows;
  take({ key, rows });
  return rows;
}

/** The list under the search: which values complete what is typed, and which one is chosen. */
export function useSuggestions(
  rows: readonly ContainerRow[],
  text: string,
  focused: boolean,
  onPick: (term: Term) => void,
) {
  const id = useId();
  const [chosen, setChosen] = useState(-1);
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const known = useRowsOfKey(rows, text, focused);
  const items = useMemo(() => (focused ? suggest(known, text) : []), [known, text, focused]);
  const open = items.length > 0 && closedFor !== text;
  const active = open && chosen < items.length ? chosen : -1;

  const pick = (item: Suggestion) => {
    setChosen(-1);
    onPick(item.term);
  };

  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const item = items[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setChosen((active + step + items.length) % items.length);
    else if (event.key === 'Escape') setClosedFor(text);
    else if (item && (event.key === 'Enter' || event.key === 'Tab')) pick(item);
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    id,
    open,
    items,
    active,
    pick,
    onKeyDown,
    inputProps: {
      role: 'combobox',
      'aria-expanded': open,
      'aria-controls': id,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': active < 0 ? undefined : `${id}-${active}`,
    },
  };
}

type ListProps = Pick<ReturnType<typeof useSuggestions>, 'id' | 'items' | 'active' | 'pick'>;

export const SuggestionList = ({ id, items, active, pick }: ListProps) => (
  <ul id={id} role="listbox" aria-label="Suggestions" className={classes.list}>
    {items.map((item, index) => (
      <li
        key={item.term.value}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === active}
        // Before the input loses the focus, which would close the list under the pointer.
        onPointerDown={(event) => {
          event.preventDefault();
          pick(item);
        }}
      >
        {item.term.key === 'state' && <StateGlyph shape={item.term.value as ContainerState} />}
        <span className="truncate">{visible(formatTerm(item.term))}</span>
        <span className={classes.count}>{item.count.toLocaleString('en')}</span>
      </li>
    ))}
  </ul>
);
