import { expect, it } from 'vitest';
import { detectLevel } from './level.ts';
import { TraceReader } from './trace.ts';

/** What carries on, as `+`, and what is a line of its own, as `-`. */
function read(lines: string[], stream: 'out' | 'err' = 'err'): string {
  const reader = new TraceReader();
  return lines
    .map((line) => (reader.read(line, { stream, at: 0 }, detectLevel(line)) ? '+' : '-'))
    .join('');
}

it.each([
  [
    'Java',
    '-++++-',
    [
      '2026-06-20 ERROR Could not start',
      'java.lang.IllegalStateException: no',
      '\tat com.example.Main.run(Main.java:3)',
      'Caused by: java.io.IOException: nope',
      '\t... 11 more',
      '2026-06-20 INFO ready',
    ],
  ],
  [
    'Python',
    '-+++++-',
    [
      'ERROR:root:failed',
      'Traceback (most recent call last):',
      '  File "/app/x.py", line 3, in <module>',
      '    run()',
      '    ^^^^^',
      'ValueError: no',
      'INFO:root:on',
    ],
  ],
  [
    'Python without a head',
    '-+++',
    ['Traceback (most recent call last):', '  File "x.py", line 3', '    run()', 'ValueError: no'],
  ],
  [
    'Node',
    '-++-',
    ['Error: no', '    at run (/app/x.js:3:1)', '    at node:internal/x:1:1', 'GET /'],
  ],
  [
    'Go',
    '-++++++',
    [
      'panic: no',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/app/main.go:3 +0x1d',
      'created by main.start',
      '\t/app/main.go:1',
    ],
  ],
  ['.NET', '-++', ['[ERR] Could not watch', 'System.IO.IOException: limit', '   at System.X.Y()']],
  ['a list of errors', '---', ['Error: a', 'Error: b', 'Error: c']],
  ['an indented list', '---', ['Mounts:', '  /config', '  /media']],
  ['errors with heads', '----', ['ERROR a', 'ERROR b', 'ERROR c', '']],
])('folds %s', (_name, marks, lines) => {
  expect(read(lines)).toBe(marks);
});

it('joins nothing across streams, and nothing that was written later', () => {
  const reader = new TraceReader();
  reader.read('Error: no', { stream: 'err', at: 0 }, 'error');
  expect(reader.read('    at run (x.js)', { stream: 'out', at: 0 }, null)).toBe(false);
  reader.read('Error: no', { stream: 'err', at: 0 }, 'error');
  expect(reader.read('    at run (x.js)', { stream: 'err', at: 60_000 }, null)).toBe(false);
});
