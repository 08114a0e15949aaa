export type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
export type Stream = 'out' | 'err';

/** One line of the log, as it came. Lives as long as the buffer keeps it, and is never copied. */
export interface Line {
  readonly kind: 'line';
  readonly id: number;
  /** RFC 3339 with nanoseconds; `null` when the daemon did not say. */
  readonly t: string | null;
  /** The same in milliseconds since 1970; `NaN` without a time. */
  readonly at: number;
  readonly stream: Stream;
  /** With its escape sequences. Read it through `display.ts`. */
  readonly text: string;
  /** The line's own, or for the rest of a stack trace that of its head. */
  level: Level | null;
  /** It carries on the stack trace of the line before. */
  continues: boolean;
  /** The buffer has dropped it. */
  gone: boolean;
}

/** A place where lines were lost. */
export interface Gap {
  readonly kind: 'gap';
  readonly id: number;
  /** `null`: nobody counted them. */
  count: number | null;
  loading: boolean;
  /** Why loading them failed. */
  failure: string | null;
  gone: boolean;
}

/** Where the container stopped, and what follows is of its next run. */
export interface Break {
  readonly kind: 'break';
  readonly id: number;
  gone: boolean;
}

/** Where a new day begins: the times show no date. */
export interface Day {
  readonly kind: 'day';
  readonly id: number;
  readonly at: number;
  gone: boolean;
}

/** What the buffer holds. */
export type Entry = Line | Gap | Break;
/** What the list shows. */
export type Row = Entry | Day;

let serial = 0;
/** A number that no other entry has. */
export const nextId = () => (serial += 1);

export const makeGap = (count: number | null): Gap => ({
  kind: 'gap',
  id: nextId(),
  count,
  loading: false,
  failure: null,
  gone: false,
});

export const makeBreak = (): Break => ({ kind: 'break', id: nextId(), gone: false });
