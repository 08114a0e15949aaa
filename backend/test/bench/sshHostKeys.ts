import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSshKey } from './sshKeys.ts';

export type HostKeyType = 'ed25519' | 'rsa' | 'ecdsa';

export interface HostKey {
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`. */
  type: string;
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  fingerprint: string;
  /** Type and base64, as in a known_hosts file. */
  publicKey: string;
}

/** The host keys of one sshd, as files for it and for the OpenSSH client. */
export class HostKeys {
  /** The private keys. */
  readonly files: string[];
  readonly knownHosts: string;
  #keys: HostKey[] = [];
  readonly #types: HostKeyType[];
  readonly #port: number;

  constructor(folder: string, port: number, types: HostKeyType[]) {
    this.files = types.map((type) => join(folder, `host_${type}`));
    this.knownHosts = join(folder, 'known_hosts');
    this.#types = types;
    this.#port = port;
  }

  get all(): HostKey[] {
    return this.#keys;
  }

  get first(): HostKey {
    const [key] = this.#keys;
    if (!key) throw new Error('this sshd has no host key');
    return key;
  }

  /** New ones in the place of the old. A running sshd reads them when it starts again. */
  async renew(): Promise<void> {
    const made = this.#types.map((type) => makeSshKey({ type, comment: 'host' }));
    const keys = await Promise.all(made);
    for (const [i, file] of this.files.entries())
      await writeFile(file, keys[i]?.privateKey ?? '', { mode: 0o600 });
    this.#keys = keys.map(({ type, fingerprint, publicKey }) => ({
      type,
      fingerprint,
      publicKey: publicKey.split(' ').slice(0, 2).join(' '),
    }));
    const lines = this.#keys.map(({ publicKey }) => `[127.0.0.1]:${this.#port} ${publicKey}\n`);
    await writeFile(this.knownHosts, lines.join(''));
  }
}
