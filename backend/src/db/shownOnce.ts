import { hash, randomBytes } from 'node:crypto';

/** A token that is shown once: what is shown, and what is stored of it. */
export interface NewToken {
  token: string;
  digest: Buffer;
  /** Its last four characters. */
  hint: string;
}

/** 256 random bits after a prefix that says what they are: 43 more characters. */
export function newToken(prefix: string): NewToken {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, digest: digestOf(token), hint: token.slice(-4) };
}

/**
 * SHA-256: all that is stored of what is shown once. It is looked up, or compared in constant time; that it is fast to
 * compute does not matter for secrets that nobody chose.
 */
export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');
