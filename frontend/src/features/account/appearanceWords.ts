import type { Appearance } from '@archnest/backend/contract';

type Options<K extends keyof Appearance> = readonly (readonly [Appearance[K], string])[];
type Named = Exclude<keyof Appearance, 'accent'>;

/** What can be chosen, in words. */
export const choices: { [K in Named]: Options<K> } = {
  theme: [
    ['auto', 'System'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ],
  fontSize: [
    ['small', 'Small'],
    ['medium', 'Medium'],
    ['large', 'Large'],
  ],
  density: [
    ['compact', 'Compact'],
    ['comfortable', 'Comfortable'],
  ],
  radius: [
    ['none', 'None'],
    ['small', 'Small'],
    ['medium', 'Medium'],
    ['large', 'Large'],
  ],
  motion: [
    ['auto', 'System'],
    ['reduced', 'Reduced'],
  ],
};

/** What a choice is about, and what there is to add. */
export const choiceNames: Record<Named, readonly [name: string, hint: string | null]> = {
  theme: ['Theme', null],
  fontSize: ['Font size', 'Logs and new shells too.'],
  density: ['Density', 'The height of rows.'],
  radius: ['Corners', null],
  motion: ['Motion', 'Reduced: nothing slides, turns or tints.'],
};

export const accents: readonly (readonly [Appearance['accent'], string])[] = [
  ['blue', 'Blue'],
  ['teal', 'Teal'],
  ['green', 'Green'],
  ['orange', 'Orange'],
  ['red', 'Red'],
  ['pink', 'Pink'],
  ['violet', 'Violet'],
];
