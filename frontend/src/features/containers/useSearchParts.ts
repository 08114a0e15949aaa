import { useState } from 'react';
import { formatSearch, splitTyped, type Term } from './search.ts';

const partsOf = (search: string) => {
  const { pills, text } = splitTyped(`${search} `);
  return { pills, text: text.trim() };
};

/** A search as the box shows it: finished terms as pills, the rest as text. */
export function useSearchParts(search: string, onChange: (search: string) => void) {
  const [parts, setParts] = useState(() => partsOf(search));
  const [sent, setSent] = useState(search);

  // Back, forward or a cleared filter: the address wins over what stands here.
  if (search !== sent) {
    setSent(search);
    setParts(partsOf(search));
  }

  const change = (pills: Term[], text: string) => {
    const next = [formatSearch(pills), text.trim()].filter(Boolean).join(' ');
    setParts({ pills, text });
    setSent(next);
    onChange(next);
  };

  const type = (value: string) => {
    const typed = splitTyped(value);
    change([...parts.pills, ...typed.pills], typed.text);
  };

  /** Takes what is being typed as finished. */
  const settle = () => {
    const typed = splitTyped(`${parts.text} `);
    if (typed.pills.length > 0) change([...parts.pills, ...typed.pills], typed.text.trim());
  };

  return { ...parts, change, type, settle };
}
