import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandError, run } from '../test/bench/commands.ts';
import { checkTree, importsOf } from './imports.ts';
import { checkPins, unpinned } from './pins.ts';
import { BACKEND, FRONTEND } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');
const SETTINGS = ['.oxlintrc.json', 'tsconfig.base.json', 'backend/tsconfig.json'];
/** A rule that is not enforced is a wish: each is broken once, in a copy. */
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'archnest-check-'));
  for (const path of [...SETTINGS, 'frontend/tsconfig.json', 'backend/src', 'frontend/src'])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What the check says with this file planted, which is gone again afterwards. */
async function plant<T>(path: string, source: string, check: () => T | Promise<T>): Promise<T> {
  const file = join(copy, path);
  writeFileSync(file, source);
  try {
    return await check();
  } finally {
    rmSync(file);
  }
}

async function lint(path: string): Promise<string> {
  const args = ['--type-aware', '--format', 'unix', path];
  try {
    return await run(join(ROOT, 'node_modules/.bin/oxlint'), args, { cwd: copy });
  } catch (error) {
    if (error instanceof CommandError) return error.output;
    throw error;
  }
}

const FLOATING = `async function work(): Promise<void> {}
export function start(): void {
  work();
}
`;
const MISUSED = `async function work(): Promise<boolean> { return true; }
export const answer = work() ? 1 : 2;
`;

describe.each(['backend/src/containers', 'frontend/src/lib'])('lint in %s', (folder) => {
  const file = `${folder}/planted.ts`;

  test('refuses a floating promise', async () => {
    expect(await plant(file, FLOATING, () => lint(file))).toContain('no-floating-promises');
  });

  test('refuses a promise as a condition', async () => {
    expect(await plant(file, MISUSED, () => lint(file))).toContain('no-misused-promises');
  });

  test('refuses to await what is no promise', async () => {
    const source = 'export const two = await (1 + 1);\n';
    expect(await plant(file, source, () => lint(file))).toContain('await-thenable');
  });

  test('refuses a cycle', async () => {
    const other = `${folder}/other.ts`;
    const found = await plant(
      other,
      `import { a } from './planted.ts';\nexport const b = () => a;\n`,
      () =>
        plant(file, `import { b } from './other.ts';\nexport const a = () => b;\n`, () =>
          lint(file),
        ),
    );
    expect(found).toContain('no-cycle');
  });

  test('passes a clean file', async () => {
    expect(await plant(file, 'export const two = 2;\n', () => lint(file))).not.toContain('planted');
  });
});

describe('folders', () => {
  const planted = (tree: typeof BACKEND, path: string, source: string) =>
    plant(`${tree.root}/${path}`, source, () =>
      checkTree(copy, tree).filter((problem) => problem.startsWith(`${tree.root}/${path}:`)),
    );

  test.each([
    ['contract/planted.ts', `import { x } from '../errors.ts';`],
    ['contract/planted.ts', `import fastify from 'fastify';`],
    ['containers/planted.ts', `import type { x } from '../routes/health.ts';`],
    ['containers/planted.ts', `const late = await import('../app.ts');`],
    ['containers/planted.ts', `export * from '../db/open.ts';`],
    ['db/planted.ts', `import { x } from '../auth/sessions.ts';`],
    ['agents/planted.ts', `import Database from 'better-sqlite3';`],
    ['auth/planted.ts', `import {\n  x,\n} from '../agents/hosts.ts';`],
    ['sockets/planted.ts', `import { x } from '../auth/sessions.ts';`],
    ['routes/planted.ts', `import { x } from '../db/users.ts';`],
    ['routes/planted.ts', `import '../main.ts';`],
    ['app.ts', `import './main.ts';`],
    ['plugins/planted.ts', `import { x } from '../../../frontend/src/paths.ts';`],
    ['planted.ts', `import './config.ts';`],
  ])('backend: %s refuses %s', async (path, source) => {
    // app.ts is overwritten in the copy, and put back from the original.
    expect(await planted(BACKEND, path, `${source}\n`)).toHaveLength(1);
    if (path === 'app.ts') cpSync(join(ROOT, BACKEND.root, path), join(copy, BACKEND.root, path));
  });

  test.each([
    ['components/planted.tsx', `import { x } from '../features/hosts/queries.ts';`],
    ['components/planted.tsx', `import { x } from '../api.ts';`],
    ['features/hosts/planted.ts', `import { x } from '../containers/view.ts';`],
    ['features/hosts/planted.ts', `import { x } from '../../pages/Login.tsx';`],
    ['pages/Planted.tsx', `import { x } from './Login.tsx';`],
    ['lib/planted.ts', `import { x } from '../hooks/useNow.ts';`],
    ['hooks/planted.ts', `import { x } from '../components/Banner.tsx';`],
    ['planted.ts', `import { x } from './features/hosts/queries.ts';`],
    ['lib/planted.ts', `import { x } from '../../../backend/src/paths.ts';`],
  ])('frontend: %s refuses %s', async (path, source) => {
    expect(await planted(FRONTEND, path, `${source}\n`)).toHaveLength(1);
  });

  test.each([
    [BACKEND, 'routes/planted.ts', `import type { x } from '../db/users.ts';`],
    [BACKEND, 'agents/planted.ts', `import { x } from '../db/agentHosts.ts';`],
    [BACKEND, 'containers/planted.ts', `// import { x } from '../app.ts';\n/* from '../app.ts' */`],
    [FRONTEND, 'features/hosts/planted.ts', `import { x } from '../../components/Banner.tsx';`],
    [FRONTEND, 'features/hosts/planted.ts', `import { x } from './queries.ts';`],
    [FRONTEND, 'pages/Planted.tsx', `import css from './Planted.module.css';`],
    [FRONTEND, 'pages/Planted.tsx', `import { x } from '../features/hosts/queries.ts';`],
  ])('allows what the design allows: $1 $2', async (tree, path, source) => {
    expect(await planted(tree, path, `${source}\n`)).toEqual([]);
  });

  test('finds every form of import, with its line', () => {
    const source = `import a from 'a';
import type { B } from 'b';
import { type C, d } from 'c';
import * as e from "e";
import 'f';
export { g } from 'g';
export type { H } from 'h';
const i = await import('i');
const text = "not an import from 'x'";
`;
    expect(importsOf(source).map((found) => found.specifier)).toEqual('abcefghi'.split(''));
    expect(
      importsOf(source)
        .filter((found) => found.typeOnly)
        .map((f) => f.line),
    ).toEqual([2, 7]);
  });
});

test('dependencies are pinned exactly', () => {
  expect(checkPins(ROOT)).toEqual([]);
  const loose = { dependencies: { a: '^1.0.0', b: '1.2.3' }, devDependencies: { c: 'latest' } };
  expect(unpinned(JSON.stringify(loose))).toEqual(['a@^1.0.0', 'c@latest']);
});
