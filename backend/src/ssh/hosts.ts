import type { HostRegistry } from '../containers/registry.ts';
import type { SourceProvider } from '../containers/source.ts';
import type {
  Host,
  SshAuth,
  SshHost,
  SshHostBody,
  SshHostPatch,
  SshImport,
  SshProbe,
  SshProbeBody,
  SshServer,
  SshTest,
} from '../contract/index.ts';
import type { SshHosts, StoredSshHost } from '../db/sshHosts.ts';
import { hangUp, STOP_WITHIN_MS } from '../docker/hangUp.ts';
import { EngineSource } from '../docker/source.ts';
import type { Log } from '../docker/watcher.ts';
import { notFound } from '../errors.ts';
import { Apart } from './apart.ts';
import { chainOf } from './chain.ts';
import { SshFailure, toAppError, type ShownKey } from './failure.ts';
import { Pool } from './pool.ts';
import { probe, UNSAVED } from './probe.ts';
import { SshDocker, unready } from './sshDocker.ts';
import { parseSshConfig } from './sshConfig.ts';
import { trial } from './trial.ts';

interface Saved {
  row: StoredSshHost;
  pool: Pool;
  docker: SshDocker;
  /** `null`: it is there to be jumped over. */
  source: EngineSource | null;
}

export interface SshSourcesOptions {
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

/** The hosts whose Docker is reached through their sshd. */
export class SshSources implements SourceProvider {
  readonly #options: SshSourcesOptions;
  readonly #hosts = new Map<number, Saved>();

  private constructor(options: SshSourcesOptions) {
    this.#options = options;
  }

  /** Reads the saved hosts and joins the registry. Connects to none. */
  static async load(options: SshSourcesOptions): Promise<SshSources> {
    const sources = new SshSources(options);
    for (const row of await options.repository.all()) sources.#set(row);
    options.registry.add(sources);
    return sources;
  }

