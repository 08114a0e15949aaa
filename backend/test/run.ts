/**
 * `npm test [-- backend frontend agent page]`: everything, against a real Docker daemon of its own.
 * The very last line is the sum over all suites; the exit code is 0 only if nothing failed.
 */
import { rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { which } from './bench/commands.ts';
import { dockerEnvironment, startDocker, type TestDocker } from './bench/dockerd.ts';
import { filesLeft, killAll, RUN_MARK, waitForProcesses } from './bench/leftovers.ts';
import { ensurePrerequisites } from './bench/prerequisites.ts';
import { endAllGroups, runGroup } from './bench/processGroup.ts';
import { failure, NOTHING, sentence, sum, type Counts } from './bench/reports.ts';
import { endDeadRuns, makeRunFolder } from './bench/runFolder.ts';
import { ROOT } from './bench/root.ts';
import { SUITES, type Suite } from './bench/suites.ts';

interface Outcome {
  name: string;
  counts: Counts;
  seconds: number;
}

/** The suites that the arguments name; all without one. */
function chosen(names: string[]): Suite[] {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length) {
    const known = SUITES.map((suite) => suite.name).join(' ');
    console.error(`no suite is called ${unknown.join(' ')}; there are: ${known}`);
    process.exit(2);
  }
  return SUITES.filter((suite) => names.length === 0 || names.includes(suite.name));
}

async function timed(name: string, work: () => Promise<Counts>): Promise<Outcome> {
  const start = performance.now();
  const counts = await work().catch((error: unknown) =>
    failure(error instanceof Error ? error.message : String(error)),
  );
  return { name, counts, seconds: (performance.now() - start) / 1000 };
}

async function build(): Promise<Counts> {
  const code = await runGroup(['npm', 'run', '--silent', 'build'], { cwd: ROOT });
  return code === 0 ? NOTHING : failure(`npm run build ended with ${code}`);
}

async function leftovers(run: string, temporary: string): Promise<Counts> {
  const processes = await waitForProcesses(run);
  killAll(processes);
  const files = await filesLeft(temporary);
  const notes = [
    ...processes.map(({ pid, command }) => `left running: ${pid} ${command}`),
    ...files.map((name) => `left in the temporary folder: ${name}`),
  ];
  return { ...NOTHING, failed: notes.length, notes };
}

function print(outcomes: Outcome[]): void {
  console.log();
  for (const { name, counts, seconds } of outcomes) {
    console.log(`${name.padEnd(10)} ${sentence(counts).padEnd(36)} ${seconds.toFixed(1)} s`);
    for (const note of counts.notes) console.log(note.replaceAll(/^/gm, ' '.repeat(11)));
  }
}

async function main(): Promise<void> {
  const suites = chosen(process.argv.slice(2));
  const needs = [...new Set(suites.flatMap((suite) => suite.needs))];
  await ensurePrerequisites(needs);

  await endDeadRuns();
  const { folder, temporary, reports, run } = makeRunFolder();
  const outcomes: Outcome[] = [];
  let docker: TestDocker | undefined;
  const clean = async () => {
    await endAllGroups();
    await docker?.stop();
    docker = undefined;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error(`\n${signal}: ending`);
      void clean().finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(130);
      });
    });
  }

  Object.assign(process.env, {
    [RUN_MARK]: run,
    TMPDIR: temporary,
    PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    ARCHNEST_TEST_CHROMIUM: which('chromium') ?? '',
  });
  try {
    if (suites.some((suite) => suite.build)) outcomes.push(await timed('build', build));
    if (outcomes.every(({ counts }) => counts.failed === 0)) {
      if (needs.includes('docker')) {
        const start = async () => {
          docker = await startDocker();
          Object.assign(process.env, dockerEnvironment(docker));
          return NOTHING;
        };
        outcomes.push(await timed('docker', start));
      }
      for (const suite of suites) {
        console.log(`\n# ${suite.name}`);
        outcomes.push(await timed(suite.name, () => suite.run(reports)));
      }
    }
  } finally {
    await clean();
  }
  outcomes.push(await timed('leftovers', () => leftovers(run, temporary)));
  rmSync(folder, { recursive: true, force: true });

  print(outcomes);
  const total = sum(outcomes.map(({ counts }) => counts));
  console.log(sentence(total));
  process.exitCode = total.failed ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
