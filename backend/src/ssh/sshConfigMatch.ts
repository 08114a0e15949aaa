import type { Section, Settings } from './sshConfigFile.ts';

/** The sections and names of a file are too many to be compared in a moment. */
export class TooComplex extends Error {
  override readonly name = 'TooComplex';
}

/** Comparisons of characters, some 0.3 s; a file of a hundred hosts takes ten thousand. */
const MOST_STEPS = 20_000_000;
/** What it costs to take a section's values, in the same measure. */
const MERGE = 25;

/**
 * Gives what a file says about one host, as ssh would use it: of all sections whose patterns fit
 * its name, the first value counts. Throws TooComplex when all calls together took too long.
 */
export function settingsIn(sections: readonly Section[]): (name: string) => Settings {
  let steps = 0;
  const spend = (cost = 1) => {
    steps += cost;
    if (steps > MOST_STEPS) throw new TooComplex();
  };
  const known = new Map<string, Settings>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found: Settings = {};
    for (const { names, globs, except, settings } of sections) {
      spend();
      if (!names.has(name) && !globs.some((pattern) => fits(pattern, name, spend))) continue;
      if (except.some((pattern) => fits(pattern, name, spend))) continue;
      spend(MERGE);
      // The first value counts: those that were found earlier go over these.
      Object.assign(found, { ...settings, ...found });
    }
    known.set(name, found);
    return found;
  };
}

/** Whether a pattern with `*` and `?` fits a name; case counts. `spend` is called for every step. */
function fits(pattern: string, name: string, spend: () => void): boolean {
  let [p, n] = [0, 0];
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    spend();
    const char = pattern[p];
    if (char === '*') {
      star = p;
      mark = n;
      p += 1;
    } else if (char === '?' || char === name[n]) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      // The last star takes one more.
      mark += 1;
      [p, n] = [star + 1, mark];
    } else return false;
  }
  while (pattern[p] === '*') {
    spend();
    p += 1;
  }
  return p === pattern.length;
}
