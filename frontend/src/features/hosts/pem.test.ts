import { expect, it } from 'vitest';
import { pemProblem, pemWords, sortPemFiles, type PemPart } from './pem.ts';

const pem = (kind: string) => `-----BEGIN ${kind}-----\r\nMIIB\r\n-----END ${kind}-----\r\n`;
const certificate = pem('CERTIFICATE');
const key = pem('PRIVATE KEY');

it.each<[PemPart, string]>([
  ['ca', certificate],
  ['ca', `Bag Attributes\n${certificate}${certificate}`],
  ['cert', pem('TRUSTED CERTIFICATE')],
  ['key', key],
  ['key', pem('RSA PRIVATE KEY')],
  [
    'key',
    `-----BEGIN EC PARAMETERS-----\nBg==\n-----END EC PARAMETERS-----\n${pem('EC PRIVATE KEY')}`,
  ],
])('takes as %s', (part, text) => {
  expect(pemProblem(part, text)).toBeNull();
});

it.each<[PemPart, string, RegExp]>([
  ['ca', 'hello', /not PEM/],
  ['ca', '-----BEGIN CERTIFICATE-----\nMIIB', /cut off/],
  ['ca', certificate.repeat(2_000), /too large/],
  ['cert', key, /private key/],
  ['cert', certificate + key, /private key/],
  ['cert', pem('CERTIFICATE REQUEST'), /request/],
  ['cert', pem('PUBLIC KEY'), /no certificate/],
  ['key', certificate, /is a certificate/],
  ['key', pem('PUBLIC KEY'), /no private key/],
  ['key', pem('OPENSSH PRIVATE KEY'), /SSH key/],
  ['key', pem('ENCRYPTED PRIVATE KEY'), /passphrase/],
  ['key', pem('RSA PRIVATE KEY').replace('MIIB', 'Proc-Type: 4,ENCRYPTED\n\nMIIB'), /passphrase/],
])('refuses as %s and says why', (part, text, expected) => {
  expect(pemProblem(part, text)).toMatch(expected);
});

it('says what was given without saying it', () => {
  expect(pemWords('ca', certificate.repeat(2))).toBe('2 certificates, 124 B');
  expect(pemWords('key', key)).toBe('Private key, 62 B');
});

it('sorts the three files of Docker’s folder, whatever their order', () => {
  const files = [
    { name: 'key.pem', text: key },
    { name: 'cert.pem', text: certificate },
    { name: 'ca.pem', text: certificate },
  ];
  for (const order of [files, files.toReversed()]) {
    const { ca, cert, key: found } = sortPemFiles(order);
    expect([ca?.name, cert?.name, found?.name]).toEqual(['ca.pem', 'cert.pem', 'key.pem']);
  }
  expect(sortPemFiles([{ name: 'my-ca.crt', text: certificate }]).ca).toBeDefined();
  expect(sortPemFiles([{ name: 'vacation.crt', text: certificate }]).cert).toBeDefined();
});
