import type { SshAuth, SshHost } from '@archnest/backend/contract';
import { formatBytes } from '../../../lib/format.ts';

/** How we sign in, as the form holds it. Nothing here may outlive the dialog. */

export interface FileDraft {
  /** Empty: not given. */
  text: string;
  /** The file that it was read from. */
  file: string | null;
}

export const authTypes = ['key', 'password', 'agent'] as const;
export type AuthType = (typeof authTypes)[number];

export interface AuthDraft {
  type: AuthType;
  password: string;
  key: FileDraft;
  passphrase: string;
  certificate: FileDraft;
}

const nothing: FileDraft = { text: '', file: null };

export const emptyAuth: AuthDraft = {
  type: 'key',
  password: '',
  key: nothing,
  passphrase: '',
  certificate: nothing,
};

export const authWords: Record<AuthType, string> = {
  key: 'Private key',
  password: 'Password',
  agent: 'SSH agent',
};

export type AuthField = 'password' | 'key' | 'passphrase' | 'certificate' | 'agent';
export type AuthErrors = Partial<Record<AuthField, string>>;

/** The contract takes no more. */
const largest = 64 * 1024;

/** What is wrong with a pasted or chosen private key, and what belongs there; `null` when nothing is. */
export function keyProblem(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > largest) return 'This is too large for a key: 64 KiB at most.';
  if (trimmed.startsWith('PuTTY-User-Key-File'))
    return 'This is a key of PuTTY. In PuTTYgen, choose Conversions, Export OpenSSH key.';
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(trimmed))
    return 'This is the public half. The private one is in the file of the same name without .pub.';
  const [, kind] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(trimmed) ?? [];
  if (kind === undefined)
    return 'This is no private key: there is no line that starts with -----BEGIN.';
  if (!kind.endsWith('PRIVATE KEY'))
    return 'There is no private key in it. With SSH it is usually in ~/.ssh/id_ed25519.';
  if (!trimmed.includes('-----END '))
    return 'It is cut off: the line that starts with -----END is missing.';
  return null;
}

/** What is wrong with a certificate for a user's key. */
export function certificateProblem(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > largest) return 'This is too large for a certificate: 64 KiB at most.';
  if (/^\S+-cert-v01@openssh\.com AAAA/.test(trimmed)) return null;
  return 'This is no SSH certificate: it is one line, in a file that ends in -cert.pub.';
}

/** Whether a key wants a passphrase, told from its head. */
export function isLocked(text: string): boolean {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:.*ENCRYPTED/m.test(text)) return true;
  const [, body = ''] =
    /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text.trim()) ?? [];
  const head = decodeHead(body.replace(/\s/g, ''));
  return head.startsWith('openssh-key-v1\0') && !head.startsWith('\0\0\0\x04none', 15);
}

function decodeHead(base64: string): string {
  try {
    return atob(base64.slice(0, 64));
  } catch {
    return '';
  }
}

/** `without a passphrase, 411 B`: never any of its text. */
export const keyWords = (text: string) =>
  `${isLocked(text) ? 'with' : 'without'} a passphrase, ${formatBytes(text.length)}`;

export const certificateWords = (text: string) => formatBytes(text.length);

/** What to send, or what is wrong and where: one of both. */
export interface ReadAuth {
  auth: SshAuth | null;
  errors: AuthErrors;
}

export function readAuth(draft: AuthDraft): ReadAuth {
  const { type, password } = draft;
  if (type === 'agent') return { auth: { type }, errors: {} };
  if (type === 'password') {
    return password === ''
      ? { auth: null, errors: { password: 'Give the password.' } }
      : { auth: { type, password }, errors: {} };
  }
  return readKey(draft);
}

function readKey({ key, passphrase, certificate }: AuthDraft): ReadAuth {
  const errors: AuthErrors = {};
  const given = certificate.text.trim() !== '';
  if (key.text.trim() === '') errors.key = 'Give the private key: paste it, or choose its file.';
  const wrong = errors.key ?? keyProblem(key.text);
  const locked = wrong === null && isLocked(key.text);
  if (wrong !== null) errors.key = wrong;
  if (locked && passphrase === '') errors.passphrase = 'This key has a passphrase: give it too.';
  const wrongToo = given ? certificateProblem(certificate.text) : null;
  if (wrongToo !== null) errors.certificate = wrongToo;
  if (Object.keys(errors).length > 0) return { auth: null, errors };
  return {
    auth: {
      type: 'key',
      privateKey: key.text,
      ...(locked ? { passphrase } : {}),
      ...(given ? { certificate: certificate.text.trim() } : {}),
    },
    errors,
  };
}

/** `Private key with a passphrase: stored encrypted`. */
export function storedWords({ type, hasSecret, hasPassphrase, hasCertificate }: SshHost['auth']) {
  if (type === 'agent') return 'The SSH agent of the server';
  const also = [hasPassphrase && 'a passphrase', hasCertificate && 'a certificate'].filter(
    (each) => each !== false,
  );
  const what = `${authWords[type]}${also.length > 0 ? ` with ${also.join(' and ')}` : ''}`;
  return hasSecret ? `${what}: stored encrypted` : `${authWords[type]}: not stored, give it again`;
}
