import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Minimum {
  version: string;
  /** What an older one lets happen. */
  because: string;
}

/** Below these, what stands between a stranger and the machines has a known hole. Transitive ones count too. */
export const MINIMUMS: Record<string, Minimum> = {
  fastify: { version: '5.8.5', because: 'a content type skips validation (CVE-2026-33806)' },
  'find-my-way': { version: '9.0.1', because: 'a path stalls the router (CVE-2024-45813)' },
  'fast-jwt': { version: '5.0.6', because: 'any issuer passes for ours (CVE-2025-30144)' },
  '@fastify/jwt': { version: '9.1.0', because: 'the one before stands on an older fast-jwt' },
  cookie: { version: '0.7.0', because: 'a name carries other fields (CVE-2024-47764)' },
  ws: { version: '8.17.1', because: 'many headers stop the server (CVE-2024-37890)' },
  ssh2: { version: '1.15.0', because: 'no strict key exchange (CVE-2023-48795)' },
  'better-sqlite3': { version: '12.2.0', because: 'SQLite before 3.50.2 (CVE-2025-6965)' },
  protobufjs: { version: '7.2.5', because: 'a message changes prototypes (CVE-2023-36665)' },
  'tar-fs': { version: '2.1.4', because: 'an archive leaves its folder (CVE-2025-59343)' },
  zod: { version: '3.22.3', because: 'an address stalls validation (CVE-2023-4316)' },
};

interface Lockfile {
  packages: Record<string, { version?: string }>;
}

/** Every copy in the lockfile that is older than it may be, and every name that is not in it any more. */
export function belowMinimum(
  lockfile: string,
  minimums: Record<string, Minimum> = MINIMUMS,
): string[] {
  const { packages } = JSON.parse(lockfile) as Lockfile;
  return Object.entries(minimums).flatMap(([name, { version, because }]) => {
    const copies = Object.entries(packages).filter(
      ([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
    );
    if (copies.length === 0) return [`${name} is not used any more: remove it from the minimums`];
    return copies
      .filter(([, copy]) => isOlder(copy.version ?? '', version))
      .map(([path, copy]) => `${path} is ${copy.version}, older than ${version}: ${because}`);
  });
}

/** By the numbers; what comes before a release of the same numbers is older than it. */
export function isOlder(version: string, minimum: string): boolean {
  const [numbers = '', preview] = version.split('-', 2);
  const [have, want] = [numbers, minimum].map((text) => text.split('.').map(Number));
  for (const [index, least] of (want ?? []).entries()) {
    const part = have?.[index] ?? Number.NaN;
    if (part !== least) return !(part > least);
  }
  return preview !== undefined;
}

export const checkMinimums = (repository: string): string[] =>
  belowMinimum(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
