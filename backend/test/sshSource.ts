import { onTestFinished } from 'vitest';
import { HostRegistry } from '../src/containers/registry.ts';
import type { SshHostBody } from '../src/contract/index.ts';
import { openDatabase } from '../src/db/open.ts';
import { Sealer } from '../src/db/sealed.ts';
import { SshHosts } from '../src/db/sshHosts.ts';
import type { EngineSource } from '../src/docker/source.ts';
import { SshSources } from '../src/ssh/hosts.ts';
import type { AccountName, TestSshd } from './bench/sshd.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpenedSsh {
  sources: SshSources;
  registry: HostRegistry;
  /** What the log was told. */
  warnings: string[];
  /** The same with all that came with it. */
  told: object[];
  /** Saves a host, and gives its source. */
  add(body: SshHostBody): Promise<EngineSource>;
  close(): Promise<void>;
}

export interface SshOptions {
  agentSocket?: string;
  idleMs?: number;
  lingerMs?: number;
  handshakeMs?: number;
  answerMs?: number;
  /** Where the database is kept, for another server after this one. */
  folder?: string;
}

/** The SSH hosts of a server without the server, in a database of their own. */
export async function openSsh(options: SshOptions = {}): Promise<OpenedSsh> {
  const { agentSocket = null, folder: kept, ...times } = options;
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'archnest-ssh-')));
  const { db, close } = await openDatabase(folder);
  const registry = new HostRegistry();
  const warnings: string[] = [];
  const told: object[] = [];
  const sources = await SshSources.load({
    repository: new SshHosts(db, new Sealer(Buffer.alloc(32, 7))),
    registry,
    agentSocket,
    log: {
      warn: (details, message) => {
        warnings.push(message);
        told.push(details);
      },
    },
    ...times,
  });
  return {
    sources,
    registry,
    warnings,
    told,
    add: async (body) => sources.require((await sources.add(body)).id),
    close: async () => {
      const ending = Array.from(sources.all(), (source) => source.close());
      await Promise.all(ending);
      sources.close();
      await close();
      if (kept === undefined) await rm(folder, { recursive: true });
    },
  };
}

/** The same, gone with the test. */
export async function testSsh(options?: SshOptions): Promise<OpenedSsh> {
  const opened = await openSsh(options);
  onTestFinished(opened.close);
  return opened;
}

let names = 0;

/** An account of a test's sshd as a host, by its key and with its host key confirmed. */
export function hostOn(
  sshd: TestSshd,
  account: AccountName = 'admin',
  rest: Partial<SshHostBody> = {},
): SshHostBody {
  return {
    name: `host ${++names}`,
    address: '127.0.0.1',
    port: sshd.port,
    username: sshd.user(account).name,
    jumpHostId: null,
    auth: { type: 'key', privateKey: sshd.key.privateKey },
    docker: { enabled: true, mode: 'auto', command: 'docker' },
    fingerprint: sshd.hostKey.fingerprint,
    ...rest,
  };
}

/** One that is only jumped over. */
export const jumpOn = (sshd: TestSshd, rest: Partial<SshHostBody> = {}): SshHostBody =>
  hostOn(sshd, 'plain', { docker: { enabled: false, mode: 'auto', command: 'docker' }, ...rest });
