import { createHash } from 'node:crypto';
import type { ParsedKey } from 'ssh2';
import { damaged, findKeyBlock } from './keyBlock.ts';
import { KeyProblem } from './keyProblem.ts';
import { readOpenSshKey, refuseType } from './opensshKey.ts';
import { readPemKey } from './pemKey.ts';
import { readCertificate, type Certificate } from './userCertificate.ts';
import { WireError, WireReader } from './wire.ts';

export { KeyProblem };
export type { Certificate };

/** What an account is entered with. */
export interface Identity {
  key: ParsedKey;
  certificate: Certificate | null;
}

export interface KeyInput {
  /** As pasted: OpenSSH's format, or a PEM of OpenSSL. */
  privateKey: string;
  passphrase?: string;
  /** As pasted: the line of a `-cert.pub` file. Blank is none. */
  certificate?: string;
}

/** Bits of an RSA key: shorter ones sshd refuses, longer ones take seconds to sign. */
const SHORTEST_RSA = 1024;
const LONGEST_RSA = 16384;

/**
 * Reads a pasted private key, with its certificate if there is one, and makes sure that it can
 * sign. Throws a KeyProblem. Stands still for about 0.2 s when the key is encrypted, as ssh-keygen
 * does it, and for 3 s at most.
 */
export function readKey(input: KeyInput, now = new Date()): Identity {
  const block = findKeyBlock(input.privateKey);
  const passphrase = input.passphrase === '' ? undefined : input.passphrase;
  const read = block.label === 'OPENSSH PRIVATE KEY' ? readOpenSshKey : readPemKey;
  const key = read(block, passphrase);
  tryOut(key);
  const line = input.certificate?.trim() ?? '';
  const certificate = line === '' ? null : readCertificate(line, key.getPublicSSH(), now);
  return { key, certificate };
}

/** The fingerprint of a public key or host key, as `ssh-keygen -l` prints it: `SHA256:…`. */
export function fingerprint(publicKeyBlob: Buffer): string {
  const hash = createHash('sha256').update(publicKeyBlob).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

/** The kind of a public key or host key: `ssh-ed25519`; `unknown` when it does not say. */
export function keyType(blob: Buffer): string {
  try {
    const type = new WireReader(blob).text();
    return /^[A-Za-z0-9@.-]{1,64}$/.test(type) ? type : 'unknown';
  } catch (error) {
    if (error instanceof WireError) return 'unknown';
    throw error;
  }
}

/** Its two halves could be of different keys, which would only turn up as a refused login. */
function tryOut(key: ParsedKey): void {
  refuseType(key.type);
  if (key.type === 'ssh-rsa') refuseLength(key.getPublicSSH());
  const data = Buffer.from('ArchNest');
  const hash = key.type === 'ssh-rsa' ? 'sha512' : undefined;
  // ssh2 returns the error where its types promise a signature or a verdict.
  const signature: unknown = key.sign(data, hash);
  if (!Buffer.isBuffer(signature)) throw damaged();
  const verdict: unknown = key.verify(data, signature, hash);
  if (verdict !== true) throw damaged();
}

function refuseLength(blob: Buffer): void {
  const reader = new WireReader(blob);
  reader.string(); // the type
  reader.string(); // the exponent
  const bits = BigInt(`0x0${reader.string().toString('hex')}`).toString(2).length;
  if (bits >= SHORTEST_RSA && bits <= LONGEST_RSA) return;
  throw new KeyProblem(
    'unsupported',
    `RSA keys of ${bits} bits are not accepted: make a new one with ssh-keygen -t ed25519.`,
  );
}
