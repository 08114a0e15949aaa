import type { Container } from '../contract/index.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as Docker words it: https://pkg.go.dev/github.com/docker/go-units#HumanDuration. */
export function humanDuration(seconds: number): string {
  const whole = Math.floor(Math.max(seconds, 0));
  if (whole < 1) return 'Less than a second';
  if (whole === 1) return '1 second';
  if (whole < MINUTE) return `${whole} seconds`;
  const minutes = Math.floor(whole / MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / HOUR);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 730) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(seconds / DAY / 365)} years`;
}

/**
 * What `docker ps` would say of the container now. Made when it is asked for: inspect does not tell it, and a text
 * that was kept would go on saying "Up 2 seconds".
 */
export function statusText(
  container: Pick<Container, 'state' | 'startedAt' | 'finishedAt' | 'exitCode' | 'health'>,
  now: number,
): string {
  const { state, startedAt, finishedAt, exitCode, health } = container;
  const since = (time: string | null) =>
    time === null ? null : humanDuration((now - Date.parse(time)) / 1000);
  const up = since(startedAt);
  const ended = since(finishedAt);
  switch (state) {
    case 'running':
      return `Up${up ? ` ${up}` : ''}${healthText(health)}`;
    case 'paused':
      return `Up${up ? ` ${up}` : ''} (Paused)`;
    case 'restarting':
      return `Restarting (${exitCode ?? 0})${ended ? ` ${ended} ago` : ''}`;
    case 'removing':
      return 'Removal In Progress';
    case 'dead':
      return 'Dead';
    case 'created':
      return 'Created';
    case 'exited':
      return `Exited (${exitCode ?? 0})${ended ? ` ${ended} ago` : ''}`;
  }
}

function healthText(health: Container['health']): string {
  if (health === 'starting') return ' (health: starting)';
  return health === 'healthy' || health === 'unhealthy' ? ` (${health})` : '';
}
