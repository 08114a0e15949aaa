import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Result, Spread } from './measure.ts';

/** `npm run bench [row …]`: one table, and the same as `results.json`. Each row brings its floor. */
const rows: Record<string, () => Promise<Result[]>> = {
  1: async () => (await import('./rows/01-list.ts')).list(),
  2: async () => (await import('./rows/02-list-ssh.ts')).listSsh(),
  3: async () => (await import('./rows/03-cold-ssh.ts')).coldSsh(),
  4: async () => (await import('./rows/04-event.ts')).event(),
  5: async () => (await import('./rows/05-exec.ts')).exec(),
  6: async () => (await import('./rows/06-follow.ts')).follow(),
  7: async () => (await import('./rows/07-ingest.ts')).ingest(),
  8: async () => (await import('./rows/08-hosts.ts')).hosts(),
  9: async () => (await import('./rows/09-agent.ts')).agent(),
  10: async () => (await import('./rows/10-memory.ts')).memory(),
  11: async () => (await import('./rows/11-quiet.ts')).quiet(),
  12: async () => (await import('./rows/12-start.ts')).startUp(),
  13: async () => (await import('./rows/13-page.ts')).page(),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((row) => !(row in rows));
if (unknown.length) {
  process.stderr.write(`no row ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}\n`);
  process.exit(1);
}

const results: Result[] = [];
for (const [row, run] of Object.entries(rows)) {
  if (chosen.length && !chosen.includes(row)) continue;
  process.stderr.write(`row ${row} …\n`);
  results.push(...(await run()));
}

print(results);
const file = fileURLToPath(new URL('./results.json', import.meta.url));
const all = [...earlier(file), ...results].sort((a, b) => a.row - b.row);
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
writeFileSync(file, `${JSON.stringify({ ...machine, results: all }, null, 2)}\n`);

/** The rows that this run did not measure stay as they were. */
function earlier(file: string): Result[] {
  if (!existsSync(file)) return [];
  const { results: kept } = JSON.parse(readFileSync(file, 'utf8')) as { results: Result[] };
  return kept.filter(({ row }) => !results.some((result) => result.row === row));
}

function print(results: Result[]): void {
  const header = ['#', 'row', 'ours', 'p95', 'floor', 'p95', 'unit', 'ratio', 'aim', ''];
  const lines = results.map((result) => [
    String(result.row),
    result.name,
    ...figures(result.ours),
    ...figures(result.floor),
    result.unit,
    result.ratio?.toFixed(2) ?? '—',
    result.aim,
    result.met ? 'met' : 'MISSED',
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  for (const line of [header, ...lines])
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}

function figures(value: Spread | null): string[] {
  const format = (figure: number) => figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0);
  return value ? [format(value.median), format(value.p95)] : ['—', '—'];
}
