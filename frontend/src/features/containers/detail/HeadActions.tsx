import { Button } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import type { DetailSection } from '../../../paths.ts';
import { actionIcons } from '../actions/actionIcons.ts';
import { containerEntries } from '../actions/containerEntries.ts';
import { isActive, type OwnStep } from '../actions/jobs.ts';
import type { Acting } from '../actions/useActing.tsx';
import { canAct, fits, primaryOf, words, type Action } from '../actions/verbs.ts';
import { doingWord } from '../cells.tsx';
import type { ContainerRow } from '../view.ts';
import classes from './actions.module.css';

interface Props {
  row: ContainerRow;
  acting: Acting;
  step: OwnStep | undefined;
  /** Absent where there are no tabs. */
  onTearOff?: ((section: DetailSection) => void) | undefined;
}

/** What stands as a button: the way out of this state, and a restart of what runs. */
function buttonsFor({ container: { state } }: ContainerRow): Action[] {
  const primary = primaryOf(state);
  const restart = state === 'running' || state === 'restarting' ? ['restart' as const] : [];
  return primary ? [...restart, primary] : restart;
}

/** At the head of a container's tab: the likely actions, and a menu with the others. */
export function HeadActions({ row, acting, step, onTearOff }: Props) {
  const busy = step !== undefined && isActive(step);
  const shown = canAct(row, acting.admin) ? buttonsFor(row) : [];
  return (
    <div className={classes.head} role="group" aria-label={`Actions for ${row.name}`}>
      {busy ? (
        <Doing step={step} />
      ) : (
        shown.map((action) => <ActionButton key={action} {...{ action, row, acting }} />)
      )}
      <More {...{ row, acting, busy, onTearOff }} omit={shown} />
    </div>
  );
}

interface MoreProps extends Omit<Props, 'step'> {
  busy: boolean;
  omit: readonly Action[];
}

export function More({ row, acting, busy, omit, onTearOff }: MoreProps) {
  const entries = () =>
    containerEntries({
      row,
      admin: acting.admin,
      busy,
      omit,
      onAct: (action) => acting.act(action, [row]),
      onTearOff,
    });
  if (entries().length === 0) return null;
  return (
    <MenuButton
      position="bottom-end"
      className={classes.more}
      aria-label={`More actions for ${row.name}`}
      data-tip="More actions"
      entries={entries}
    >
      <IconDots size={16} stroke={1.6} aria-hidden />
    </MenuButton>
  );
}

/** On a phone the likely actions stand under the thumb, and the others in the menu of the head. */
export const barActions = ({ container: { state } }: ContainerRow): Action[] =>
  (['start', 'unpause', 'restart', 'stop', 'pause'] as const)
    .filter((action) => fits(action, state))
    .slice(0, 3);

export function PhoneActions({ row, acting, step }: Omit<Props, 'onTearOff'>) {
  const shown = canAct(row, acting.admin) ? barActions(row) : [];
  const busy = step !== undefined && isActive(step);
  if (shown.length === 0 && !busy) return null;
  return (
    <div className={classes.bar} role="group" aria-label={`Actions for ${row.name}`}>
      {busy ? (
        <Doing step={step} />
      ) : (
        shown.map((action) => <ActionButton key={action} {...{ action, row, acting }} />)
      )}
    </div>
  );
}

const Doing = ({ step }: { step: OwnStep }) => (
  <Button disabled leftSection={<Spinner small />} role="status">
    {doingWord(step)}
  </Button>
);

interface ActionButtonProps {
  action: Action;
  row: ContainerRow;
  acting: Acting;
}

function ActionButton({ action, row, acting }: ActionButtonProps) {
  const Icon = actionIcons[action];
  return (
    <Button
      leftSection={<Icon size={14} stroke={1.6} aria-hidden />}
      onClick={() => acting.act(action, [row])}
    >
      {words[action].verb}
    </Button>
  );
}
