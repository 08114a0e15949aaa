import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKER_VARIABLES } from './dockerd.ts';
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

const PAGE_CONFIG = 'frontend/playwright.config.ts';

const OWN_NETWORK = ['bash', join(import.meta.dirname, 'ownNetwork.sh')];

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

/**
 * Half of what it does is to wait, so two halves run at once: each with a daemon of its own, and on a network of its
 * own, since Chromium drops what it is loading whenever an interface comes or goes. Only root can make those.
 */
async function page(reports: string): Promise<Counts> {
  if (!existsSync(join(ROOT, PAGE_CONFIG))) return failure(`there is no ${PAGE_CONFIG}`);
  if (process.getuid?.() !== 0) return pagePart(reports, 'all', []);
  const halves = ['1', '2'].map((part) =>
    pagePart(reports, part, OWN_NETWORK, [`--shard=${part}/2`]),
  );
  return sum(await Promise.all(halves));
}

async function pagePart(
  reports: string,
  part: string,
  within: string[],
  flags: string[] = [],
): Promise<Counts> {
  const report = join(reports, `page-${part}.json`);
  const env: NodeJS.ProcessEnv = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  if (within.length) for (const name of DOCKER_VARIABLES) delete env[name];
  const output = ['--reporter=list,json', `--output=test-results/${part}`];
  const command = ['playwright', 'test', '--config', PAGE_CONFIG, ...output, ...flags];
  return readReport(
    report,
    parsePlaywright,
    await runGroup([...within, ...command], { ...inRoot(), env }),
  );
}

function inRoot() {
  return { cwd: ROOT, limit: LIMIT };
}
