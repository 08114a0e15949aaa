import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { KeyProblem, readKey } from './keys.ts';

const DURING = new Date('2026-06-15T12:00:00Z');

interface Made {
  privateKey: string;
  publicKey: string;
  /** Signs the key with these options of ssh-keygen's. */
  sign(...options: string[]): string;
}

function keygen(...args: string[]): void {
  execFileSync('ssh-keygen', ['-q', ...args], { env: { ...process.env, TZ: 'UTC' } });
}

function make(...kind: string[]): Made {
  const folder = temporaryFolder();
  const [key, authority] = [join(folder, 'key'), join(folder, 'ca')];
  keygen('-N', '', '-f', key, ...kind);
  keygen('-N', '', '-f', authority, '-t', 'ed25519');
  return {
    privateKey: readFileSync(key, 'utf8'),
    publicKey: readFileSync(`${key}.pub`, 'utf8'),
    sign: (...options) => {
      keygen('-s', authority, '-I', 'the key of ada', ...options, `${key}.pub`);
      return readFileSync(`${key}-cert.pub`, 'utf8');
    },
  };
}

function problem({ privateKey }: Made, certificate: string, now = DURING): string {
  try {
    readKey({ privateKey, certificate }, now);
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$/);
    return error.problem;
  }
  return 'none';
}

const VALIDITY = ['-V', '20260601000000:20260701000000'];

it.each([
  ['ssh-ed25519', '-t', 'ed25519'],
  ['ssh-rsa', '-t', 'rsa', '-b', '2048'],
  ['ecdsa-sha2-nistp256', '-t', 'ecdsa', '-b', '256'],
  ['ecdsa-sha2-nistp384', '-t', 'ecdsa', '-b', '384'],
  ['ecdsa-sha2-nistp521', '-t', 'ecdsa', '-b', '521'],
])('reads a certificate for %s', (type, ...kind) => {
  const made = make(...kind);
  const line = made.sign('-n', 'root,deploy', ...VALIDITY, '-z', '7', '-O', 'no-pty');
  const { key, certificate } = readKey({ privateKey: made.privateKey, certificate: line }, DURING);
  expect(certificate).toEqual({
    type: `${type}-cert-v01@openssh.com`,
    blob: Buffer.from(line.split(' ')[1] ?? '', 'base64'),
    publicKey: key.getPublicSSH(),
    keyId: 'the key of ada',
    principals: ['root', 'deploy'],
    validAfter: new Date('2026-06-01T00:00:00Z'),
    validBefore: new Date('2026-07-01T00:00:00Z'),
  });
});

it('reads a certificate for everybody, forever', () => {
  const made = make('-t', 'ed25519');
  const { certificate } = readKey({ privateKey: made.privateKey, certificate: made.sign() });
  expect(certificate).toMatchObject({ principals: [], validAfter: null, validBefore: null });
});

it('takes a blank certificate for none', () => {
  const { privateKey } = make('-t', 'ed25519');
  expect(readKey({ privateKey, certificate: ' \n' }).certificate).toBeNull();
});

it('reads a certificate with blanks around it, and with CRLF', () => {
  const made = make('-t', 'ed25519');
  expect(problem(made, `\r\n  ${made.sign(...VALIDITY).trim()}\r\n`)).toBe('none');
});

it('knows from when and until when a certificate is valid, to the second', () => {
  const made = make('-t', 'ed25519');
  const line = made.sign(...VALIDITY);
  const at = (time: string) => problem(made, line, new Date(time));
  expect(at('2026-05-31T23:59:59Z')).toBe('certificate_not_yet');
  expect(at('2026-06-01T00:00:00Z')).toBe('none');
  expect(at('2026-06-30T23:59:59Z')).toBe('none');
  expect(at('2026-07-01T00:00:00Z')).toBe('certificate_expired');
});

it('says what is wrong with a certificate', () => {
  const made = make('-t', 'ed25519');
  const line = made.sign(...VALIDITY);
  const [type = '', blob = ''] = line.split(' ');
  const cases: [string, string][] = [
    ['certificate_mismatch', make('-t', 'ed25519').sign(...VALIDITY)],
    ['certificate_mismatch', make('-t', 'ecdsa').sign(...VALIDITY)],
    ['certificate_host', made.sign('-h', ...VALIDITY)],
    ['certificate_unreadable', made.publicKey],
    ['certificate_unreadable', 'my certificate'],
    ['certificate_unreadable', type],
    ['certificate_unreadable', `${type} ${blob.slice(0, 400)}`],
    ['certificate_unreadable', `${type} ${blob.slice(0, 100)} ${blob.slice(100)}`],
    ['certificate_unreadable', `ssh-rsa-cert-v01@openssh.com ${blob}`],
    ['certificate_unreadable', `${type} ${blob}${'AAAA'.repeat(9)}`],
    ['certificate_unreadable', `${line}${' '.repeat(33_000)}x`],
    ['certificate_unsupported', `ssh-dss-cert-v01@openssh.com ${blob}`],
    ['certificate_unsupported', `sk-ssh-ed25519-cert-v01@openssh.com ${blob}`],
  ];
  for (const [expected, text] of cases) expect(problem(made, text), text).toBe(expected);
});

it('finds a problem, and nothing else, in a certificate that is damaged anywhere', () => {
  const made = make('-t', 'ecdsa');
  const line = made.sign('-n', 'root', ...VALIDITY);
  fc.assert(
    fc.property(fc.nat(line.length), fc.base64String({ maxLength: 8 }), (at, put) => {
      problem(made, line.slice(0, at) + put + line.slice(at + put.length));
    }),
    { numRuns: 300 },
  );
});
