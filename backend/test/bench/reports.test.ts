import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parsePlaywright, parseTap, parseVitest, readReport, sentence } from './reports.ts';

async function reportFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archnest-report-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'report'), text);
  return join(folder, 'report');
}

const vitest = (passed: number, failed = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 1,
    numTodoTests: 1,
  });

test('counts are what the reports say', () => {
  expect(parseVitest(vitest(3, 2))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
  expect(parsePlaywright(JSON.stringify({ stats }))).toEqual({ passed: 4, failed: 2, skipped: 2 });
  const tap = '1..5\nok 1 a\nok 2 b # skip no docker\nnot ok 3 c\n# ok 9 a comment\nok 4 d\n';
  expect(parseTap(tap)).toEqual({ passed: 2, failed: 2, skipped: 1 });
});

test('a suite is never green by silence', async () => {
  const failed = async (text: string, code: number) =>
    (await readReport(await reportFile(text), parseVitest, code)).failed;
  expect(await failed(vitest(3), 0)).toBe(0);
  expect(await failed(vitest(3), 1), 'a file that did not load').toBe(1);
  expect(await failed('{}', 0), 'no test').toBe(1);
  expect(await failed('', 0), 'a report cut short').toBe(1);
  expect((await readReport('/nonexistent/report', parseVitest, 0)).failed, 'no report').toBe(1);
});

test('the sum names skipped tests only when there are any', () => {
  const counts = { passed: 2, failed: 0, skipped: 0, notes: [] };
  expect(sentence(counts)).toBe('2 passed, 0 failed');
  expect(sentence({ ...counts, skipped: 1 })).toBe('2 passed, 0 failed, 1 skipped');
});
