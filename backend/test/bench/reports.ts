import { readFile } from 'node:fs/promises';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Why something counts as failed that no test said. */
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
  parse: (text: string) => Omit<Counts, 'notes'>,
  exitCode: number,
): Promise<Counts> {
  let counts: Counts;
  try {
    counts = { ...parse(await readFile(path, 'utf8')), notes: [] };
  } catch {
    return failure(`ended with ${exitCode} and wrote no report`);
  }
  if (counts.passed + counts.failed + counts.skipped === 0) return failure('ran no test');
  if (exitCode === 0 || counts.failed > 0) return counts;
  return sum([counts, failure(`ended with ${exitCode} though no test failed`)]);
}

/** https://vitest.dev/guide/reporters#json-reporter */
export function parseVitest(text: string): Omit<Counts, 'notes'> {
  const report = JSON.parse(text) as Record<string, number>;
  return {
    passed: report['numPassedTests'] ?? 0,
    failed: report['numFailedTests'] ?? 0,
    skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
  };
}

/** https://playwright.dev/docs/api/class-testconfig#test-config-reporter. A flaky test is a fault. */
export function parsePlaywright(text: string): Omit<Counts, 'notes'> {
  const { stats } = JSON.parse(text) as { stats: Record<string, number> };
  return {
    passed: stats['expected'] ?? 0,
    failed: (stats['unexpected'] ?? 0) + (stats['flaky'] ?? 0),
    skipped: stats['skipped'] ?? 0,
  };
}

/** The Test Anything Protocol: https://testanything.org/tap-specification.html. A missing line of
 * the plan (`1..N`) is a test that never ran. */
export function parseTap(text: string): Omit<Counts, 'notes'> {
  const lines = text.split('\n');
  const results = lines.filter((line) => /^(not )?ok \d+/.test(line));
  const isSkipped = (line: string) => /# skip/i.test(line);
  const planned = Number(/^1\.\.(\d+)/m.exec(text)?.[1] ?? 0);
  const passed = results.filter((line) => line.startsWith('ok') && !isSkipped(line)).length;
  const skipped = results.filter((line) => line.startsWith('ok') && isSkipped(line)).length;
  return { passed, skipped, failed: Math.max(planned, results.length) - passed - skipped };
}
