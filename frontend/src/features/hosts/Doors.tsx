import { IconCheck, IconMinus } from '@tabler/icons-react';
import { SourceGlyph, sourceNames } from '../../components/glyphs.tsx';
import classes from './doors.module.css';

export const doors = ['engine', 'ssh', 'agent'] as const;
export type Door = (typeof doors)[number];

interface Words {
  how: string;
  when: string;
  can: readonly [word: string, can: boolean][];
}

const words: Record<Door, Words> = {
  engine: {
    how: 'its Docker API',
    when: 'For this machine’s own socket, or a Docker port that speaks TLS.',
    can: [
      ['See, live', true],
      ['Act', true],
      ['Logs and shell', true],
    ],
  },
  ssh: {
    how: 'you sign in to it',
    when: 'For machines that you reach over SSH already, jump hosts included. Opens no port.',
    can: [
      ['See, live', true],
      ['Act', true],
      ['Logs and shell', true],
    ],
  },
  agent: {
    how: 'the machine calls out',
    when: 'For a machine that must stay unreachable from here, or where looking is enough.',
    can: [
      ['See, every 30 s', true],
      ['Act', false],
      ['Logs and shell', false],
    ],
  },
};

/** The ways in, and what each of them can do. */
export const Doors = ({ value, onChange }: { value: Door; onChange: (door: Door) => void }) => (
  <fieldset className={classes.choices}>
    <legend className="sr-only">How to reach it</legend>
    {doors.map((door) => (
      <label key={door} className={classes.choice}>
        <input
          type="radio"
          name="door"
          checked={door === value}
          onChange={() => onChange(door)}
          aria-label={sourceNames[door]}
          aria-describedby={`door-${door}`}
        />
        <SourceGlyph source={door} />
        <span>
          <b>{sourceNames[door]}</b>
          {words[door].how}
        </span>
        <p id={`door-${door}`}>{words[door].when}</p>
        <span className={classes.can}>
          {words[door].can.map(([word, can]) => (
            <span key={word} data-can={can || undefined}>
              {can ? (
                <IconCheck size={14} stroke={1.6} aria-hidden />
              ) : (
                <IconMinus size={14} stroke={1.6} aria-hidden />
              )}
              {!can && <span className="sr-only">Not: </span>}
              {word}
            </span>
          ))}
        </span>
      </label>
    ))}
  </fieldset>
);
