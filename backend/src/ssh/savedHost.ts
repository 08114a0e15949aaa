import type { HostRegistry } from '../containers/registry.ts';
import type { Host, SshHost } from '../contract/index.ts';
import type { SshHosts, StoredSshHost } from '../db/sshHosts.ts';
import { hangUp } from '../docker/hangUp.ts';
import { EngineSource } from '../docker/source.ts';
import type { Log } from '../docker/watcher.ts';
import { chainOf } from './chain.ts';
import type { ShownKey } from './failure.ts';
import { Pool } from './pool.ts';
import { SshDocker } from './sshDocker.ts';
import { unready } from './unready.ts';

export interface SavedHostOptions {
  repository: SshHosts;
  registry: HostRegistry;
  /** `SSH_AUTH_SOCK` of the server. */
  agentSocket: string | null;
  log: Log;
  /** How long connections and hosts stay live without anybody; the defaults unless told. */
  idleMs?: number;
  lingerMs?: number;
  /** How long a machine may take, as `PoolOptions` has it. */
  handshakeMs?: number | undefined;
  answerMs?: number | undefined;
}

/**
 * One saved host in one state: its connections, its Docker, and what is learned of it. Another address or other
 * credentials make another one, so that nothing of the old place is ever sent to the new one.
 */
export class SavedHost {
  readonly key: string;
  /** `null`: it is there to be jumped over. */
  readonly source: EngineSource | null;
  readonly pool: Pool;
  readonly #options: SavedHostOptions;
  readonly #lookup: (id: number) => StoredSshHost | undefined;
  readonly #docker: SshDocker;
  #row: StoredSshHost;
  #closed = false;

  /** @param saved the other hosts that are saved now, which may be jump hosts */
  constructor(
    row: StoredSshHost,
    saved: (id: number) => SavedHost | undefined,
    options: SavedHostOptions,
  ) {
    const { agentSocket, idleMs, handshakeMs, answerMs } = options;
    this.key = `ssh:${row.id}`;
    this.#row = row;
    this.#options = options;
    this.#lookup = (id) => (id === row.id ? this.#row : saved(id)?.row);
    this.pool = new Pool({
      host: () => this.#row,
      lookup: this.#lookup,
      poolOf: (id) => saved(id)?.pool,
      agentSocket,
      onVerified: (key) => {
        this.learn(key);
      },
      idleMs,
      handshakeMs,
      answerMs,
    });
    this.#docker = new SshDocker({
      pool: this.pool,
      host: () => this.#row,
      onFound: (way) => {
        this.#keep({ way }, { way });
      },
    });
    this.source = row.docker.enabled ? this.#open() : null;
  }

  get row(): StoredSshHost {
    return this.#row;
  }

  /** As the contract has it: without its secrets. */
  toWire(): SshHost {
    const { id, name, address, port, username, auth, authType, jumpId, pin, docker, way } =
      this.#row;
    return {
      id: String(id),
      key: this.key,
      name,
      address,
      port,
      username,
      auth: {
        type: authType,
        hasSecret: auth !== null && auth.type !== 'agent',
        hasPassphrase: auth?.type === 'key' && auth.passphrase !== undefined,
        hasCertificate: auth?.type === 'key' && auth.certificate !== undefined,
      },
      jumpHostId: jumpId === null ? null : String(jumpId),
      pin,
      docker,
      way,
    };
  }

  /** The same host by another name: what is open stays open. */
  rename(row: StoredSshHost): void {
    this.#row = row;
    if (this.source) this.source.name = row.name;
  }

  /** The kind of the pinned key, so that it is asked for first from now on. */
  learn({ keyType, fingerprint }: ShownKey): void {
    const { pin } = this.#row;
    if (!pin || pin.keyType || pin.fingerprint !== fingerprint) return;
    this.#keep({ pin: { fingerprint, keyType } }, { keyType });
  }

  /** Whether that host is a jump host on the way to this one. */
  goesThrough(id: number): boolean {
    try {
      const hops = chainOf(this.#row, this.#lookup).slice(0, -1);
      return hops.some((hop) => hop.id === id);
    } catch {
      // A broken chain leads nowhere.
      return false;
    }
  }

  /** Tries with the next call, whatever failed before. */
  retry(): void {
    this.pool.retry();
    this.#docker.retry();
    this.source?.retry();
  }

  /** The same, and looks for Docker by all ways. */
  searchAgain(): void {
    this.#docker.searchAgain();
    this.retry();
  }

  /**
   * For good. The connections end last: what runs in containers is ended through them.
   * @param withinMs how long that is waited for
   */
  close(withinMs?: number): void {
    this.#closed = true;
    void hangUp(this.source, withinMs).then(() => {
      this.#docker.close();
      this.pool.close();
    });
  }

  #open(): EngineSource {
    const { registry, log, lingerMs } = this.#options;
    const { id, name } = this.#row;
    return new EngineSource(this.key, {
      source: 'ssh',
      id: String(id),
      name,
      client: () => this.#docker.engine(),
      standing: () => this.#standing(),
      registry,
      log,
      ...(lingerMs === undefined ? {} : { lingerMs }),
    });
  }

  /** Whether a person has to do something first, whoever looks. */
  #standing(): Pick<Host, 'status' | 'statusDetail'> | null {
    const failure = unready(this.#row) ?? this.pool.refusal;
    if (!failure) return null;
    const isKey = failure.problem === 'unpinned' || failure.problem === 'changed';
    return { status: isKey ? 'unverified' : 'offline', statusDetail: failure.message };
  }

  /** For the next time. What is learned of a host that has changed meanwhile is of another machine. */
  #keep(learned: Partial<StoredSshHost>, stored: Parameters<SshHosts['remember']>[1]): void {
    if (this.#closed) return;
    this.#row = { ...this.#row, ...learned };
    const { repository, log } = this.#options;
    repository.remember(this.#row.id, stored).catch((error: unknown) => {
      log.warn({ err: error, host: this.key }, 'an SSH host was not remembered');
    });
  }
}
