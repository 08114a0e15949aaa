import { describe, expect, it } from 'vitest';
import {
  compareKeys,
  inFours,
  keyTypeName,
  printCommand,
  printedProblem,
  scanCommand,
} from './fingerprint.ts';

const shown = 'SHA256:Vw7RkM2xQhYb0uTz9cLpJe4NsDf6gAiXo1BrKtUyH3E';
const other = 'SHA256:n4tYc0Qe6VhJb1w9uKpZs3XrLdT8mGf2aEoUiRyN5Bk';

it.each([
  ['ssh-ed25519', 'ED25519'],
  ['ED25519', 'ED25519'],
  ['ecdsa-sha2-nistp256', 'ECDSA'],
  ['rsa-sha2-512', 'RSA'],
  ['ssh-dss', 'DSA'],
  ['sk-ssh-ed25519@openssh.com', 'ED25519-SK'],
  [null, null],
])('%s is called %s', (type, name) => {
  expect(keyTypeName(type)).toBe(name);
});

it('says what to run where', () => {
  expect(printCommand('ecdsa-sha2-nistp256')).toBe(
    'ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub',
  );
  expect(printCommand(null)).toBe('ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub');
  expect(scanCommand({ address: 'nas', port: 2222 })).toBe(
    'ssh-keyscan -p 2222 nas | ssh-keygen -lf -',
  );
});

describe('comparing with what was printed', () => {
  it.each([
    [shown, 'same'],
    [`256 ${shown} root@nas (ED25519)`, 'same'],
    [`3072 ${other} nas (RSA) 256 ${shown} nas (ED25519)`, 'same'],
    [other, 'other'],
    [`256 ${other} nas (ED25519)`, 'other'],
    [`3072 ${other} nas (RSA) 256 ${other} nas (ED25519)`, 'other'],
    [`3072 ${other} nas (RSA)`, 'type'],
    ['', 'none'],
    [shown.slice(0, -1), 'none'],
    [shown.toLowerCase(), 'none'],
  ])('%s: %s', (printed, verdict) => {
    expect(compareKeys(printed, shown, 'ssh-ed25519')).toBe(verdict);
  });

  it('takes another key for another key where the type is not known', () => {
    expect(compareKeys(`3072 ${other} nas (RSA)`, shown, null)).toBe('other');
  });

  it('knows what is not what is asked for', () => {
    expect(printedProblem('256 MD5:aa:bb root@nas')).toMatch(/sha256/);
    expect(printedProblem('ssh-ed25519 AAAAC3Nza root@nas')).toMatch(/fingerprint/);
    expect(printedProblem('256 SHA256:Vw7')).toBeNull();
  });
});

it('is read in fours, and nothing of it is lost', () => {
  const { head, fours } = inFours(shown);
  expect(head + fours.join('')).toBe(shown);
  expect(fours[0]).toBe('Vw7R');
});
