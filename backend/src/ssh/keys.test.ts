import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { fingerprint, KeyProblem, keyType, readKey } from './keys.ts';
import { wireString, wireUint32 } from './wire.ts';

const PASSPHRASE = 'a passphrase: ü';

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A key of ssh-keygen's; the text of its file. */
function sshKeygen(...args: string[]): string {
  const file = join(temporaryFolder(), 'key');
  run('ssh-keygen', '-q', '-N', '', '-f', file, ...args);
  return readFileSync(file, 'utf8');
}

function file(text: string): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const encrypted = (...args: string[]) => sshKeygen('-N', PASSPHRASE, ...args);
const openssl = (...args: string[]) => run('openssl', ...args);
const ed25519 = () => openssl('genpkey', '-algorithm', 'ed25519');
const topk8 = (pem: string, ...args: string[]) =>
  openssl('pkcs8', '-topk8', '-in', file(pem), '-passout', `pass:${PASSPHRASE}`, ...args);

function problem(privateKey: string, rest: { passphrase?: string; certificate?: string } = {}) {
  return problemOf(() => readKey({ privateKey, ...rest }));
}

/** What it threw; its message is one sentence for a person. */
function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$/);
    return error.problem;
  }
  return 'none';
}

it.each<[string, () => string]>([
  ['ssh-ed25519', () => sshKeygen('-t', 'ed25519')],
  ['ssh-rsa', () => sshKeygen('-t', 'rsa', '-b', '2048')],
  ['ecdsa-sha2-nistp256', () => sshKeygen('-t', 'ecdsa', '-b', '256')],
  ['ecdsa-sha2-nistp384', () => sshKeygen('-t', 'ecdsa', '-b', '384')],
  ['ecdsa-sha2-nistp521', () => sshKeygen('-t', 'ecdsa', '-b', '521')],
  ['ssh-ed25519', () => encrypted('-t', 'ed25519')],
  ['ssh-rsa', () => encrypted('-t', 'rsa', '-b', '2048', '-a', '24')],
  ['ecdsa-sha2-nistp256', () => encrypted('-t', 'ecdsa', '-Z', 'aes256-cbc')],
  ['ssh-ed25519', () => encrypted('-t', 'ed25519', '-Z', '3des-cbc')],
  ['ssh-ed25519', () => encrypted('-t', 'ed25519', '-Z', 'aes128-ctr')],
  ['ssh-ed25519', () => encrypted('-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com')],
  ['ssh-rsa', () => sshKeygen('-t', 'rsa', '-b', '2048', '-m', 'PEM')],
  ['ecdsa-sha2-nistp384', () => sshKeygen('-t', 'ecdsa', '-b', '384', '-m', 'PEM')],
  ['ssh-rsa', () => encrypted('-t', 'rsa', '-b', '2048', '-m', 'PEM')],
  ['ecdsa-sha2-nistp256', () => encrypted('-t', 'ecdsa', '-m', 'PEM')],
  ['ssh-rsa', () => sshKeygen('-t', 'rsa', '-b', '2048', '-m', 'PKCS8')],
  ['ecdsa-sha2-nistp521', () => sshKeygen('-t', 'ecdsa', '-b', '521', '-m', 'PKCS8')],
  ['ssh-rsa', () => encrypted('-t', 'rsa', '-b', '2048', '-m', 'PKCS8')],
  ['ecdsa-sha2-nistp256', () => encrypted('-t', 'ecdsa', '-m', 'PKCS8')],
])('reads a key that ssh-keygen made, %s %#', (type, make) => {
  const privateKey = make();
  const { key, certificate } = readKey({ privateKey, passphrase: PASSPHRASE });
  const path = file(privateKey);
  const line = run('ssh-keygen', '-y', '-P', PASSPHRASE, '-f', path);
  writeFileSync(`${path}.pub`, line);
  const blob = key.getPublicSSH();
  expect(line.split(/\s/).slice(0, 2)).toEqual([type, blob.toString('base64')]);
  expect(run('ssh-keygen', '-l', '-f', `${path}.pub`).split(' ')[1]).toBe(fingerprint(blob));
  expect([key.type, keyType(blob), certificate]).toEqual([type, type, null]);
});

it.each<[string, () => string]>([
  ['ssh-ed25519', ed25519],
  ['ssh-ed25519', () => topk8(ed25519())],
  ['ssh-ed25519', () => topk8(ed25519(), '-scrypt')],
  ['ssh-ed25519', () => topk8(ed25519(), '-v1', 'PBE-SHA1-3DES')],
  ['ssh-ed25519', () => topk8(ed25519(), '-iter', '100000')],
  ['ssh-rsa', () => openssl('genrsa', '-traditional', '2048')],
  ['ecdsa-sha2-nistp256', () => openssl('ecparam', '-genkey', '-name', 'prime256v1')],
])('reads a key that openssl made, %s %#', (type, make) => {
  const privateKey = make();
  const { key } = readKey({ privateKey, passphrase: PASSPHRASE });
  expect(key.type).toBe(type);
  const data = Buffer.from('some data');
  const hash = type === 'ssh-ed25519' ? null : 'sha256';
  const signature = key.sign(data, hash ?? undefined);
  const pem = openssl('pkey', '-in', file(privateKey), '-passin', `pass:${PASSPHRASE}`, '-pubout');
  expect(verify(hash, data, createPublicKey(pem), signature)).toBe(true);
});

