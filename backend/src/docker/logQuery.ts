import type { LogsQuery } from '../contract/index.ts';
import type { LogParams } from './engine.ts';

/** A query of either kind: of the page's request for lines, or of its socket. */
type LogQuery = Partial<Pick<LogsQuery, 'tail' | 'since' | 'until' | 'stream'>>;

/** The Engine takes an `until` of 0 for none. */
const EARLIEST_UNTIL = '0.000000001';

/**
 * A log query of the contract in the Engine's words. Without `stream` both; without `tail` all lines.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerLogs
 */
export function toLogParams({ tail, since, until, stream }: LogQuery, follow: boolean): LogParams {
  return {
    follow,
    stdout: stream !== 'stderr',
    stderr: stream !== 'stdout',
    ...(tail === undefined ? {} : { tail }),
    ...(since === undefined ? {} : { since: toUnixTime(since) }),
    ...(until === undefined ? {} : { until: toUntil(until) }),
  };
}

/**
 * Seconds since 1970 with nine digits behind the point. A number of JavaScript cannot hold that many, and a line that
 * was read once would come again. What was before 1970 is 0.
 * @param time as `logTime` of the contract has it
 */
export function toUnixTime(time: string): string {
  const [whole, fraction] = split(time);
  const nanoseconds = fraction.slice(0, 9).padEnd(9, '0');
  const seconds = /^\d+$/.test(whole) ? Number(whole) : Date.parse(whole) / 1000;
  return seconds < 0 ? '0.000000000' : `${seconds}.${nanoseconds}`;
}

function toUntil(time: string): string {
  const unix = toUnixTime(time);
  return Number(unix) === 0 ? EARLIEST_UNTIL : unix;
}

/** `12:00:00.5+02:00` is `12:00:00+02:00` and `5`. */
function split(time: string): [whole: string, fraction: string] {
  const match = /^([^.]*)\.(\d+)(.*)$/.exec(time);
  return match ? [`${match[1]}${match[3]}`, match[2] ?? ''] : [time, ''];
}
