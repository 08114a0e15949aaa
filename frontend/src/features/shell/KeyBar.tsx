import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp } from '@tabler/icons-react';
import type { PointerEvent, ReactNode } from 'react';
import { arrows } from './engine/keys.ts';
import type { ShellSession } from './engine/ShellSession.ts';
import classes from './shell.module.css';

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

const keys: [name: string, key: string, face: ReactNode][] = [
  ['Tab', '\t', 'Tab'],
  ['Left', arrows.left, <IconArrowLeft key="left" {...icon} />],
  ['Up', arrows.up, <IconArrowUp key="up" {...icon} />],
  ['Down', arrows.down, <IconArrowDown key="down" {...icon} />],
  ['Right', arrows.right, <IconArrowRight key="right" {...icon} />],
];

/** A tap must not take the focus, or the keyboard would go. */
const keepFocus = (event: PointerEvent) => event.preventDefault();

/** The keys that a phone's keyboard lacks. */
export const KeyBar = ({ session, ctrl }: { session: ShellSession; ctrl: boolean }) => (
  <div className={classes.keys} role="toolbar" aria-label="Keys">
    <button type="button" onPointerDown={keepFocus} onClick={() => session.press('\u001b')}>
      Esc
    </button>
    <button
      type="button"
      aria-pressed={ctrl}
      onPointerDown={keepFocus}
      onClick={() => session.toggleCtrl()}
    >
      Ctrl
    </button>
    {keys.map(([name, key, face]) => (
      <button
        key={name}
        type="button"
        aria-label={name}
        onPointerDown={keepFocus}
        onClick={() => session.press(key)}
      >
        {face}
      </button>
    ))}
  </div>
);
