import { useNow } from '../hooks/useNow.ts';
import { formatAgo, formatExact, formatRecent, formatSpan } from '../lib/format.ts';

interface Props {
  at: number;
  /** `ago`: "4 min ago". `span`: "4 min". */
  form?: 'ago' | 'span';
  /** How often it is renewed, in milliseconds. */
  every?: number;
}

/** A time relative to now, exact on hover. */
export function Time({ at, form = 'ago', every = 10_000 }: Props) {
  const now = useNow(every);
  return (
    <time dateTime={new Date(at).toISOString()} data-tip={formatExact(at)}>
      {form === 'ago' ? formatAgo(at, now) : formatSpan(now - at)}
    </time>
  );
}

/** A moment by its day and hour, exact on hover. `seconds`: with them, where moments follow each other. */
export function Day({ at, seconds = false }: { at: number; seconds?: boolean }) {
  const now = useNow(60_000);
  return (
    <time dateTime={new Date(at).toISOString()} data-tip={formatExact(at)}>
      {formatRecent(at, now, seconds)}
    </time>
  );
}
