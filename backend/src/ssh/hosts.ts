import type { SourceProvider } from '../containers/source.ts';
import type {
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
import type { StoredSshHost } from '../db/sshHosts.ts';
import { drafted, patched } from '../db/sshHostDraft.ts';
import { STOP_WITHIN_MS } from '../docker/hangUp.ts';
import type { EngineSource } from '../docker/source.ts';
import { notFound } from '../errors.ts';
import { Apart } from './apart.ts';
import { SshFailure } from './failure.ts';
import { probe } from './probe.ts';
import { SavedHost, type SavedHostOptions } from './savedHost.ts';
import { parseSshConfig } from './sshConfig.ts';
import { trial } from './trial.ts';

/** The hosts whose Docker is reached through their sshd. */
export class SshSources implements SourceProvider {
  readonly #options: SavedHostOptions;
  readonly #hosts = new Map<number, SavedHost>();

  private constructor(options: SavedHostOptions) {
    this.#options = options;
  }

  /** Reads the saved hosts and joins the registry. Connects to none. */
  static async load(options: SavedHostOptions): Promise<SshSources> {
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
    return Array.from(this.#hosts.values(), (host) => host.toWire()).sort((a, b) =>
      a.name.localeCompare(b.name),
    );
  }

  preview(text: string): SshImport {
    return parseSshConfig(text);
  }

  /** @throws AppError conflict, validation_failed */
  async add(body: SshHostBody): Promise<SshHost> {
    await checkMaterial(body.auth);
    const host = this.#set(await this.#options.repository.insert(body));
    this.#changed(host);
    return host.toWire();
  }

  /** A new name leaves what is open alone; anything else ends it. @throws AppError not_found, conflict, validation_failed */
  async update(id: string, patch: SshHostPatch): Promise<SshHost> {
    const before = this.#require(id);
    await checkMaterial(patch.auth);
    const row = await this.#options.repository.update(before.row.id, patch);
    const { name: _name, ...rest } = patch;
    const isRenamed = Object.values(rest).every((field) => field === undefined);
    const host = isRenamed ? this.#rename(row) : this.#replace(row);
    this.#changed(host);
    return host.toWire();
  }

  /** @throws AppError not_found */
  pin(id: string, fingerprint: string): Promise<SshHost> {
    return this.update(id, { fingerprint });
  }

  /** Forgets the host and what was stored for it. @throws AppError not_found; conflict while others go through it */
  async remove(id: string): Promise<void> {
    const { row } = this.#require(id);
    await this.#options.repository.delete(row.id);
    this.#drop(row.id);
  }

  /** The host keys on the way to a place that is not saved. @throws AppError: the chain itself is broken */
  probe({ address, port, username, jumpHostId }: SshProbeBody): Promise<SshProbe> {
    return this.#apart(drafted({ address, port, username, jumpHostId, name: address }), probe);
  }

  /** @throws AppError not_found */
  async probeSaved(id: string): Promise<SshProbe> {
    const seen = await this.#apart(this.#require(id).row, probe);
    for (const { hostId, state, keyType, fingerprint } of seen.hops) {
      if (state === 'verified' && keyType && fingerprint)
        this.#hosts.get(Number(hostId))?.learn({ keyType, fingerprint });
    }
    return seen;
  }

  test(body: SshHostBody): Promise<SshTest> {
    return this.#apart(drafted(body), trial);
  }

  /** A saved host as it would be with `patch`. Stored credentials go to the stored place only. @throws AppError not_found */
  async testSaved(id: string, patch: SshHostPatch): Promise<SshTest> {
    const host = this.#require(id);
    const { row } = host;
    const result = await this.#apart(patched(row, patch), trial);
    if (result.ok && Object.keys(patch).length === 0) {
      // What is open by the way that works stays open.
      if (result.way?.mode !== row.way?.mode || result.way?.via !== row.way?.via)
        host.searchAgain();
      else host.retry();
      this.#retryBehind(row.id);
    }
    return result;
  }

  /** With the server, which ended the shells before: what hangs is not waited for. */
  close(): void {
    for (const host of this.#hosts.values()) host.close(STOP_WITHIN_MS);
    this.#hosts.clear();
  }

  #require(id: string): SavedHost {
    const host = this.#hosts.get(Number(id));
    // Nor by another spelling of its number, which the audit would keep.
    if (!host || String(host.row.id) !== id) throw notFound(`There is no SSH host ${id}.`);
    return host;
  }

  /** Does something with connections of its own, which end with it. */
  async #apart<T>(
    host: StoredSshHost,
    work: (host: StoredSshHost, apart: Apart) => Promise<T>,
  ): Promise<T> {
    const { agentSocket, handshakeMs, answerMs } = this.#options;
    const apart = new Apart({
      lookup: (id) => (id === host.id ? host : this.#hosts.get(id)?.row),
      agentSocket,
      handshakeMs,
      answerMs,
    });
    try {
      return await work(host, apart);
    } catch (error) {
      throw error instanceof SshFailure ? error.asAppError() : error;
    } finally {
      apart.close();
    }
  }

  #set(row: StoredSshHost): SavedHost {
    const host = new SavedHost(row, (id) => this.#hosts.get(id), this.#options);
    this.#hosts.set(row.id, host);
    return host;
  }

  #rename(row: StoredSshHost): SavedHost {
    const host = this.#require(String(row.id));
    host.rename(row);
    return host;
  }

  #replace(row: StoredSshHost): SavedHost {
    this.#drop(row.id);
    const host = this.#set(row);
    this.#retryBehind(row.id);
    return host;
  }

  /** What goes through a host may have failed for what has just been mended there. */
  #retryBehind(id: number): void {
    for (const host of this.#hosts.values()) if (host.goesThrough(id)) host.retry();
  }

  #changed({ source }: SavedHost): void {
    if (source) this.#options.registry.containersChanged(source.key);
  }

  #drop(id: number): void {
    const host = this.#hosts.get(id);
    if (!host) return;
    this.#hosts.delete(id);
    host.close();
    if (host.source) this.#options.registry.hostRemoved(host.key);
  }
}

/** Reading keys takes ssh2, which a server without SSH hosts need not hold in memory. */
async function checkMaterial(auth: SshAuth | undefined): Promise<void> {
  if (auth?.type === 'key') (await import('./material.ts')).assertUsable(auth);
}
