import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/kit.ts';
import { ConfigError, readConfig } from './config.ts';
import { engineEndpoint } from './contract/index.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      bind: '127.0.0.1',
      port: 4000,
      dataDir: `${process.cwd()}/data`,
      publicUrl: undefined,
      trustProxy: false,
      agentToken: undefined,
      staleAfterMs: 90_000,
      dockerHost: 'unix:///var/run/docker.sock',
    });
  });

  it('takes an empty value for unset', () => {
    expect(readConfig({ ARCHNEST_PORT: '', ARCHNEST_AGENT_TOKEN: '' })).toMatchObject({
      port: 4000,
      agentToken: undefined,
    });
  });

  it.each([
    ['ARCHNEST_PORT', 'http'],
    ['ARCHNEST_PORT', '70000'],
    ['ARCHNEST_PUBLIC_URL', 'nest.home.arpa'],
    ['ARCHNEST_PUBLIC_URL', 'https://nest.home.arpa/sub'],
    ['ARCHNEST_PUBLIC_URL', 'ftp://nest'],
    ['ARCHNEST_STALE_AFTER_MS', '-1'],
    ['ARCHNEST_STALE_AFTER_MS', '90s'],
    ['ARCHNEST_AGENT_TOKEN', 'short'],
    ['ARCHNEST_AGENT_TOKEN', 'with spaces inside'],
    ['ARCHNEST_SECRET_KEY', 'too-short'],
    ['ARCHNEST_LOG_LEVEL', 'loud'],
    ['ARCHNEST_TRUST_PROXY', 'nonsense/99'],
  ])('refuses %s=%s in one line that names it', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} [^\\n]+$`));
  });

  it.each([
    ['off', false],
    ['10.0.0.0/8, 127.0.0.1', ['10.0.0.0/8', '127.0.0.1']],
  ])('reads ARCHNEST_TRUST_PROXY=%s', (value, expected) => {
    expect(readConfig({ ARCHNEST_TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it.each([
    'unix:///run/user/1000/docker.sock',
    'tcp://127.0.0.1:2375',
    'tcp://[::1]:2375',
    'tcp://nas.home.arpa:2375',
  ])('offers the Engine at DOCKER_HOST=%s', (value) => {
    const { dockerHost } = readConfig({ DOCKER_HOST: value });
    expect(dockerHost).toBe(value);
    expect(engineEndpoint.safeParse(dockerHost).success).toBe(true);
  });

  it.each([
    ['ssh://me@nas', ''],
    ['npipe:////./pipe/docker_engine', ''],
    ['unix://relative.sock', ''],
    ['tcp://nas:0', ''],
    ['tcp://nas:70000', ''],
    ['tcp://user@nas:2375', ''],
    ['tcp://nas:2375/path', ''],
    ['nonsense', ''],
    ['tcp://nas:2376', '1'],
  ])('offers nothing at DOCKER_HOST=%s with DOCKER_TLS_VERIFY=%s, and starts', (value, verify) => {
    const config = readConfig({ DOCKER_HOST: value, DOCKER_TLS_VERIFY: verify });
    expect(config.dockerHost).toBeUndefined();
    expect(config.unknownNames).toEqual([]);
  });

  it('with ARCHNEST_TRUST_PROXY=on believes the nearest proxy and nobody behind it', () => {
    const { trustProxy } = readConfig({ ARCHNEST_TRUST_PROXY: 'on' });
    if (typeof trustProxy !== 'function') throw new Error('expected a function');
    expect([0, 1, 2].map((hop) => trustProxy('10.0.0.1', hop))).toEqual([true, false, false]);
  });

  it('reads a secret from the file that X_FILE names', () => {
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 'from-the-file-1234\n');
    expect(readConfig({ ARCHNEST_AGENT_TOKEN_FILE: file }).agentToken).toBe('from-the-file-1234');
  });

  it('refuses a secret given twice, and a file that is not there', () => {
    expect(() =>
      readConfig({ ARCHNEST_AGENT_TOKEN: 'x'.repeat(20), ARCHNEST_AGENT_TOKEN_FILE: '/x' }),
    ).toThrow(/both set/);
    expect(() => readConfig({ ARCHNEST_SECRET_KEY_FILE: '/nowhere/key' })).toThrow(/ENOENT/);
  });

  it('never repeats a secret', () => {
    expect(() => readConfig({ ARCHNEST_AGENT_TOKEN: 'pass word' })).not.toThrow(/pass word/);
  });

  it('names settings that it does not know', () => {
    expect(readConfig({ ARCHNEST_PROT: '1', ARCHNEST_URL: 'http://x' }).unknownNames).toEqual([
      'ARCHNEST_PROT',
    ]);
  });
});
