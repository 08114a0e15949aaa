import { expect, it } from 'vitest';
import { levelOf } from './level.ts';
import { messageStart } from './lift.ts';

const isLevel = (word: string) => levelOf(word) !== null && Number.isNaN(Number(word));

it.each([
  ['[14:30:02] [WRN] [12] Jellyfin: slow', '[12] Jellyfin: slow'],
  ['2026-06-20T12:30:02.417Z INFO  server: ready', 'server: ready'],
  ['2026-06-20 12:30:02,417 - WARNING - careful', 'careful'],
  ['2026/06/20 14:30:02 [error] 31#31: failed', '31#31: failed'],
  ['2026-06-20 12:30:02.417 UTC [1] LOG:  ready', '[1] LOG:  ready'],
  ['20 Jun 2026 14:30:02.417 ready', 'ready'],
  ['INFO: ready', 'ready'],
  ['ERROR failed', 'failed'],
  ['Information about it', 'Information about it'],
  ['INFO', 'INFO'],
  ['14:30:02', '14:30:02'],
  ['GET /users 200', 'GET /users 200'],
  ['12:30 is not a time of a log', '12:30 is not a time of a log'],
  ['[x] 14:30:02 late', '[x] 14:30:02 late'],
])('%s', (text, message) => {
  expect(text.slice(messageStart(text, isLevel))).toBe(message);
});
