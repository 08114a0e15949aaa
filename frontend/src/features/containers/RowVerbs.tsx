import { preloadMenus } from '../../components/MenuButton.tsx';
import { actions, canAct, primaryOf, words, type Action } from './actions/verbs.ts';
import classes from './verbs.module.css';
import type { ContainerRow } from './view.ts';

/** What a button in a row does. The grid listens for all of them. */
export type RowVerb = Action | 'logs' | 'shell' | 'more';

/** Tabler's outlines, one path each: a table draws hundreds of them, and a new row must fit a frame. */
const play = 'M7 4v16l13 -8l-13 -8';
const outlines: Partial<Record<RowVerb, string>> = {
  start: play,
  unpause: play,
  stop: 'M3 5a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14',
  restart: 'M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4',
  logs: 'M14 3v4a1 1 0 0 0 1 1h4M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2M9 9h1M9 13h6M9 17h6',
  shell: 'M5 7l5 5l-5 5M12 19h7',
  more: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0',
};

/** The verbs of a row, from the left. Those on the right stay where they are, whatever comes and goes. */
function verbsOf(row: ContainerRow, admin: boolean, busy: boolean): RowVerb[] {
  const { can } = row.host;
  const running = row.container.state === 'running';
  const acts = canAct(row, admin);
  const primary = acts && !busy ? primaryOf(row.container.state) : null;
  const verbs: (RowVerb | false | null)[] = [
    primary,
    acts && !busy && running && 'restart',
    admin && can.exec && running && 'shell',
    can.logs && 'logs',
    acts && 'more',
  ];
  return verbs.filter((verb) => verb !== null && verb !== false);
}

const said: Record<RowVerb, string> = {
  ...(Object.fromEntries(actions.map((action) => [action, words[action].verb])) as Record<
    Action,
    string
  >),
  logs: 'Logs',
  shell: 'Shell',
  more: 'More actions',
};

const label = (verb: RowVerb, name: string) => {
  if (verb === 'more') return `More actions for ${name}`;
  return verb === 'logs' || verb === 'shell' ? `${said[verb]} of ${name}` : `${said[verb]} ${name}`;
};

/** Seen only with the pointer or the focus in the row: a way up is always in sight. */
const quiet: readonly RowVerb[] = ['stop', 'restart'];

interface Props {
  row: ContainerRow;
  admin: boolean;
  /** Something is being done to it: no other action is offered. */
  busy: boolean;
}

/** The end of a row: what is wanted of a container most, one click away. */
export function RowVerbs({ row, admin, busy }: Props) {
  const verbs = verbsOf(row, admin, busy);
  if (verbs.length === 0) return null;
  return (
    <span className={classes.verbs} onPointerEnter={preloadMenus}>
      {verbs.map((verb) => (
        <button
          key={verb}
          type="button"
          className={`icon-button ${classes.verb}`}
          data-small
          data-verb={verb}
          data-quiet={quiet.includes(verb) || undefined}
          tabIndex={-1}
          aria-haspopup={verb === 'more' ? 'menu' : undefined}
          aria-label={label(verb, row.name)}
          data-tip={said[verb]}
        >
          <svg viewBox="0 0 24 24">
            <path d={outlines[verb]} />
          </svg>
        </button>
      ))}
    </span>
  );
}
