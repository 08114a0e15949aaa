import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Need } from './prerequisites.ts';
import { runGroup } from './processGroup.ts';
import { ROOT } from './root.ts';
import {
  failure,
  parsePlaywright,
  parseTap,
  parseVitest,
  readReport,
  sum,
  type Counts,
} from './reports.ts';

export interface Suite {
  name: string;
  needs: Need[];
  /** Whether it uses the built server or page. */
  build: boolean;
  /** @param reports a folder for the suite's own machine-readable report */
  run(reports: string): Promise<Counts>;
}

/** A suite that hangs is ended after this, in milliseconds, and counts as failed. */
const LIMIT = 30 * 60_000;

/** In the order in which `npm test` runs them. */
export const SUITES: Suite[] = [
  {
    name: 'backend',
    needs: ['docker', 'ssh', 'check'],
    build: true,
    run: (reports) => vitest('backend', reports),
  },
  { name: 'frontend', needs: [], build: false, run: (reports) => vitest('frontend', reports) },
  { name: 'agent', needs: ['docker', 'agent'], build: true, run: agent },
  { name: 'page', needs: ['docker', 'ssh', 'page'], build: true, run: page },
];

async function vitest(root: string, reports: string): Promise<Counts> {
  const report = join(reports, `${root}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runGroup(['vitest', 'run', '--root', root, ...reporters], inRoot());
  return readReport(report, parseVitest, code);
}

/** Shellcheck passes in silence and counts as no test; where it fails, it is one failure. */
async function agent(reports: string): Promise<Counts> {
  const scripts = globSync('agent/**/*.{sh,bats,bash}', { cwd: ROOT });
  if (scripts.length === 0) return failure('there is no agent/*.sh');
  const lint = await runGroup(['shellcheck', '-x', ...scripts], inRoot());
  const format = ['--report-formatter', 'tap', '--output', reports];
  const code = await runGroup(['bats', ...format, '--recursive', 'agent/test'], inRoot());
  const tests = await readReport(join(reports, 'report.tap'), parseTap, code);
  return lint === 0 ? tests : sum([tests, failure('shellcheck')]);
}

async function page(reports: string): Promise<Counts> {
  const config = 'frontend/playwright.config.ts';
  if (!existsSync(join(ROOT, config))) return failure(`there is no ${config}`);
  const report = join(reports, 'page.json');
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const command = ['playwright', 'test', '--config', config, '--reporter=list,json'];
  return readReport(report, parsePlaywright, await runGroup(command, { ...inRoot(), env }));
}

function inRoot() {
  return { cwd: ROOT, limit: LIMIT };
}
