import ssh2, { type ParsedKey } from 'ssh2';
import { damaged, type KeyBlock } from './keyBlock.ts';
import { KeyProblem } from './keyProblem.ts';
import { WireError, WireReader, wireString, wireUint32 } from './wire.ts';

const MAGIC = 'openssh-key-v1\0';
/** The event loop stands still for some 10 ms a round; ssh-keygen writes 16 or 24. */
const MOST_ROUNDS = 256;
/** What ssh2 can decrypt: ssh-keygen writes aes256-ctr, and wrote aes256-cbc. */
const CIPHERS = /^(?:aes(?:128|192|256)-(?:ctr|cbc)|aes(?:128|256)-gcm@openssh\.com|3des-cbc)$/;

/**
 * Reads a private key in OpenSSH's own format (its PROTOCOL.key). Throws a KeyProblem. Takes about
 * 0.2 s for an encrypted key, and up to 3 s for one that was made to take long.
 */
export function readOpenSshKey(block: KeyBlock, passphrase: string | undefined): ParsedKey {
  const { cipher, kdf, rounds, type } = readHeader(block.body);
  refuseType(type);
  const encrypted = cipher !== 'none';
  if (encrypted) {
    if (!CIPHERS.test(cipher) || kdf !== 'bcrypt') {
      throw new KeyProblem(
        'unsupported',
        'The private key is encrypted in a rare way: run ssh-keygen -p -Z aes256-ctr -f on its file and paste it again.',
      );
    }
    if (passphrase === undefined) throw passphraseNeeded();
    if (rounds > MOST_ROUNDS) {
      throw new KeyProblem(
        'too_costly',
        `Decrypting the private key takes ${rounds} rounds, and ${MOST_ROUNDS} are allowed: run ssh-keygen -p -a 24 -f on its file and paste it again.`,
      );
    }
  }
  const key = parse(block.pem, encrypted ? passphrase : undefined);
  if (!key) throw encrypted ? passphraseWrong() : damaged();
  return key;
}

function parse(pem: string, passphrase: string | undefined): ParsedKey | null {
  try {
    const key = ssh2.utils.parseKey(pem, passphrase);
    return key instanceof Error ? null : key;
  } catch {
    // It calculates with what it reads: a damaged RSA key may divide by zero.
    return null;
  }
}

export function passphraseNeeded(): KeyProblem {
  return new KeyProblem(
    'passphrase_needed',
    'The private key is encrypted: give its passphrase too.',
  );
}

export function passphraseWrong(): KeyProblem {
  return new KeyProblem(
    'passphrase_wrong',
    'The passphrase does not open the private key: check it, and give it again.',
  );
}

/** Throws a KeyProblem for a kind of key that cannot sign here. */
export function refuseType(type: string): void {
  if (type.startsWith('sk-')) {
    throw new KeyProblem(
      'unsupported',
      'This key needs its security key plugged in, which a server cannot do: make one of its own with ssh-keygen -t ed25519.',
    );
  }
  if (type === 'ssh-dss') {
    throw new KeyProblem(
      'unsupported',
      'DSA keys are not secure, and no longer accepted: make a new one with ssh-keygen -t ed25519.',
    );
  }
  if (!/^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))$/.test(type)) {
    throw new KeyProblem(
      'unsupported',
      'This kind of key is not supported: make a new one with ssh-keygen -t ed25519.',
    );
  }
}

interface Header {
  cipher: string;
  kdf: string;
  rounds: number;
  /** Readable without the passphrase. */
  type: string;
}

function readHeader(body: Buffer): Header {
  try {
    const reader = new WireReader(body);
    if (reader.bytes(MAGIC.length).toString('latin1') !== MAGIC) throw damaged();
    const cipher = reader.text();
    const kdf = reader.text();
    const options = reader.string();
    const rounds = kdf === 'bcrypt' ? bcryptRounds(options) : 0;
    if (reader.uint32() !== 1) throw damaged();
    const type = new WireReader(reader.string()).text();
    reader.string();
    return { cipher, kdf, rounds, type };
  } catch (error) {
    throw error instanceof WireError ? damaged() : error;
  }
}

function bcryptRounds(options: Buffer): number {
  const reader = new WireReader(options);
  reader.string(); // the salt
  return reader.uint32();
}

/** An Ed25519 key in OpenSSH's format, from its two raw halves of 32 bytes. */
export function writeOpenSshEd25519(publicKey: Buffer, seed: Buffer): string {
  const type = 'ssh-ed25519';
  const check = wireUint32(0);
  const secret = Buffer.concat([
    check,
    check,
    wireString(type),
    wireString(publicKey),
    wireString(Buffer.concat([seed, publicKey])),
    wireString(''),
  ]);
  const padding = Buffer.from(Array.from({ length: -secret.length & 7 }, (_, n) => n + 1));
  const body = Buffer.concat([
    Buffer.from(MAGIC),
    wireString('none'),
    wireString('none'),
    wireString(''),
    wireUint32(1),
    wireString(Buffer.concat([wireString(type), wireString(publicKey)])),
    wireString(Buffer.concat([secret, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
