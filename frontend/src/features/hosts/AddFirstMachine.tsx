import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import { AgentSteps } from './AgentSteps.tsx';
import type { Door } from './Doors.tsx';
import classes from './firstMachine.module.css';
import { LocalOffer } from './LocalOffer.tsx';
import { useLocalEngine } from './queries.ts';

const AddHostDialog = lazyOverlay(() => import('./AddHostDialog.tsx'));

interface Props {
  admin: boolean;
  /** Whether the dialog is open: it stays, and this page under it, while its first host arrives. */
  adding: boolean;
  onAdding: (adding: boolean) => void;
}

/** What an ArchNest without machines shows; it gives way to the table by itself. */
export default function AddFirstMachine({ admin, ...adding }: Props) {
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <h1 className={classes.title}>{admin ? 'Add your first machine.' : 'No machines yet.'}</h1>
        <p className={classes.lead}>
          {admin
            ? 'Every container on it shows up here, running or not. It takes under a minute.'
            : 'Ask an admin to add one. Its containers then show up here by themselves.'}
        </p>
        {admin && <WaysIn {...adding} />}
      </div>
    </div>
  );
}

/** The easiest first: with no Docker beside ArchNest, that is the agent. */
function WaysIn({ adding, onAdding }: Pick<Props, 'adding' | 'onAdding'>) {
  const local = useLocalEngine(true);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [door, setDoor] = useState<Door>('engine');
  const agent = chosen ?? (!local.isPending && !local.data?.offer);
  const Chevron = agent ? IconChevronDown : IconChevronRight;
  const open = (through: Door) => {
    setDoor(through);
    onAdding(true);
  };
  return (
    <>
      <ul className={classes.doors}>
        <li>
          <LocalOffer always />
        </li>
        <li>
          <DialogDoor door="ssh" name="Another machine, over SSH" onOpen={open}>
            You sign in to it already. See and act, live. Opens nothing new.
          </DialogDoor>
        </li>
        <li>
          <button
            type="button"
            className={classes.door}
            aria-expanded={agent}
            aria-controls="agent-steps"
            onClick={() => setChosen(!agent)}
          >
            <SourceGlyph source="agent" />
            <span>
              <b>Another machine, with an agent</b>
              <span>It stays unreachable from here. See only, every 30 s.</span>
            </span>
            <Chevron size={16} stroke={1.6} aria-hidden />
          </button>
        </li>
        <li>
          <DialogDoor door="engine" name="A Docker socket or port" onOpen={open}>
            You have its address, and its certificates if it has TLS. See and act, live.
          </DialogDoor>
        </li>
      </ul>
      <p className={classes.note}>
        Nothing here changes what runs on a machine, and removing it later does not either.
      </p>
      <section
        id="agent-steps"
        className={classes.steps}
        aria-label="With an agent"
        hidden={!agent}
      >
        {agent && (
          <>
            <h2>With an agent</h2>
            <AgentSteps />
          </>
        )}
      </section>
      {adding && <AddHostDialog door={door} onClose={() => onAdding(false)} onAdded={() => {}} />}
    </>
  );
}

interface DialogDoorProps {
  door: Door;
  name: string;
  onOpen: (door: Door) => void;
  children: ReactNode;
}

const DialogDoor = ({ door, name, onOpen, children }: DialogDoorProps) => (
  <button
    type="button"
    className={classes.door}
    aria-haspopup="dialog"
    onClick={() => onOpen(door)}
  >
    <SourceGlyph source={door} />
    <span>
      <b>{name}</b>
      <span>{children}</span>
    </span>
    <IconChevronRight size={16} stroke={1.6} aria-hidden />
  </button>
);
