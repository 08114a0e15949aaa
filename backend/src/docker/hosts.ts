import { hostname } from 'node:os';
import type { HostRegistry } from '../containers/registry.ts';
import type { SourceProvider } from '../containers/source.ts';
import type {
  EngineHost,
  EngineHostBody,
  EngineHostPatch,
  EngineTest,
  EngineTls,
  LocalEngine,
} from '../contract/index.ts';
import type { EngineHosts, StoredEngineHost } from '../db/engineHosts.ts';
import { hostUnreachable, notFound } from '../errors.ts';
import { EngineClient } from './client.ts';
import { hangUp, STOP_WITHIN_MS } from './hangUp.ts';
import { testEngine } from './probe.ts';
import { EngineSource } from './source.ts';
import { engineTransport } from './transport.ts';
import type { Log } from './watcher.ts';

interface Connected {
  row: StoredEngineHost;
  source: EngineSource;
  /** Opened by the first call, and shared by all. */
  client: Promise<EngineClient> | undefined;
}

export interface EngineSourcesOptions {
  repository: EngineHosts;
  registry: HostRegistry;
  /** The engine of the server's own machine, offered while it is no host: `DOCKER_HOST`. */
  localEndpoint: string | null;
  log: Log;
}

/** The hosts whose Docker Engine is reached over a socket, TCP or TLS. */
export class EngineSources implements SourceProvider {
  readonly #options: EngineSourcesOptions;
  readonly #hosts = new Map<string, Connected>();

  private constructor(options: EngineSourcesOptions) {
    this.#options = options;
  }

  /** Reads the saved hosts and joins the registry. Connects to none. */
  static async load(options: EngineSourcesOptions): Promise<EngineSources> {
    const sources = new EngineSources(options);
    for (const row of await options.repository.all()) sources.#set(row);
    options.registry.add(sources);
    return sources;
  }

  *all(): Generator<EngineSource> {
    for (const { source } of this.#hosts.values()) yield source;
  }

  get(key: string): EngineSource | undefined {
    return key.startsWith('docker:')
      ? this.#hosts.get(key.slice('docker:'.length))?.source
      : undefined;
  }

  /** @throws AppError not_found */
  require(id: string): EngineSource {
    return this.#require(id).source;
  }

  saved(): EngineHost[] {
    return Array.from(this.#hosts.values(), ({ row }) => toWire(row));
  }

  /** @throws AppError conflict when the name is taken */
  async add(body: EngineHostBody): Promise<EngineHost> {
    const row = await this.#options.repository.insert(body);
    const { source } = this.#set(row);
    this.#options.registry.containersChanged(source.key);
    return toWire(row);
  }

  /** A new name leaves what is open alone; a new address or new material ends it. @throws AppError not_found, conflict, secret_required */
  async update(id: string, patch: EngineHostPatch): Promise<EngineHost> {
    const host = this.#require(id);
    const row = await this.#options.repository.update(Number(id), patch);
    const moved = row.endpoint !== host.row.endpoint || patch.tls !== undefined;
    if (moved) {
      this.#drop(id);
      this.#options.registry.hostRemoved(host.source.key);
      this.#set(row);
    } else {
      host.row = row;
      host.source.name = row.name;
    }
    this.#options.registry.containersChanged(host.source.key);
    return toWire(row);
  }

  /** Forgets the host and what was stored for it. @throws AppError not_found */
  async remove(id: string): Promise<void> {
    const { source } = this.#require(id);
    await this.#options.repository.delete(Number(id));
    this.#drop(id);
    this.#options.registry.hostRemoved(source.key);
  }

  test({ endpoint, tls }: EngineHostBody): Promise<EngineTest> {
    return testEngine(endpoint, tls ?? null);
  }

  /** A saved host as it would be with `patch`. Stored material goes to the stored address only. @throws AppError not_found */
  async testSaved(id: string, patch: EngineHostPatch): Promise<EngineTest> {
    const { row, source } = this.#require(id);
    const { endpoint = row.endpoint, tls } = patch;
    if (row.damaged && endpoint === row.endpoint && tls === undefined)
      return { ok: false, problem: 'certificate', message: DAMAGED };
    const stored = endpoint === row.endpoint ? row.tls : null;
    const result = await testEngine(endpoint, tls === undefined ? stored : tls);
    if (result.ok) source.retry();
    return result;
  }

  /** The engine of this machine, when it answers and is not a host yet. */
  async local(): Promise<LocalEngine> {
    const endpoint = this.#options.localEndpoint;
    const known = Array.from(this.#hosts.values(), ({ row }) => row.endpoint);
    if (endpoint === null || known.includes(endpoint)) return { offer: null };
    const tested = await testEngine(endpoint, null);
    if (!tested.ok) return { offer: null };
    const { engine, containerCount } = tested;
    return { offer: { name: hostname() || 'local', endpoint, engine, containerCount } };
  }

  /** With the server, which ended the shells before: what hangs is not waited for. */
  close(): void {
    for (const id of this.#hosts.keys()) this.#drop(id, STOP_WITHIN_MS);
  }

  #require(id: string): Connected {
    const host = this.#hosts.get(id);
    if (!host) throw notFound(`There is no Docker Engine host ${id}.`);
    return host;
  }

  #set(row: StoredEngineHost): Connected {
    const { registry, log } = this.#options;
    const id = String(row.id);
    const host: Connected = {
      row,
      client: undefined,
      source: new EngineSource(`docker:${id}`, {
        source: 'engine',
        id,
        name: row.name,
        client: () => (host.client ??= open(host.row)),
        registry,
        log,
      }),
    };
    this.#hosts.set(id, host);
    return host;
  }

  #drop(id: string, withinMs?: number): void {
    const host = this.#hosts.get(id);
    if (!host) return;
    this.#hosts.delete(id);
    // The connection ends last: what runs in containers is ended through it.
    void hangUp(host.source, withinMs)
      .then(() => host.client)
      .then((client) => client?.close())
      .catch(() => undefined);
  }
}

const DAMAGED =
  'The stored TLS material is damaged and was not used: edit the host and give it again.';

async function open({ endpoint, tls, damaged }: StoredEngineHost): Promise<EngineClient> {
  if (damaged) throw hostUnreachable(DAMAGED);
  return EngineClient.open(engineTransport(endpoint, tls));
}

function toWire({ id, name, endpoint, tls, damaged }: StoredEngineHost): EngineHost {
  return {
    id: String(id),
    key: `docker:${id}`,
    name,
    endpoint,
    tls: tls || damaged ? describeTls(tls) : null,
  };
}

const describeTls = (tls: EngineTls | null) => ({
  serverName: tls?.serverName ?? null,
  hasCa: tls?.ca !== undefined,
  hasCert: tls?.cert !== undefined,
  hasSecret: tls?.key !== undefined,
});
