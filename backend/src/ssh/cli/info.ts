import type { EngineInfo } from '../../contract/index.ts';
import { EngineMismatchError } from '../../docker/errors.ts';
import { isRecord, numberOf, objectOf, textOf } from '../../docker/json.ts';

/** Docker 20.10 (2020), as for the API: before it `docker ps` tells no state. */
const OLDEST_API = [1, 41] as const;

/** Podman has no server here, and writes its own name into neither answer. */
export const isPodman = (version: unknown): boolean =>
  isRecord(version) && isRecord(version['Client']) && !isRecord(version['Server']);

/**
 * @param version what `docker version` says
 * @param info what `docker info` says
 * @throws EngineMismatchError when it is neither Docker nor Podman, or too old
 */
export function engineInfo(version: unknown, info: unknown): EngineInfo {
  return isPodman(version) ? podmanInfo(version, info) : dockerInfo(version, info);
}

function dockerInfo(answer: unknown, info: unknown): EngineInfo {
  const server = objectOf(answer, 'Server');
  const version = textOf(server, 'Version');
  const apiVersion = textOf(server, 'ApiVersion');
  if (version === null)
    throw new EngineMismatchError('not_docker', 'What answers there is not the docker command.');
  if (apiVersion !== null && isOlder(apiVersion))
    throw new EngineMismatchError(
      'api_version',
      `Docker ${version} there speaks API ${apiVersion}; ArchNest needs ${OLDEST_API.join('.')} or newer (Docker 20.10): update Docker.`,
    );
  return {
    version,
    apiVersion,
    os: textOf(info, 'OperatingSystem'),
    cpus: numberOf(info, 'NCPU'),
    memoryBytes: numberOf(info, 'MemTotal'),
  };
}

function podmanInfo(version: unknown, info: unknown): EngineInfo {
  const host = objectOf(info, 'host');
  const { distribution } = host;
  const os = [textOf(distribution, 'distribution'), textOf(distribution, 'version')];
  return {
    version: textOf(objectOf(version, 'Client'), 'Version'),
    apiVersion: null,
    os: os.filter((word) => word !== null).join(' ') || null,
    cpus: numberOf(host, 'cpus'),
    memoryBytes: numberOf(host, 'memTotal'),
  };
}

function isOlder(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  return major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1]);
}
