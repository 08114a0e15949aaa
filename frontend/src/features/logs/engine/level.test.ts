import { expect, it } from 'vitest';
import { detectLevel } from './level.ts';

it.each([
  ['2026-06-20T12:30:02Z INFO  server: ready', 'info'],
  ['[14:30:02] [WRN] [12] Jellyfin: slow', 'warn'],
  ['2026/06/20 14:30:02 [error] 31#31: *1 open() failed', 'error'],
  ['2026-06-20 12:30:02.417 UTC [1] LOG:  database system is ready', 'info'],
  ['2026-06-20 12:30:02.417 UTC [77] ERROR:  relation "x" does not exist', 'error'],
  ['time="2026-06-20T12:30:02Z" level=warning msg="slow"', 'warn'],
  ['{"level":30,"time":1,"msg":"ready"}', 'info'],
  ['{"time":1,"severity":"ERROR","message":"no"}', 'error'],
  ['ERROR:root:failed', 'error'],
  ['E0620 14:30:02.417 1 main.go:3] failed', 'error'],
  ['1:M 20 Jun 2026 14:30:02.417 # WARN-less warning', 'warn'],
  ['1:M 20 Jun 2026 14:30:02.417 * Ready to accept connections', 'info'],
  ['TypeError: x is not a function', 'error'],
  ['java.lang.NullPointerException: x', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['panic: runtime error: index out of range', 'fatal'],
  ['Error: connect ECONNREFUSED', 'error'],
  ['warning: deprecated', 'warn'],
  ['[DEBUG] x', 'debug'],
  ['127.0.0.1 - - "GET /error HTTP/1.1" 200', null],
  ['no error was found', null],
  ['Loading the information of 3 items', null],
  ['{"a":1}', null],
  ['', null],
])('%s', (text, level) => {
  expect(detectLevel(text)).toBe(level);
});
