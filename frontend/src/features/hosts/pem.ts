import { formatBytes, plural } from '../../lib/format.ts';

/** What each of the three TLS files must hold, told from the marks that every PEM file has. */

export const pemParts = ['ca', 'cert', 'key'] as const;
export type PemPart = (typeof pemParts)[number];

/** Each as it stands inside a sentence, and the file that Docker's own tools keep it in. */
export const pemNames: Record<PemPart, { name: string; usual: string }> = {
  ca: { name: 'CA certificate', usual: 'ca.pem' },
  cert: { name: 'client certificate', usual: 'cert.pem' },
  key: { name: 'client key', usual: 'key.pem' },
};

/** The contract takes no more. */
export const largestPem = 64 * 1024;

/** `-----BEGIN EC PRIVATE KEY-----` → `EC PRIVATE KEY`, in order. */
const blocks = (text: string) =>
  [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1] ?? '');

const holdsKey = (kinds: readonly string[]) => kinds.some((kind) => kind.endsWith('PRIVATE KEY'));
const isLocked = (text: string, kinds: readonly string[]) =>
  kinds.includes('ENCRYPTED PRIVATE KEY') || /^Proc-Type:.*ENCRYPTED/m.test(text);

/** What is wrong with a pasted or chosen file in this place, and what belongs there; `null` when nothing is. */
export function pemProblem(part: PemPart, text: string): string | null {
  const kinds = blocks(text);
  if (text.length > largestPem) return 'This is too large for a PEM file: 64 KiB at most.';
  if (kinds.length === 0) return 'This is not PEM: there is no line that starts with -----BEGIN.';
  if (!text.includes('-----END '))
    return 'It is cut off: the line that starts with -----END is missing.';
  return part === 'key' ? keyProblem(text, kinds) : certificateProblem(kinds);
}

function keyProblem(text: string, kinds: readonly string[]): string | null {
  if (kinds.includes('OPENSSH PRIVATE KEY'))
    return 'This is an SSH key. Docker’s is in PEM form, usually in key.pem.';
  if (isLocked(text, kinds))
    return 'This key has a passphrase, which ArchNest could not type. Give it without: openssl pkey -in key.pem -out plain.pem';
  if (holdsKey(kinds)) return null;
  return kinds.includes('CERTIFICATE')
    ? 'This is a certificate. Its key is in a file of its own, usually key.pem.'
    : 'There is no private key in it.';
}

function certificateProblem(kinds: readonly string[]): string | null {
  if (holdsKey(kinds)) return 'This holds a private key. Only the certificate belongs here.';
  if (kinds.some((kind) => kind.endsWith('CERTIFICATE'))) return null;
  if (kinds.some((kind) => kind.endsWith('CERTIFICATE REQUEST')))
    return 'This is a request for a certificate. Give the certificate that came back.';
  return 'There is no certificate in it.';
}

/** `2 certificates, 3 KiB`, `Private key, 2 KiB`: never any of its text. */
export function pemWords(part: PemPart, text: string): string {
  const what = part === 'key' ? 'Private key' : plural(blocks(text).length, 'certificate');
  return `${what}, ${formatBytes(text.length)}`;
}

export interface PemFile {
  name: string;
  text: string;
}

/** Puts files that were chosen together where they belong: the key by what it holds, the CA by its name. */
export function sortPemFiles(files: readonly PemFile[]): Partial<Record<PemPart, PemFile>> {
  const sorted: Partial<Record<PemPart, PemFile>> = {};
  for (const file of files) {
    const ca = /(^|[^a-z])(root-?)?ca([^a-z]|$)/i.test(file.name);
    sorted[holdsKey(blocks(file.text)) ? 'key' : ca ? 'ca' : 'cert'] ??= file;
  }
  return sorted;
}
