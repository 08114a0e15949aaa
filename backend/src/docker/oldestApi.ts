import { EngineMismatchError } from './errors.ts';

/** Docker 20.10 (2020): the first with one-shot stats; before it `docker ps` tells no state. */
const OLDEST_API = [1, 41] as const;

/** @throws EngineMismatchError api_version */
export function assertRecent(version: string, apiVersion: string): void {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  if (major > OLDEST_API[0] || (major === OLDEST_API[0] && minor >= OLDEST_API[1])) return;
  throw new EngineMismatchError(
    'api_version',
    `Docker ${version} there speaks API ${apiVersion}; ArchNest needs ${OLDEST_API.join('.')} or newer (Docker 20.10): update Docker.`,
  );
}
