import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const MANIFESTS = ['package.json', 'backend/package.json', 'frontend/package.json'];

/** One version and no other: no range, no tag, no URL. */
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Dependencies that are not pinned to one exact version, as `name@range`. */
export function unpinned(manifest: string): string[] {
  const fields = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>;
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.entries(fields[field] ?? {})
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${name}@${version}`),
  );
}

export function checkPins(repository: string): string[] {
  return MANIFESTS.flatMap((path) =>
    unpinned(readFileSync(join(repository, path), 'utf8')).map(
      (dependency) => `${path}: ${dependency} is not one exact version`,
    ),
  );
}