it.each<[string, () => string]>([
  ['OpenSSH', () => encrypted('-t', 'ed25519')],
  ['OpenSSH, authenticated', () => encrypted('-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com')],
  ['PEM', () => encrypted('-t', 'ecdsa', '-m', 'PEM')],
  ['PKCS#8', () => topk8(ed25519())],
])('tells a missing passphrase from a wrong one: %s', (_format, make) => {
  const privateKey = make();
  expect(problem(privateKey)).toBe('passphrase_needed');
  expect(problem(privateKey, { passphrase: '' })).toBe('passphrase_needed');
  expect(problem(privateKey, { passphrase: 'another' })).toBe('passphrase_wrong');
  expect(problem(privateKey, { passphrase: PASSPHRASE })).toBe('none');
});

it('calls every passphrase wrong that only happens to end as it should', () => {
  const privateKey = encrypted('-t', 'ecdsa', '-m', 'PEM');
  for (let guess = 0; guess < 600; guess += 1) {
    expect(problem(privateKey, { passphrase: `guess ${guess}` })).toBe('passphrase_wrong');
  }
});

it('reads a key however it was pasted', () => {
  const texts = [sshKeygen('-t', 'ed25519'), ed25519(), encrypted('-t', 'ecdsa', '-m', 'PEM')];
  const pastes: ((text: string) => string)[] = [
    (text) => text.trimEnd(),
    (text) => `\n\n  ${text}\n \t\n`,
    (text) => text.replaceAll('\n', '\r\n'),
    (text) => text.replaceAll(/^/gm, '      '),
    (text) => text.replaceAll('\n', '  \n'),
    (text) => `\uFEFF${text}`,
    (text) => JSON.stringify(text),
    (text) => `Bag Attributes\n    friendlyName: mine\n${text}ssh-ed25519 AAAAC3Nz me@there\n`,
  ];
  for (const text of texts) {
    const known = readKey({ privateKey: text, passphrase: PASSPHRASE }).key.getPublicSSH();
    for (const paste of pastes) {
      const { key } = readKey({ privateKey: paste(text), passphrase: PASSPHRASE });
      expect(key.getPublicSSH(), String(paste)).toEqual(known);
    }
  }
  const [text = ''] = texts;
  expect(problem(text.replaceAll('\n', ' '))).toBe('none');
});

