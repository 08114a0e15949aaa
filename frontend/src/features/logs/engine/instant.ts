/** A moment with the nanoseconds that a `Date` would lose. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/;

/** `2026-06-20T12:30:02.417123456Z`; `null` for anything else. */
export function parseInstant(text: string | null): Instant | null {
  const match = text === null ? null : rfc3339.exec(text);
  if (!match) return null;
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(milliseconds)) return null;
  return { seconds: milliseconds / 1000, nanos: Number((match[2] ?? '').padEnd(9, '0')) };
}

/** Below 0 when `a` is earlier. */
export const compareInstants = (a: Instant, b: Instant) =>
  a.seconds - b.seconds || a.nanos - b.nanos;

/** `milliseconds` later; earlier when negative. */
export function shiftInstant(at: Instant, milliseconds: number): Instant {
  const nanos = at.nanos + milliseconds * 1_000_000;
  return {
    seconds: at.seconds + Math.floor(nanos / 1e9),
    nanos: ((nanos % 1e9) + 1e9) % 1e9,
  };
}

/** As the contract takes it in `since` and `until`: `1781958602.417123456`. */
export const formatInstant = ({ seconds, nanos }: Instant) =>
  `${seconds}.${String(nanos).padStart(9, '0')}`;
