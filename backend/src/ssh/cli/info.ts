import type { EngineInfo } from '../../contract/index.ts';
import { EngineMismatchError } from '../../docker/errors.ts';
import { isRecord, numberOf, objectOf, textOf } from '../../docker/json.ts';
import { assertRecent } from '../../docker/oldestApi.ts';

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
  if (apiVersion !== null) assertRecent(version, apiVersion);
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
