import { Button } from '@mantine/core';
import type { Appearance } from '@archnest/backend/contract';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { appearance } from '../../appearance.ts';
import { Line, Lines, Part } from '../../components/Part.tsx';
import { Segments } from '../../components/Segments.tsx';
import { useAppearance } from '../../hooks/useAppearance.ts';
import { AccentPicker } from './AccentPicker.tsx';
import { choices, choiceNames } from './appearanceWords.ts';
import classes from './settings.module.css';

const names = ['theme', 'fontSize', 'density', 'radius', 'motion'] as const;

/** How the page looks to its reader: the page itself shows at once what a choice means. */
export default function SettingsAppearance() {
  const value = useAppearance();
  return (
    <Part
      page
      title="Appearance"
      about="Holds at once, and in every browser in which you sign in."
      action={<Saving />}
    >
      <Lines>
        <Choice name="theme" value={value} />
        <Line name="Accent">
          <AccentPicker value={value.accent} onChange={(accent) => appearance.change({ accent })} />
        </Line>
        {names.slice(1).map((name) => (
          <Choice key={name} name={name} value={value} />
        ))}
      </Lines>
    </Part>
  );
}

function Choice({ name, value }: { name: (typeof names)[number]; value: Appearance }) {
  const hint: ReactNode = choiceNames[name][1];
  return (
    <Line name={choiceNames[name][0]}>
      <div className={classes.choice}>
        <Segments
          bare
          label={choiceNames[name][0]}
          options={choices[name]}
          value={value[name]}
          onChange={(chosen: string) => appearance.change({ [name]: chosen })}
        />
      </div>
      {hint && <span className={classes.hint}>{hint}</span>}
    </Line>
  );
}

function Saving() {
  const saving = useSyncExternalStore(appearance.subscribe, () => appearance.saving);
  return (
    <span className={classes.saving} role="status">
      {saving.at === 'saving' && 'Saving…'}
      {saving.at === 'saved' && 'Saved.'}
      {saving.at === 'failed' && (
        <>
          <span>Not saved: {saving.message}</span>
          <Button onClick={() => void appearance.save()}>Try again</Button>
        </>
      )}
    </span>
  );
}
