import type { KeyboardEvent, Ref } from 'react';
import { MatchSteps } from '../../components/MatchSteps.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import type { LogSession } from './engine/session.ts';
import classes from './logs.module.css';

interface Props {
  session: LogSession;
  ref: Ref<HTMLInputElement>;
  onStep: (direction: 1 | -1) => void;
  /** Escape in an empty field. */
  onLeave: () => void;
}

/** Finds text in the log: Enter goes on, Shift+Enter goes back. */
export function LogSearchBox({ session, ref, onStep, onLeave }: Props) {
  const { search } = session;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key !== 'Escape') return;
    else if (search.query === '') onLeave();
    else session.find('');
    event.preventDefault();
  };
  const none = search.total === 0;
  return (
    <div className={classes.search} role="search">
      <SearchField
        ref={ref}
        type="text"
        aria-label="Search the log"
        aria-keyshortcuts="Control+F"
        value={search.query}
        onChange={(event) => session.find(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        after={
          search.query !== '' && (
            <>
              <span className={classes.count} role="status" data-none={none || undefined}>
                {countOf(session)}
              </span>
              <MatchSteps disabled={none} onStep={onStep} enter={1} />
            </>
          )
        }
      />
    </div>
  );
}

/** `3 of 8`; `8 matches` before the first step; with a sign while more may come. */
function countOf({ search }: LogSession): string {
  const total = search.total.toLocaleString('en') + (search.scanning ? '+' : '');
  if (search.current) return `${search.position.toLocaleString('en')} of ${total}`;
  if (search.total === 0) return search.scanning ? 'Searching' : 'No match';
  return `${total} ${search.total === 1 ? 'match' : 'matches'}`;
}