/** A key file in OpenSSH's format, without a key in it unless told. */
function opensshKey({
  type = 'ssh-ed25519',
  cipher = 'none',
  rounds = 16,
  secret = Buffer.alloc(64),
}): string {
  const options = Buffer.concat([wireString(Buffer.alloc(16)), wireUint32(rounds)]);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    wireString(cipher),
    wireString(cipher === 'none' ? 'none' : 'bcrypt'),
    wireString(cipher === 'none' ? '' : options),
    wireUint32(1),
    wireString(wireString(type)),
    wireString(secret),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** What ssh2 would divide by zero with. */
const primeless = Buffer.concat([
  Buffer.alloc(8),
  ...['ssh-rsa', 'n', 'e', 'd', 'q', '', '', ''].map(wireString),
]);

const middle = (text: string) => text.slice(0, text.length / 2);
const lines = (text: string) => text.trim().split('\n');

it.each<[string, string, () => string]>([
  ['nothing', 'empty', () => ' \n'],
  ['any text', 'unreadable', () => 'my key'],
  ['a public key', 'public_key', () => `ssh-ed25519 ${'A'.repeat(68)} me@there`],
  ['a line of authorized_keys', 'public_key', () => 'from="10.*" ssh-rsa AAAAB3NzaC1yc2E me'],
  ['an ECDSA public key', 'public_key', () => 'ecdsa-sha2-nistp256 AAAAE2VjZHNh'],
  ["a security key's public key", 'public_key', () => 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNz'],
  ['a PEM public key', 'public_key', () => openssl('pkey', '-in', file(ed25519()), '-pubout')],
  ['an RFC 4716 public key', 'public_key', () => '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA'],
  ['a certificate', 'pasted_certificate', () => 'ssh-rsa-cert-v01@openssh.com AAAAIHNza me'],
  ['a PuTTY key', 'unsupported', () => 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none'],
  ['an old PuTTY key', 'unsupported', () => 'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none'],
  ['a DSA key', 'unsupported', () => opensshKey({ type: 'ssh-dss' })],
  [
    'a DSA PEM',
    'unsupported',
    () => '-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----',
  ],
  ['a security key', 'unsupported', () => opensshKey({ type: 'sk-ssh-ed25519@openssh.com' })],
  ['a kind to come', 'unsupported', () => opensshKey({ type: 'ssh-mldsa65' })],
  ['a rare cipher', 'unsupported', () => encrypted('-Z', 'chacha20-poly1305@openssh.com')],
  ['a curve SSH has not', 'unsupported', () => openssl('ecparam', '-genkey', '-name', 'secp256k1')],
  ['an Ed448 key', 'unsupported', () => openssl('genpkey', '-algorithm', 'ed448')],
  ['an RSA-PSS key', 'unsupported', () => openssl('genpkey', '-algorithm', 'rsa-pss')],
  ['a short RSA key', 'unsupported', () => openssl('genrsa', '768')],
  ['half a key', 'unreadable', () => middle(sshKeygen('-t', 'ed25519'))],
  ['half a PEM', 'unreadable', () => middle(ed25519())],
  ['a key without its first line', 'unreadable', () => lines(ed25519()).slice(1).join('\n')],
  [
    'a key without a middle line',
    'unreadable',
    () => lines(sshKeygen()).toSpliced(2, 1).join('\n'),
  ],
  [
    'a PEM of zeros',
    'unreadable',
    () => '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
  ],
  ['a key without a body', 'unreadable', () => opensshKey({})],
  [
    'an RSA key without primes',
    'unreadable',
    () => opensshKey({ type: 'ssh-rsa', secret: primeless }),
  ],
  [
    'an outdated encryption',
    'unsupported',
    () => topk8(ed25519(), '-v1', 'PBE-MD5-DES', '-provider', 'legacy', '-provider', 'default'),
  ],
  ['too much', 'unreadable', () => `${ed25519()}${' '.repeat(33_000)}`],
])('says what is wrong with %s', (_name, expected, make) => {
  expect(problem(make(), { passphrase: PASSPHRASE })).toBe(expected);
});

it('refuses two halves that do not belong together', () => {
  const publicHalf = (privateKey: string) =>
    readKey({ privateKey }).key.getPublicSSH().subarray(-32);
  const privateKey = sshKeygen('-t', 'ed25519');
  const [own, other] = [publicHalf(privateKey), publicHalf(ed25519())];
  const [first, ...rest] = lines(privateKey);
  const body = Buffer.from(rest.slice(0, -1).join(''), 'base64');
  for (let at = body.indexOf(own); at >= 0; at = body.indexOf(own, at)) other.copy(body, at);
  expect(problem([first, body.toString('base64'), rest.at(-1)].join('\n'))).toBe('unreadable');
});

it('refuses a key that would take too long to decrypt, without trying', () => {
  const ask = { passphrase: PASSPHRASE };
  expect(problem(opensshKey({ cipher: 'aes256-ctr', rounds: 64 }), ask)).toBe('passphrase_wrong');
  expect(problem(opensshKey({ cipher: 'aes256-ctr', rounds: 257 }), ask)).toBe('too_costly');
  expect(problem(topk8(ed25519(), '-iter', '2100000'), ask)).toBe('too_costly');
  expect(problem(topk8(ed25519(), '-v1', 'PBE-SHA1-3DES', '-iter', '2100000'), ask)).toBe(
    'too_costly',
  );
  const costly = ['-scrypt', '-scrypt_N', '2048', '-scrypt_r', '8', '-scrypt_p', '200'];
  expect(problem(topk8(ed25519(), ...costly), ask)).toBe('too_costly');
});

it('finds a problem, and nothing else, in a key that is damaged anywhere', () => {
  const keys = [sshKeygen(), sshKeygen('-t', 'ecdsa'), sshKeygen('-t', 'ed25519')];
  keys.push(ed25519(), sshKeygen('-t', 'rsa', '-b', '1024', '-m', 'PEM'), topk8(ed25519()));
  const damage = fc.record({
    text: fc.constantFrom(...keys),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    put: fc.oneof(fc.constant(''), fc.base64String({ maxLength: 8 }), fc.string({ maxLength: 2 })),
    over: fc.nat(8),
  });
  fc.assert(
    fc.property(damage, ({ text, at, put, over }) => {
      const start = Math.floor(at * text.length);
      const changed = text.slice(0, start) + put + text.slice(start + over);
      problem(changed, { passphrase: PASSPHRASE });
    }),
    { numRuns: 500 },
  );
});

it('does not believe what a blob says about its own kind', () => {
  expect(keyType(wireString('ssh-ed25519'))).toBe('ssh-ed25519');
  for (const blob of ['', '\0\0\0', 'no blob', '\0\0\0\x04a\nb ', '\0\0\0\0']) {
    expect(keyType(Buffer.from(blob, 'latin1')), JSON.stringify(blob)).toBe('unknown');
  }
  expect(keyType(wireString('x'.repeat(65)))).toBe('unknown');
});
