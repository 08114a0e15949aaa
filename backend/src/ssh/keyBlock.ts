import { KeyProblem } from './keyProblem.ts';

/** The private key in what somebody pasted. */
export interface KeyBlock {
  /** The words between BEGIN and END: `OPENSSH PRIVATE KEY`. */
  label: string;
  /** The lines that tell how an old PEM is encrypted; usually none. */
  headers: string[];
  body: Buffer;
  /** The block as the tools write it. */
  pem: string;
}

/** RSA of 16384 bits, the largest that OpenSSH makes, fits in half of it. */
const LONGEST_TEXT = 32 * 1024;
const BEGIN = /-----BEGIN ([A-Z0-9 ]{0,30}PRIVATE KEY)-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Finds the private key in a paste, which may be indented, have CRLF or `\n` in letters for line
 * ends, stand in one line, or have other things around it.
 * Throws a KeyProblem that says what was pasted instead.
 */
export function findKeyBlock(pasted: string): KeyBlock {
  if (pasted.length > LONGEST_TEXT) {
    throw new KeyProblem('unreadable', 'This is too long for a private key: paste the key alone.');
  }
  const text = pasted.replaceAll(/\\r|\r/g, '').replaceAll('\\n', '\n');
  const begin = BEGIN.exec(text);
  const label = begin?.[1];
  if (!begin || label === undefined) throw insteadOfAKey(text.trim());
  const start = begin.index + begin[0].length;
  const end = text.indexOf(`-----END ${label}-----`, start);
  if (end < 0) {
    throw new KeyProblem(
      'unreadable',
      'The private key is cut off: paste all of it, with the line that begins with -----END.',
    );
  }
  const lines = text
    .slice(start, end)
    .split('\n')
    .map((line) => line.trim());
  const headers = lines.filter((line) => line.includes(':'));
  const base64 = lines
    .filter((line) => !line.includes(':'))
    .join('')
    .replaceAll(/\s/g, '');
  if (!BASE64.test(base64) || base64.length % 4 !== 0) throw damaged();
  const wrapped = base64.match(/.{1,64}/g) ?? [];
  const pem = [
    `-----BEGIN ${label}-----`,
    ...headers,
    ...(headers.length ? [''] : []),
    ...wrapped,
    `-----END ${label}-----`,
    '',
  ].join('\n');
  return { label, headers, body: Buffer.from(base64, 'base64'), pem };
}

export function damaged(): KeyProblem {
  return new KeyProblem(
    'unreadable',
    'The private key is damaged: copy it again, from the first line to the last, unchanged.',
  );
}

function insteadOfAKey(text: string): KeyProblem {
  if (text === '') return new KeyProblem('empty', 'There is no private key: paste one.');
  if (text.includes('PuTTY-User-Key-File-')) {
    return new KeyProblem(
      'unsupported',
      'This is a PuTTY key: open it in PuTTYgen, choose Conversions, Export OpenSSH key, and paste the content of that file.',
    );
  }
  if (/-cert-v0[01]@openssh\.com\s+AAAA/.test(text)) {
    return new KeyProblem(
      'pasted_certificate',
      'This is a certificate, which goes beside the private key: paste the file without -cert.pub in its name here.',
    );
  }
  if (
    /(?:^|\s)(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]{1,64}\s+AAAA/m.test(text) ||
    /BEGIN (?:[A-Z0-9]+ )?PUBLIC KEY/.test(text)
  ) {
    return new KeyProblem(
      'public_key',
      'This is a public key: paste the private key, the file of the same name without .pub.',
    );
  }
  if (/BEGIN SSH2 ENCRYPTED PRIVATE KEY|SSH PRIVATE KEY FILE FORMAT/.test(text)) {
    return new KeyProblem(
      'unsupported',
      'This private key is in a format that OpenSSH has given up: make a new one with ssh-keygen -t ed25519.',
    );
  }
  return new KeyProblem(
    'unreadable',
    'This is no private key: paste the whole file, from the line that begins with -----BEGIN to the one with -----END.',
  );
}
