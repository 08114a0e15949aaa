import { useNow } from '../hooks/useNow.ts';
import { formatAgo, formatExact, formatSpan } from '../lib/format.ts';

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
