import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Room, Tree } from './rooms.ts';

/**
 * The arrows between folders. oxlint's `no-restricted-imports` knows what may not be imported, by
 * how the import is spelled; the design says what may, by where the file is.
 */

interface Import {
  specifier: string;
  typeOnly: boolean;
  line: number;
}

const STATEMENT =
  /^[ \t]*(?:import|export)\b(\s+type\b(?!\s+from\b))?(?:[^'";]*?\bfrom\b)?\s*['"]([^'"\n]+)['"]/gm;
const CALL = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

/** The imports of a source text. Comments are blanked first, with their line breaks kept. */
export function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  const lineOf = (index: number) => code.slice(0, index).split('\n').length;
  const statements = [...code.matchAll(STATEMENT)].map((match) => ({
    specifier: match[2] ?? '',
    typeOnly: match[1] !== undefined,
    line: lineOf(match.index + match[0].length),
  }));
  const calls = [...code.matchAll(CALL)].map((match) => ({
    specifier: match[1] ?? '',
    typeOnly: false,
    line: lineOf(match.index),
  }));
  return [...statements, ...calls];
}

/** The room of a path below the root, with `*` filled in: `features/hosts`. Null outside the table. */
function roomOf(path: string, { rooms }: Tree): { room: Room; place: string } | null {
  const parts = path.split('/');
  for (const room of rooms) {
    const names = room.name.split('/');
    if (room.name === '.') {
      if (parts.length === 1) return { room, place: '.' };
    } else if (names.every((name, i) => name === '*' || name === parts[i])) {
      return { room, place: parts.slice(0, names.length).join('/') };
    }
  }
  return null;
}

const includes = (list: string[] | undefined, room: Room) =>
  list !== undefined && (list.includes('*') || list.includes(room.name));

/** The name of the package in a specifier: `@scope/name` of `@scope/name/part`. */
const packageOf = (specifier: string) =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function checkImport(path: string, found: Import, tree: Tree): string | null {
  const { specifier, typeOnly } = found;
  const from = roomOf(path, tree);
  if (!from) return 'is in no room: give its folder a row in backend/scripts/rooms.ts';
  if (isBuiltin(specifier)) return null;
  if (!specifier.startsWith('.')) return checkPackage(from.room, packageOf(specifier), tree);
  // A style sheet or a picture is nobody's code.
  if (!/\.[cm]?[jt]sx?$/.test(specifier)) return null;
  const target = join(dirname(path), specifier);
  if (target.startsWith('..')) return `${from.place} may not import outside of ${tree.root}`;
  const to = roomOf(target, tree);
  if (!to || to.place === from.place) return null;
  // From app.ts on, everything may be imported, but for what comes after: main is last.
  if (from.room.name !== 'main.ts' && to.room.name.startsWith('main.'))
    return 'nothing imports main';
  if (includes(from.room.may, to.room)) return null;
  if (!includes(from.room.types, to.room)) return `${from.place} may not import ${to.place}`;
  return typeOnly ? null : `${from.place} may import only types from ${to.place}`;
}

function checkPackage(room: Room, name: string, tree: Tree): string | null {
  const owners = tree.owned[name];
  if (owners && !owners.includes(room.name))
    return `only ${owners.join(', ')} may import ${name}, not ${room.name}`;
  if (room.packages && !room.packages.includes(name)) return `${room.name} may not import ${name}`;
  return null;
}

/**
 * Every import below `<repository>/<tree.root>` that the table does not allow, one line each.
 * Tests may import anything: they build what they test.
 */
export function checkTree(repository: string, tree: Tree): string[] {
  const root = join(repository, tree.root);
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter(
    (path) => !/\.test\.tsx?$|\.d\.ts$|^test\//.test(path),
  );
  return files.toSorted().flatMap((path) =>
    importsOf(readFileSync(join(root, path), 'utf8')).flatMap((found) => {
      const problem = checkImport(path, found, tree);
      const place = relative(repository, join(root, path));
      return problem ? [`${place}:${found.line}: ${found.specifier}: ${problem}`] : [];
    }),
  );
}
