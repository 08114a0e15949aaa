import { KeyProblem } from './keyProblem.ts';
import { WireError, WireReader, wireString } from './wire.ts';

/** A certificate that an SSH authority has signed (OpenSSH's PROTOCOL.certkeys). */
export interface Certificate {
  /** `ssh-ed25519-cert-v01@openssh.com`. */
  type: string;
  /** As it is sent to a server. */
  blob: Buffer;
  /** The key that it certifies, in the form of a plain public key. */
  publicKey: Buffer;
  /** The name that its authority gave it. */
  keyId: string;
  /** The accounts that it is good for; none means all of them, to a server that allows it. */
  principals: string[];
  /** `null`: always. */
  validAfter: Date | null;
  /** `null`: forever. */
  validBefore: Date | null;
}

const LONGEST_TEXT = 32 * 1024;
const SUFFIX = '-cert-v01@openssh.com';
/** How many values the public key of a kind is made of. */
const KEY_PARTS: ReadonlyMap<string, number> = new Map([
  ['ssh-ed25519', 1],
  ['ssh-rsa', 2],
  ['ecdsa-sha2-nistp256', 2],
  ['ecdsa-sha2-nistp384', 2],
  ['ecdsa-sha2-nistp521', 2],
]);
const USER = 1;
const HOST = 2;
/** Seconds: beyond it, Date has no day for it. */
const END_OF_TIME = 8_640_000_000_000n;

/**
 * Reads the one line of a `-cert.pub` file and checks that it is a user's, belongs to the key and
 * is valid. Who has signed it only a server can judge. Throws a KeyProblem.
 */
export function readCertificate(pasted: string, publicKey: Buffer, now: Date): Certificate {
  const certificate = parse(pasted);
  if (!certificate.publicKey.equals(publicKey)) {
    throw new KeyProblem(
      'certificate_mismatch',
      'The certificate belongs to another key: paste the one that was made for this private key.',
    );
  }
  const { validAfter, validBefore } = certificate;
  if (validAfter && now < validAfter) {
    throw new KeyProblem(
      'certificate_not_yet',
      `The certificate is valid from ${validAfter.toISOString()} on: wait until then, or check the clock of this server.`,
    );
  }
  if (validBefore && now >= validBefore) {
    throw new KeyProblem(
      'certificate_expired',
      `The certificate has expired on ${validBefore.toISOString()}: have a new one signed and paste it.`,
    );
  }
  return certificate;
}

function parse(pasted: string): Certificate {
  const [type = '', base64 = ''] = pasted.trim().split(/\s+/, 2);
  if (type.startsWith('sk-')) throw unsupported();
  if (!type.endsWith(SUFFIX)) {
    throw new KeyProblem(
      'certificate_unreadable',
      'This is no SSH certificate: paste the one line of the file that ends in -cert.pub.',
    );
  }
  const plainType = type.slice(0, -SUFFIX.length);
  const parts = KEY_PARTS.get(plainType);
  if (parts === undefined) throw unsupported();
  const blob = Buffer.from(base64, 'base64');
  if (pasted.length > LONGEST_TEXT || blob.toString('base64') !== base64) throw damaged();
  try {
    return parseBlob(blob, type, plainType, parts);
  } catch (error) {
    throw error instanceof WireError ? damaged() : error;
  }
}

function parseBlob(blob: Buffer, type: string, plainType: string, parts: number): Certificate {
  const reader = new WireReader(blob);
  if (reader.text() !== type) throw damaged();
  reader.string(); // nonce
  const key = Array.from({ length: parts }, () => wireString(reader.string()));
  reader.uint64(); // serial
  const kind = reader.uint32();
  const keyId = reader.text();
  const names = new WireReader(reader.string());
  const validAfter = reader.uint64();
  const validBefore = reader.uint64();
  // Critical options, extensions, reserved, the authority's key and its signature.
  for (let field = 0; field < 5; field += 1) reader.string();
  if (reader.left > 0) throw damaged();
  if (kind === HOST) {
    throw new KeyProblem(
      'certificate_host',
      'This certificate is for a host key: have your public key signed as a user (ssh-keygen -s without -h).',
    );
  }
  if (kind !== USER) throw damaged();
  const principals: string[] = [];
  while (names.left > 0) principals.push(names.text());
  return {
    type,
    blob,
    publicKey: Buffer.concat([wireString(plainType), ...key]),
    keyId,
    principals,
    validAfter: validAfter === 0n ? null : toDate(validAfter),
    validBefore: validBefore > END_OF_TIME ? null : toDate(validBefore),
  };
}

function toDate(seconds: bigint): Date {
  return new Date(Number(seconds > END_OF_TIME ? END_OF_TIME : seconds) * 1000);
}

function damaged(): KeyProblem {
  return new KeyProblem(
    'certificate_unreadable',
    'The certificate is damaged or cut off: copy the one line of its file again.',
  );
}

function unsupported(): KeyProblem {
  return new KeyProblem(
    'certificate_unsupported',
    'Certificates of this kind are not supported: have an Ed25519, ECDSA or RSA key signed.',
  );
}
