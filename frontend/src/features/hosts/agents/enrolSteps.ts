import type { Enrolment } from '@archnest/backend/contract';

/** Brackets of an IPv6 address are a pattern to some shells, and to curl. */
const asWord = (address: string) => (address.includes('[') ? `-g '${address}'` : address);

/** For those who read a script before they run it: fetch, read, run. */
export const carefulCommand = ({ url, code }: Pick<Enrolment, 'url' | 'code'>) =>
  [
    `curl -fsSLO ${asWord(`${url}/agent/install.sh`)}`,
    'less install.sh',
    `sudo bash install.sh --enrol ${code}`,
  ].join('\n');

/** `14:32`, of what is left in milliseconds; `null` when nothing is. */
export function countdown(left: number): string | null {
  if (left <= 0) return null;
  const seconds = Math.floor(left / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Between a clock of a machine and ours nobody needs to know of less. */
const tolerable = 5;

/** `12 s ahead`; `null` while it is in step, or not known. */
export function skewWords(seconds: number | null): string | null {
  if (seconds === null || Math.abs(seconds) < tolerable) return null;
  const span = Math.abs(seconds);
  const size =
    span < 120
      ? `${span} s`
      : span < 7_200
        ? `${Math.round(span / 60)} min`
        : `${Math.round(span / 3_600)} h`;
  return `${size} ${seconds > 0 ? 'ahead' : 'behind'}`;
}
