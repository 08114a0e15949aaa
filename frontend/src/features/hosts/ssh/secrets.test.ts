import { describe, expect, it } from 'vitest';
import {
  certificateProblem,
  emptyAuth,
  isLocked,
  keyProblem,
  keyWords,
  readAuth,
  storedWords,
  type AuthDraft,
} from './secrets.ts';

/** As ssh-keygen writes them, with the key itself left out. */
const openssh = (cipher: string) => {
  const head = `openssh-key-v1\0${String.fromCharCode(0, 0, 0, cipher.length)}${cipher}\0\0\0\x04none`;
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${btoa(head)}\n-----END OPENSSH PRIVATE KEY-----\n`;
};
const plain = openssh('none');
const locked = openssh('aes256-ctr');
const pem = (kind: string, head = '') =>
  `-----BEGIN ${kind}-----\n${head}MIIB\n-----END ${kind}-----`;
const certificate = 'ssh-ed25519-cert-v01@openssh.com AAAAIHNz me@here';

const withKey = (text: string, more: Partial<AuthDraft> = {}): AuthDraft => ({
  ...emptyAuth,
  key: { text, file: null },
  ...more,
});

describe('a private key', () => {
  it.each([plain, locked, pem('RSA PRIVATE KEY'), pem('PRIVATE KEY'), pem('EC PRIVATE KEY')])(
    'is one',
    (text) => {
      expect(keyProblem(text)).toBeNull();
    },
  );

  it.each([
    ['ssh-ed25519 AAAAC3Nza me@here', /public half/],
    ['ecdsa-sha2-nistp256 AAAAE2Vj me@here', /public half/],
    ['PuTTY-User-Key-File-3: ssh-ed25519', /PuTTYgen/],
    [pem('CERTIFICATE'), /no private key/],
    [plain.slice(0, -20).replace(/-----END.*/, ''), /cut off/],
    ['x', /no private key/],
    ['x'.repeat(70_000), /too large/],
  ])('is none: %.20s', (text, problem) => {
    expect(keyProblem(text)).toMatch(problem);
  });

  it('tells from its head whether it wants a passphrase', () => {
    expect(isLocked(plain)).toBe(false);
    expect(isLocked(locked)).toBe(true);
    expect(isLocked(pem('ENCRYPTED PRIVATE KEY'))).toBe(true);
    expect(isLocked(pem('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\n'))).toBe(true);
    expect(isLocked(pem('RSA PRIVATE KEY'))).toBe(false);
    expect(isLocked('-----BEGIN OPENSSH PRIVATE KEY-----\n!\n-----END')).toBe(false);
    expect(keyWords(locked)).toMatch(/^with a passphrase, \d+ B$/);
    expect(keyWords(plain)).not.toContain(plain.slice(40, 60));
  });
});

describe('what is sent', () => {
  it('is the chosen way alone', () => {
    const all = withKey(plain, { password: 'hunter2', passphrase: 'left over' });
    expect(readAuth(all).auth).toEqual({ type: 'key', privateKey: plain });
    expect(readAuth({ ...all, type: 'password' }).auth).toEqual({
      type: 'password',
      password: 'hunter2',
    });
    expect(readAuth({ ...all, type: 'agent' }).auth).toEqual({ type: 'agent' });
  });

  it('has a passphrase and a certificate where they belong', () => {
    const draft = withKey(locked, {
      passphrase: 'open sesame',
      certificate: { text: `${certificate}\n`, file: null },
    });
    expect(readAuth(draft).auth).toEqual({
      type: 'key',
      privateKey: locked,
      passphrase: 'open sesame',
      certificate,
    });
  });

  it('says at each field what is missing or wrong', () => {
    expect(Object.keys(readAuth(emptyAuth).errors)).toEqual(['key']);
    expect(Object.keys(readAuth({ ...emptyAuth, type: 'password' }).errors)).toEqual(['password']);
    expect(Object.keys(readAuth(withKey(locked)).errors)).toEqual(['passphrase']);
    const wrong = withKey(plain, { certificate: { text: 'ssh-ed25519 AAAA', file: null } });
    expect(Object.keys(readAuth(wrong).errors)).toEqual(['certificate']);
    expect(readAuth(wrong).auth).toBeNull();
    expect(certificateProblem(certificate)).toBeNull();
  });
});

it('says what is stored and what is not', () => {
  const auth = { type: 'key' as const, hasSecret: true, hasPassphrase: true, hasCertificate: true };
  expect(storedWords(auth)).toBe(
    'Private key with a passphrase and a certificate: stored encrypted',
  );
  expect(storedWords({ ...auth, hasSecret: false })).toBe('Private key: not stored, give it again');
  expect(storedWords({ ...auth, type: 'agent' })).toBe('The SSH agent of the server');
});
