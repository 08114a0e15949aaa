import { expect, it } from 'vitest';
import { engineInfo, isPodman } from './info.ts';

const server = (ApiVersion: string | undefined) => ({
  Client: { Version: '28.2.2' },
  Server: { Version: '20.10.24', ApiVersion },
});

it('tells of Docker what its command tells', () => {
  const info = { OperatingSystem: 'Debian', NCPU: 2, MemTotal: 1024, SystemTime: 'now' };
  expect(engineInfo(server('1.41'), info)).toEqual({
    version: '20.10.24',
    apiVersion: '1.41',
    os: 'Debian',
    cpus: 2,
    memoryBytes: 1024,
  });
  expect(engineInfo(server(undefined), null)).toMatchObject({ apiVersion: null, os: null });
});

it('tells of Podman, which has no server', () => {
  const version = { Client: { Version: '4.3.1', APIVersion: '4.3.1' } };
  expect(isPodman(version)).toBe(true);
  const distribution = { distribution: 'debian', version: '12' };
  expect(engineInfo(version, { host: { cpus: 2, memTotal: 9, distribution } })).toEqual({
    version: '4.3.1',
    apiVersion: null,
    os: 'debian 12',
    cpus: 2,
    memoryBytes: 9,
  });
});

it('refuses what is too old, and what is neither', () => {
  expect(() => engineInfo(server('1.40'), {})).toThrow(/needs 1\.41/);
  for (const answer of [undefined, null, [], 'docker', {}])
    expect(() => engineInfo(answer, {})).toThrow(/not the docker command/);
});
