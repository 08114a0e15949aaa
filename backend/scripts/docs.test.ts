import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = [
  ...new Set(['README.md', 'HANDOFF.md', ...globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })]),
];

interface Names {
  links: string[];
  scripts: string[];
  paths: string[];
}

/** What a document names that must exist. Code blocks count for scripts: they are what is copied. */
export function namesIn(markdown: string): Names {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((m) => m[1] ?? '');
  const links = all(prose, /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)
    .filter((link) => !/^([a-z]+:|#|\/\/)/i.test(link))
    .map((link) => link.split('#')[0] ?? '');
  const paths = all(prose, /(?<!`)`([^`\n]+)`(?!`)/g).filter(isRepositoryPath);
  return { links, scripts: all(markdown, /\bnpm run ([\w:-]+)/g), paths };
}

/**
 * `backend/src/app.ts`, `.ci/run`, `docs/`, `Dockerfile`: what starts like a thing of this repository.
 * A path with a placeholder or a wildcard is an example, and what starts elsewhere is another machine.
 */
function isRepositoryPath(code: string): boolean {
  if (/[<>{}*$…\s:=]|NNN|\.\.\./.test(code)) return false;
  if (/^(backend|frontend|agent|docs|\.ci)\//.test(code))
    return !/\/(dist|data|node_modules)\b/.test(code);
  return /^[\w.-]+\.(md|yml|yaml)$|^(Dockerfile|package\.json|package-lock\.json|tsconfig\.base\.json|\.oxlintrc\.json|\.env\.example)$/.test(
    code,
  );
}

const scripts = (manifest: string) =>
  (JSON.parse(readFileSync(join(ROOT, manifest), 'utf8')) as { scripts?: Record<string, string> })
    .scripts ?? {};

test('the documents that everyone starts from exist', () => {
  expect(
    ['README.md', 'HANDOFF.md', 'ROADMAP.md'].filter((d) => !existsSync(join(ROOT, d))),
  ).toEqual([]);
});

describe.each(DOCUMENTS.filter((path) => existsSync(join(ROOT, path))))('%s', (path) => {
  const names = namesIn(readFileSync(join(ROOT, path), 'utf8'));
  const missing = (list: string[], base: string) =>
    list.filter((name) => !existsSync(join(base, decodeURIComponent(name))));

  test('links only to files that exist', () => {
    expect(missing(names.links, join(ROOT, dirname(path)))).toEqual([]);
  });

  test('names only paths that exist', () => {
    expect(
      missing(names.paths, ROOT).filter(
        (name) => missing([name], join(ROOT, dirname(path))).length,
      ),
    ).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const known = Object.keys({
      ...scripts('package.json'),
      ...scripts('backend/package.json'),
      ...scripts('frontend/package.json'),
    });
    expect(names.scripts.filter((script) => !known.includes(script))).toEqual([]);
  });
});

test('every npm script names a file that exists', () => {
  const files = Object.values(scripts('package.json')).flatMap(
    (line) => line.match(/\S+\.ts\b/g) ?? [],
  );
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('what counts as a name', () => {
  const text =
    'See [a](docs/a.md#x), [b](https://b.example/c), `backend/src/app.ts`, `a/b`, `npm run x`.\n' +
    '```\nnpm run y\n`docs/in-a-block.md`\n```\n`docs/decisions/NNN-title.md` `agent/*.sh`';
  expect(namesIn(text)).toEqual({
    links: ['docs/a.md'],
    scripts: ['x', 'y'],
    paths: ['backend/src/app.ts'],
  });
});
