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
  expect(parseVitest(vitest(3, 2))).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
  const page = parsePlaywright(JSON.stringify({ stats }));
  expect(page).toMatchObject({ passed: 4, failed: 2, skipped: 2 });
  const tap = '1..5\nok 1 a\nok 2 b # skip no docker\nnot ok 3 c\n# ok 9 a comment\nok 4 d\n';
  expect(parseTap(tap)).toEqual({ passed: 2, failed: 2, skipped: 1, notes: ['not ok 3 c'] });
});

test('what failed is named, with the beginning of what it said', () => {
  const long = ['\u001b[31mexpected 1 to be 2\u001b[39m', ...Array<string>(40).fill('at line')];
  const results = [
    { status: 'passed', fullName: 'a list is sorted' },
    { status: 'failed', fullName: 'a list is short', failureMessages: [long.join('\n')] },
  ];
  const testResults = [{ name: import.meta.filename, message: '', assertionResults: results }];
  const [failed = '', ...others] = parseVitest(JSON.stringify({ testResults })).notes;
  expect(others).toEqual([]);
  expect(failed.split('\n').slice(0, 3)).toEqual([
    'backend/test/bench/reports.test.ts › a list is short',
    '  expected 1 to be 2',
    '  at line',
  ]);
  expect(failed.split('\n').length).toBeLessThan(20);

  const spec = (title: string, status: string) => ({
    title,
    file: 'a.spec.ts',
    tests: [{ status, results: [{}, { error: { message: 'not visible' } }] }],
  });
  const suites = [{ suites: [{ specs: [spec('opens', 'expected'), spec('shuts', 'flaky')] }] }];
  const { notes } = parsePlaywright(JSON.stringify({ stats: {}, suites }));
  expect(notes).toEqual(['a.spec.ts › shuts\n  not visible']);
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
