/** `npm run check`: everything that can be known about the code without starting it. */
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError, run } from '../test/bench/commands.ts';
import { ensurePrerequisites } from '../test/bench/prerequisites.ts';
import { checkTree } from './imports.ts';
import { checkMinimums } from './minimums.ts';
import { checkPins } from './pins.ts';
import { BACKEND, FRONTEND } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Step {
  name: string;
  /** Throws when the step fails; the message is what is shown. */
  check(): Promise<unknown> | void;
}

const env = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
};
const command = async (file: string, ...args: string[]) =>
  run(file, args, { cwd: ROOT, env, timeout: 300_000 });

function none(problems: string[]): void {
  if (problems.length) throw new Error(problems.join('\n'));
}

function shellScripts(): string[] {
  const scripts = globSync(['agent/**/*.{sh,bats}', 'backend/test/**/*.sh'], { cwd: ROOT });
  return existsSync(join(ROOT, '.ci/run')) ? [...scripts, '.ci/run'] : scripts;
}

const STEPS: Step[] = [
  { name: 'format', check: () => command('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', check: () => command('oxlint', '--type-aware', '--deny-warnings') },
  {
    name: 'folders',
    check: () => none([BACKEND, FRONTEND].flatMap((tree) => checkTree(ROOT, tree))),
  },
  { name: 'pins', check: () => none(checkPins(ROOT)) },
  { name: 'minimums', check: () => none(checkMinimums(ROOT)) },
  { name: 'types, backend', check: () => command('tsc', '-p', 'backend') },
  { name: 'types, frontend', check: () => command('tsc', '-p', 'frontend') },
  { name: 'build', check: () => command('npm', 'run', '--silent', 'build') },
  { name: 'shellcheck', check: () => command('shellcheck', '-x', ...shellScripts()) },
];

function complaint(error: unknown): string {
  if (error instanceof CommandError) return error.output;
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<number> {
  await ensurePrerequisites(['check']);
  const failures: string[] = [];
  for (const { name, check } of STEPS) {
    const start = performance.now();
    let verdict = 'ok';
    try {
      await check();
    } catch (error) {
      verdict = 'FAILED';
      failures.push(complaint(error));
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${name.padEnd(16)} ${verdict.padEnd(7)} ${seconds.padStart(5)} s`);
  }
  // The first one alone: the later ones often only follow from it.
  if (failures[0] !== undefined) console.log(`\n${failures[0].trim()}`);
  return failures.length ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(complaint(error));
  process.exitCode = 1;
}