  *all(): Generator<EngineSource> {
    for (const { source } of this.#hosts.values()) if (source) yield source;
  }

  get(key: string): EngineSource | undefined {
    const id = /^ssh:([1-9][0-9]{0,8})$/.exec(key)?.[1];
    return this.#hosts.get(Number(id))?.source ?? undefined;
  }

  /** @throws AppError not_found */
  require(id: string): EngineSource {
    const { source, row } = this.#require(id);
    if (!source) throw notFound(`${row.name} is only a jump host: Docker is switched off for it.`);
    return source;
  }

  server(): SshServer {
    return { agent: this.#options.agentSocket !== null };
  }

  saved(): SshHost[] {
    return Array.from(this.#hosts.values(), ({ row }) => toWire(row)).sort((a, b) =>
      a.name.localeCompare(b.name),
    );
  }

  preview(text: string): SshImport {
    return parseSshConfig(text);
  }

  /** @throws AppError conflict, validation_failed */
  async add(body: SshHostBody): Promise<SshHost> {
    await checkMaterial(body.auth);
    const row = await this.#options.repository.insert(body);
    this.#set(row);
    this.#changed(row);
    return toWire(row);
  }

  /** A new name leaves what is open alone; anything else ends it. @throws AppError not_found, conflict, validation_failed */
  async update(id: string, patch: SshHostPatch): Promise<SshHost> {
    const before = this.#require(id).row;
    await checkMaterial(patch.auth);
    const row = await this.#options.repository.update(before.id, patch);
    const { name: _name, ...rest } = patch;
    if (Object.values(rest).every((field) => field === undefined)) this.#rename(row);
    else this.#replace(row);
    this.#changed(row);
    return toWire(row);
  }

  /** @throws AppError not_found */
  pin(id: string, fingerprint: string): Promise<SshHost> {
    return this.update(id, { fingerprint });
  }

  /** Forgets the host and what was stored for it. @throws AppError not_found; conflict while others go through it */
  async remove(id: string): Promise<void> {
    const { row, source } = this.#require(id);
    await this.#options.repository.delete(row.id);
    this.#drop(row.id);
    if (source) this.#options.registry.hostRemoved(source.key);
  }

  /** The host keys on the way to a place that is not saved. @throws AppError: the chain itself is broken */
  probe({ address, port, username, jumpHostId }: SshProbeBody): Promise<SshProbe> {
    return this.#apart(unsaved({ address, port, username, jumpHostId, name: address }), probe);
  }

  /** @throws AppError not_found */
  async probeSaved(id: string): Promise<SshProbe> {
    const seen = await this.#apart(this.#require(id).row, probe);
    for (const { hostId, state, keyType, fingerprint } of seen.hops) {
      const saved = this.#hosts.get(Number(hostId));
      if (saved && state === 'verified' && keyType && fingerprint)
        this.#learn(saved, { keyType, fingerprint });
    }
    return seen;
  }

  test(body: SshHostBody): Promise<SshTest> {
    return this.#apart(unsaved(body), trial);
  }

  /** A saved host as it would be with `patch`. Stored credentials go to the stored place only. @throws AppError not_found */
  async testSaved(id: string, patch: SshHostPatch): Promise<SshTest> {
    const { row, pool, docker, source } = this.#require(id);
    const result = await this.#apart(patched(row, patch), trial);
    if (result.ok && Object.keys(patch).length === 0) {
      pool.retry();
      // What is open by the way that works stays open.
      if (result.way?.mode !== row.way?.mode || result.way?.via !== row.way?.via)
        docker.searchAgain();
      else docker.retry();
      source?.retry();
      this.#retryBehind(row.id);
    }
    return result;
  }

  /** With the server, which ended the shells before: what hangs is not waited for. */
  close(): void {
    for (const id of this.#hosts.keys()) this.#drop(id, STOP_WITHIN_MS);
  }

  #require(id: string): Saved {
    const host = this.#hosts.get(Number(id));
    // Nor by another spelling of its number, which the audit would keep.
    if (!host || String(host.row.id) !== id) throw notFound(`There is no SSH host ${id}.`);
    return host;
  }

  get #way() {
    const { agentSocket, handshakeMs, answerMs } = this.#options;
    return { agentSocket, handshakeMs, answerMs };
  }

  /** Does something with connections of its own, which end with it. */
  async #apart<T>(
    host: StoredSshHost,
    work: (host: StoredSshHost, apart: Apart) => Promise<T>,
  ): Promise<T> {
    const apart = new Apart({
      lookup: (id) => (id === host.id ? host : this.#hosts.get(id)?.row),
      ...this.#way,
    });
    try {
      return await work(host, apart);
    } catch (error) {
      throw error instanceof SshFailure ? toAppError(error) : error;
    } finally {
      apart.close();
    }
  }

  /** The kind of the pinned key, so that it is asked for first from now on. */
  #learn(saved: Saved, { keyType, fingerprint }: ShownKey): void {
    const { row } = saved;
    // What was learned of a host that has changed meanwhile is of another machine.
    if (this.#hosts.get(row.id) !== saved) return;
    if (!row.pin || row.pin.keyType || row.pin.fingerprint !== fingerprint) return;
    saved.row = { ...row, pin: { ...row.pin, keyType } };
    this.#remember(row.id, { keyType });
  }

  #remember(id: number, known: Parameters<SshHosts['remember']>[1]): void {
    this.#options.repository.remember(id, known).catch((error: unknown) => {
      this.#options.log.warn({ err: error, host: `ssh:${id}` }, 'an SSH host was not remembered');
    });
  }

  #set(row: StoredSshHost): void {
    const { idleMs } = this.#options;
    const pool = new Pool({
      host: () => saved.row,
      lookup: (id) => (id === row.id ? saved.row : this.#hosts.get(id)?.row),
      poolOf: (id) => this.#hosts.get(id)?.pool,
      ...this.#way,
      onVerified: (key) => {
        this.#learn(saved, key);
      },
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    const docker = new SshDocker({
      pool,
      host: () => saved.row,
      onFound: (way) => {
        if (this.#hosts.get(row.id) !== saved) return;
        saved.row = { ...saved.row, way };
        this.#remember(row.id, { way });
      },
    });
    const source = row.docker.enabled ? this.#source(row, docker) : null;
    const saved: Saved = { row, pool, docker, source };
    this.#hosts.set(row.id, saved);
  }

  #source(row: StoredSshHost, docker: SshDocker): EngineSource {
    const { registry, log, lingerMs } = this.#options;
    return new EngineSource(`ssh:${row.id}`, {
      source: 'ssh',
      id: String(row.id),
      name: row.name,
      client: () => docker.engine(),
      standing: () => this.#standing(row.id),
      registry,
      log,
      ...(lingerMs === undefined ? {} : { lingerMs }),
    });
  }

  /** Whether a person has to do something first, whoever looks. */
  #standing(id: number): Pick<Host, 'status' | 'statusDetail'> | null {
    const host = this.#hosts.get(id);
    const failure = host && (unready(host.row) ?? host.pool.refusal);
    if (!failure) return null;
    const isKey = failure.problem === 'unpinned' || failure.problem === 'changed';
    return { status: isKey ? 'unverified' : 'offline', statusDetail: failure.message };
  }

  #rename(row: StoredSshHost): void {
    const host = this.#hosts.get(row.id);
    if (!host) return;
    host.row = row;
    if (host.source) host.source.name = row.name;
  }

  #replace(row: StoredSshHost): void {
    const before = this.#hosts.get(row.id)?.source;
    this.#drop(row.id);
    if (before) this.#options.registry.hostRemoved(before.key);
    this.#set(row);
    this.#retryBehind(row.id);
  }

  /** What goes through a host may have failed for what has just been mended there. */
  #retryBehind(id: number): void {
    for (const { row, pool, docker, source } of this.#hosts.values()) {
      if (row.id === id || !this.#goesThrough(row, id)) continue;
      pool.retry();
      docker.retry();
      source?.retry();
    }
  }

  #goesThrough(host: StoredSshHost, id: number): boolean {
    try {
      return chainOf(host, (hop) => this.#hosts.get(hop)?.row).some((hop) => hop.id === id);
    } catch {
      // A broken chain leads nowhere.
      return false;
    }
  }

  #changed({ id }: StoredSshHost): void {
    const source = this.#hosts.get(id)?.source;
    if (source) this.#options.registry.containersChanged(source.key);
  }

  /** The connections end last: what runs in containers is ended through them. */
  #drop(id: number, withinMs?: number): void {
    const host = this.#hosts.get(id);
    if (!host) return;
    this.#hosts.delete(id);
    const { docker, pool, source } = host;
    void hangUp(source, withinMs).then(() => {
      docker.close();
      pool.close();
    });
  }
}

