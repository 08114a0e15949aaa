import { renewStyles } from './failedStyles.ts';

/** Why the files of a part did not come: nobody answers, they belong to another version, or neither. */
export type Missing = 'away' | 'updated' | 'unknown';

export class NotLoaded extends Error {
  readonly why: Missing;

  constructor(why: Missing, cause: unknown) {
    super('A part of the page could not be loaded.', { cause });
    this.why = why;
  }
}

/** A network that changes breaks what is under way, and works again right after; a restart takes longer. */
const pauses = [500, 2_000];
/** Longer than a slow line takes; a wait without an end says nothing. */
const deadline = 30_000;

/** Fetches a part, and again after a moment where that fails. @throws NotLoaded */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await Promise.race([persistently(load), overdue()]);
  } catch (cause) {
    throw new NotLoaded(await whyMissing(), cause);
  }
}

/** Fetches what is about to be shown. That it did not come is said when it is shown. */
export const preload = (load: () => Promise<unknown>) => void attempt(load).catch(() => undefined);

const attempt = <T>(load: () => Promise<T>) => renewStyles().then(load);

async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await attempt(load);
    } catch {
      await after(pause);
    }
  }
  return attempt(load);
}

async function overdue(): Promise<never> {
  await after(deadline);
  throw new Error(`Not there after ${deadline} ms.`);
}

/** Whether the server still serves the script that this page runs. */
async function whyMissing(): Promise<Missing> {
  const own = document.querySelector('script[type=module][src]')?.getAttribute('src') ?? '';
  try {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) return 'away';
    return (await answer.text()).includes(own) ? 'unknown' : 'updated';
  } catch {
    return 'away';
  }
}

const after = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
