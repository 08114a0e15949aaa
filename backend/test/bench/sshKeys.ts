import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.ts';

export interface KeyOptions {
  type?: 'ed25519' | 'rsa' | 'ecdsa';
  /** 2048 for RSA and 256 for ECDSA unless told. */
  bits?: number;
  passphrase?: string;
  /** What ssh-keygen writes. An Ed25519 key is always in OpenSSH's own format. */
  format?: 'RFC4716' | 'PEM' | 'PKCS8';
  comment?: string;
}

/** A key pair as the text of its two files. */
export interface SshKey {
  privateKey: string;
  /** One line: type, base64, comment. */
  publicKey: string;
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  fingerprint: string;
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`. */
  type: string;
  passphrase: string;
}

/** A key pair by ssh-keygen: Ed25519, no passphrase and OpenSSH's format unless told. */
export function makeSshKey(options: KeyOptions = {}): Promise<SshKey> {
  const { type = 'ed25519', bits, passphrase = '', format = 'RFC4716', comment = 'test' } = options;
  const size = bits ?? (type === 'rsa' ? 2048 : 256);
  return inFolder(async (folder) => {
    const file = join(folder, 'key');
    // ssh-keygen takes a new passphrase only here or from a terminal. It guards a test's own key.
    const secret = ['-N', passphrase, '-C', comment];
    await run('ssh-keygen', [
      '-q',
      '-t',
      type,
      '-b',
      `${size}`,
      '-m',
      format,
      ...secret,
      '-f',
      file,
    ]);
    const publicKey = (await readFile(`${file}.pub`, 'utf8')).trim();
    return {
      privateKey: await readFile(file, 'utf8'),
      publicKey,
      fingerprint: await fingerprintOf(publicKey),
      type: publicKey.split(' ')[0] ?? '',
      passphrase,
    };
  });
}

/** `SHA256:…` of a public key or a certificate's line. */
export async function fingerprintOf(publicKey: string): Promise<string> {
  const words = (await run('ssh-keygen', ['-lf', '-'], { input: publicKey })).split(' ');
  return words[1] ?? '';
}

export interface CertificateOptions {
  /** The accounts that it opens. */
  principals: string[];
  /** As `ssh-keygen -V` takes it: `+1d` unless told; `20200101:20200102` has expired. */
  validity?: string;
  /** As `ssh-keygen -O` takes them: `no-port-forwarding`, `force-command=…`, `clear`. */
  restrictions?: string[];
  /** For a host key: the principals are then host names. */
  host?: boolean;
}

/** Signs a public key; returns the certificate's line, what `ssh-keygen -s` writes to `-cert.pub`. */
export function signSshKey(
  authority: SshKey,
  publicKey: string,
  { principals, validity = '+1d', restrictions = [], host = false }: CertificateOptions,
): Promise<string> {
  return inFolder(async (folder) => {
    const ca = join(folder, 'ca');
    const file = join(folder, 'key');
    await writeFile(ca, authority.privateKey, { mode: 0o600 });
    await writeFile(`${file}.pub`, `${publicKey}\n`);
    const options = restrictions.flatMap((restriction) => ['-O', restriction]);
    const names = ['-I', 'archnest-test', '-n', principals.join(','), ...(host ? ['-h'] : [])];
    const args = ['-q', '-s', ca, ...names, '-V', validity, ...options, `${file}.pub`];
    await run('ssh-keygen', args);
    return (await readFile(`${file}-cert.pub`, 'utf8')).trim();
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'archnest-keys-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