/** Reading keys takes ssh2, which a server without SSH hosts need not hold in memory. */
async function checkMaterial(auth: SshAuth | undefined): Promise<void> {
  if (auth?.type === 'key') (await import('./material.ts')).assertUsable(auth);
}

/** What it would be, were it saved. */
function unsaved(
  body: Pick<SshHostBody, 'name' | 'address' | 'port' | 'username' | 'jumpHostId'> &
    Partial<SshHostBody>,
): StoredSshHost {
  const { name, address, port, username, jumpHostId, auth, docker, fingerprint } = body;
  return {
    id: UNSAVED,
    name,
    address,
    port,
    username,
    authType: auth?.type ?? 'agent',
    auth: auth ?? null,
    damaged: false,
    jumpId: jumpHostId === null ? null : Number(jumpHostId),
    pin: fingerprint === undefined ? null : { fingerprint, keyType: null },
    docker: docker ?? { enabled: true, mode: 'auto', command: 'docker' },
    way: null,
  };
}

/** As `SshHosts.update` would save it. */
function patched(row: StoredSshHost, patch: SshHostPatch): StoredSshHost {
  const { auth, fingerprint, docker, jumpHostId, name, address, port, username } = patch;
  const place = {
    address: address ?? row.address,
    port: port ?? row.port,
    username: username ?? row.username,
    jumpId: jumpHostId === undefined ? row.jumpId : jumpHostId === null ? null : Number(jumpHostId),
  };
  const moved =
    place.address !== row.address ||
    place.port !== row.port ||
    place.username !== row.username ||
    place.jumpId !== row.jumpId;
  return {
    ...row,
    ...place,
    name: name ?? row.name,
    authType: auth?.type ?? row.authType,
    auth: auth ?? (moved && row.auth?.type !== 'agent' ? null : row.auth),
    damaged: auth ? false : row.damaged,
    pin:
      fingerprint !== undefined
        ? { fingerprint, keyType: fingerprint === row.pin?.fingerprint ? row.pin.keyType : null }
        : moved
          ? null
          : row.pin,
    docker: {
      enabled: docker?.enabled ?? row.docker.enabled,
      mode: docker?.mode ?? row.docker.mode,
      command: docker?.command ?? row.docker.command,
    },
    way: null,
  };
}

function toWire(row: StoredSshHost): SshHost {
  const { id, name, address, port, username, auth, authType, jumpId, pin, docker, way } = row;
  return {
    id: String(id),
    key: `ssh:${id}`,
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
