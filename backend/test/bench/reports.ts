import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './root.ts';

/** Of a failure's own words, in lines. */
const NOTE_LINES = 12;

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, and the beginning of what it said: the end of a long log is what is read. */
  notes: string[];
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };

export function sum(all: Counts[]): Counts {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
      notes: [...total.notes, ...counts.notes],
    }),
    NOTHING,
  );
}

/** `N passed, M failed`, with `, K skipped` when there are any. */
export function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

export function failure(note: string): Counts {
  return { ...NOTHING, failed: 1, notes: [note] };
}

/**
 * What a suite's own report and its exit code say together. A suite without a report, without a
 * test, or with a bad end that no test explains (a file that does not load, an error outside every
 * test) is one failure: it is never green by silence.
 */
export async function readReport(
  path: string,
  parse: (text: string) => Counts,
  exitCode: number,
): Promise<Counts> {
  let counts: Counts;
  try {
    counts = parse(await readFile(path, 'utf8'));
  } catch {
    return failure(`ended with ${exitCode} and wrote no report`);
  }
  if (counts.passed + counts.failed + counts.skipped === 0) return failure('ran no test');
  if (exitCode === 0 || counts.failed > 0) return counts;
  return sum([counts, failure(`ended with ${exitCode} though no test failed`)]);
}

interface VitestReport extends Record<string, unknown> {
  testResults?: {
    name: string;
    /** Of a file that failed as a whole. */
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** https://vitest.dev/guide/reporters#json-reporter */
export function parseVitest(text: string): Counts {
  const report = JSON.parse(text) as VitestReport;
  const count = (key: string) => Number(report[key] ?? 0);
  const notes = (report.testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failed = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => note(file, fullName, failureMessages?.[0]));
    return message ? [note(file, 'did not load', message), ...failed] : failed;
  });
  return {
    passed: count('numPassedTests'),
    failed: count('numFailedTests'),
    skipped: count('numPendingTests') + count('numTodoTests'),
    notes,
  };
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    tests: { status: string; results: { error?: { message?: string } }[] }[];
  }[];
}

/** https://playwright.dev/docs/api/class-testconfig#test-config-reporter. A flaky test is a fault. */
export function parsePlaywright(text: string): Counts {
  const report = JSON.parse(text) as PlaywrightSuite & { stats: Record<string, number> };
  return {
    passed: report.stats['expected'] ?? 0,
    failed: (report.stats['unexpected'] ?? 0) + (report.stats['flaky'] ?? 0),
    skipped: report.stats['skipped'] ?? 0,
    notes: failedSpecs(report),
  };
}

function failedSpecs({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        note(file, title, results.find(({ error }) => error?.message)?.error?.message),
      ),
  );
  return [...own, ...suites.flatMap(failedSpecs)];
}

/** The Test Anything Protocol: https://testanything.org/tap-specification.html. A missing line of
 * the plan (`1..N`) is a test that never ran. */
export function parseTap(text: string): Counts {
  const lines = text.split('\n');
  const results = lines.filter((line) => /^(not )?ok \d+/.test(line));
  const isSkipped = (line: string) => /# skip/i.test(line);
  const planned = Number(/^1\.\.(\d+)/m.exec(text)?.[1] ?? 0);
  const passed = results.filter((line) => line.startsWith('ok') && !isSkipped(line)).length;
  const skipped = results.filter((line) => line.startsWith('ok') && isSkipped(line)).length;
  const failed = Math.max(planned, results.length) - passed - skipped;
  return { passed, skipped, failed, notes: results.filter((line) => line.startsWith('not')) };
}

/** The words of one failure, short enough that a dozen of them still fit a screen or two. */
function note(file: string, title: string, message = 'no message'): string {
  const lines = stripVTControlCharacters(message).trim().split('\n');
  return [`${file} › ${title}`, ...lines.slice(0, NOTE_LINES).map((line) => `  ${line}`)].join(
    '\n',
  );
}
