import { describe, expect, it } from 'vitest';
import { sshAddress, sshFingerprint, sshHostBody, sshHostPatch, sshUsername } from './ssh.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('an address', () => {
  it.each([
    'nas',
    'nas.home.arpa',
    'nas.home.arpa.',
    'my_nas-2',
    '10.0.0.5',
    '::1',
    '::',
    'fe80::1%eth0',
    '2001:db8:0:0:0:0:0:1',
    '::ffff:10.0.0.5',
    ' nas ',
  ])('may be %j', (address) => {
    expect(sshAddress.parse(address)).toBe(address.trim());
  });

  it.each([
    '',
    ' ',
    '-oProxyCommand=x',
    '-h',
    'a b',
    'a\nb',
    'a;id',
    '$(id)',
    '`id`',
    'a|b',
    "a'b",
    'a/b',
    'root@nas',
    'nas:22',
    'cafe:22',
    '10.0.0.5:22',
    '[::1]',
    '[::1]:22',
    'ssh://nas',
    'n\u00e4s',
    'n\u0430s',
    'a\u200bb',
    'a-',
    '.nas',
    'fe80::1%eth0;id',
    'x'.repeat(254),
    7,
    null,
  ])('may not be %j', (address) => {
    expect(takes(sshAddress, address)).toBe(false);
  });

  it('that never ends takes no time', () => {
    // Seconds for each, were there two ways to read a colon.
    for (let turn = 0; turn < 50; turn++)
      expect(takes(sshAddress, `${':'.repeat(200_000)}x`)).toBe(false);
  });
});

describe('a user name', () => {
  it.each(['root', '_apt', 'a.b-c', 'DOMAIN\\user', 'user@realm', 'pc$', 'x'.repeat(64)])(
    'may be %j',
    (name) => {
      expect(takes(sshUsername, name)).toBe(true);
    },
  );

  it.each([
    '',
    '-l',
    'a b',
    'a;b',
    'a\nb',
    '$(id)',
    '`id`',
    "a'b",
    'a/b',
    'a:b',
    'ü',
    'x'.repeat(65),
  ])('may not be %j', (name) => {
    expect(takes(sshUsername, name)).toBe(false);
  });
});

describe('a fingerprint', () => {
  const right = `SHA256:${'aB3+/'.repeat(8)}abc`;

  it('is what ssh-keygen prints', () => {
    expect(sshFingerprint.parse(` ${right}\n`)).toBe(right);
  });

  it.each([
    '',
    'SHA256:',
    right.slice(0, -1),
    `${right}=`,
    `${right}a`,
    right.replace('SHA256:', 'sha256:'),
    right.replace('SHA256:', ''),
    right.replace('+', '-'),
    `256 ${right} root@nas (ED25519)`,
    'MD5:0a:1b:2c:3d:4e:5f:60:71:82:93:a4:b5:c6:d7:e8:f9',
    '0a:1b:2c:3d:4e:5f:60:71:82:93:a4:b5:c6:d7:e8:f9',
  ])('is not %j', (fingerprint) => {
    expect(takes(sshFingerprint, fingerprint)).toBe(false);
  });
});

describe('a host', () => {
  it('needs a name, an address, a user and credentials, and the rest is as usual', () => {
    const least = { name: 'nas', address: 'nas', username: 'root', auth: { type: 'agent' } };
    expect(sshHostBody.parse(least)).toEqual({
      ...least,
      port: 22,
      jumpHostId: null,
      docker: { enabled: true, mode: 'auto', command: 'docker' },
    });
    for (const field of Object.keys(least))
      expect(takes(sshHostBody, { ...least, [field]: undefined }), field).toBe(false);
  });

  it('is changed by nothing that was not asked for', () => {
    for (const patch of [{}, { port: 23 }, { docker: {} }, { docker: { mode: 'cli' } }])
      expect(sshHostPatch.parse(patch)).toEqual(patch);
  });
});
