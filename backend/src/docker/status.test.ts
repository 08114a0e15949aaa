import { describe, expect, it } from 'vitest';
import { humanDuration, statusText } from './status.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

describe('a span', () => {
  /** Worked out from the source of go-units; its own test has most of these rows. */
  it.each([
    [-5, 'Less than a second'],
    [0, 'Less than a second'],
    [0.45, 'Less than a second'],
    [1, '1 second'],
    [1.9, '1 second'],
    [45, '45 seconds'],
    [59.9, '59 seconds'],
    [MINUTE, 'About a minute'],
    [MINUTE + 59, 'About a minute'],
    [2 * MINUTE, '2 minutes'],
    [3 * MINUTE + 40, '3 minutes'],
    [59 * MINUTE + 59, '59 minutes'],
    [HOUR, 'About an hour'],
    [HOUR + 29 * MINUTE, 'About an hour'],
    [HOUR + 30 * MINUTE, '2 hours'],
    [3 * HOUR, '3 hours'],
    [3 * HOUR + 29 * MINUTE, '3 hours'],
    [3 * HOUR + 31 * MINUTE, '4 hours'],
    [47 * HOUR, '47 hours'],
    [2 * DAY, '2 days'],
    [13 * DAY, '13 days'],
    [14 * DAY, '2 weeks'],
    [15 * DAY, '2 weeks'],
    [59 * DAY, '8 weeks'],
    [60 * DAY, '2 months'],
    [300 * DAY, '10 months'],
    [729 * DAY, '24 months'],
    [2 * YEAR, '2 years'],
    [2 * YEAR - HOUR / 2, '1 years'],
    [3 * YEAR + 2 * 30 * DAY, '3 years'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(humanDuration(seconds)).toBe(words);
  });
});

describe('the status', () => {
  const NOW = Date.parse('2026-06-20T12:00:00Z');
  const container = {
    state: 'running',
    startedAt: '2026-06-20T09:00:00.123456789Z',
    finishedAt: '2026-06-20T11:58:00Z',
    exitCode: 3,
    health: 'none',
  } as const;

  it.each([
    [{}, 'Up 3 hours'],
    [{ health: 'healthy' }, 'Up 3 hours (healthy)'],
    [{ health: 'unhealthy' }, 'Up 3 hours (unhealthy)'],
    [{ health: 'starting' }, 'Up 3 hours (health: starting)'],
    [{ health: null }, 'Up 3 hours'],
    [{ startedAt: null }, 'Up'],
    [{ startedAt: '2026-06-20T14:00:00+02:00' }, 'Up Less than a second'],
    [{ state: 'paused', health: 'healthy' }, 'Up 3 hours (Paused)'],
    [{ state: 'restarting' }, 'Restarting (3) 2 minutes ago'],
    [{ state: 'exited' }, 'Exited (3) 2 minutes ago'],
    [{ state: 'exited', finishedAt: null, exitCode: null }, 'Exited (0)'],
    [{ state: 'created' }, 'Created'],
    [{ state: 'removing' }, 'Removal In Progress'],
    [{ state: 'dead' }, 'Dead'],
  ] as const)('of %o is %s', (fields, words) => {
    expect(statusText({ ...container, ...fields }, NOW)).toBe(words);
  });
});
