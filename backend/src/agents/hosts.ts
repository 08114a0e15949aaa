import { findByRef } from '../containers/refs.ts';
import type { HostRegistry } from '../containers/registry.ts';
import type { ContainerSource, SourceProvider } from '../containers/source.ts';
import type { AgentHost, Container, Host } from '../contract/index.ts';
import type { AgentHostRow, AgentHosts, StoredReport } from '../db/agentHosts.ts';
import { internal, notFound } from '../errors.ts';
import { storedContainers } from './decode.ts';
import { hasConflict, readBoots } from './order.ts';
import { isNewer } from './script.ts';

const SHARED_FOR_MS = 1_000;
/** After the last report of the second machine. */
const CONFLICT_SHOWN_FOR_MS = 10 * 60_000;

/**
 * The hosts that report through an agent. Their rows are in memory, written through to the database;
 * their containers are read from it when somebody asks.
 */
export class AgentSources implements SourceProvider {
  readonly #repository: AgentHosts;
  readonly #registry: HostRegistry;
  readonly #staleAfterMs: number;
  readonly #hosts = new Map<string, AgentHostSource>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(repository: AgentHosts, registry: HostRegistry, staleAfterMs: number) {
    this.#repository = repository;
    this.#registry = registry;
    this.#staleAfterMs = staleAfterMs;
  }

  /** Reads the rows of all hosts (never their reports) and joins the registry. */
  static async load(
    repository: AgentHosts,
    registry: HostRegistry,
    staleAfterMs: number,
  ): Promise<AgentSources> {
    const sources = new AgentSources(repository, registry, staleAfterMs);
    const now = Date.now();
    for (const row of await repository.all())
      // A row from the future (the clock was ahead then) would look fresh until that day comes.
      sources.#set({ ...row, received_at: Math.min(row.received_at, now) });
    sources.#watchStaleness();
    registry.add(sources);
    return sources;
  }

  all(): Iterable<AgentHostSource> {
    return this.#hosts.values();
  }

  get count(): number {
    return this.#hosts.size;
  }

  get(key: string): AgentHostSource | undefined {
    return key.startsWith('agent:') ? this.#hosts.get(key.slice('agent:'.length)) : undefined;
  }

  /** @throws AppError not_found */
  require(hostId: string): AgentHostSource {
    const source = this.#hosts.get(hostId);
    if (!source) throw notFound(`No agent host ${hostId}.`);
    return source;
  }

  row(hostId: string): AgentHostRow | undefined {
    return this.#hosts.get(hostId)?.row;
  }

  /** Stores the reports, at most one a host; when this resolves they are durable and every page is told. */
  async save(reports: readonly StoredReport[]): Promise<void> {
    await this.#repository.saveAll(reports);
    for (const { host } of reports) {
      this.#set(host);
      this.#registry.containersChanged(`agent:${host.host_id}`);
    }
    this.#watchStaleness();
  }

  /** Another machine was refused under this host's name: the host says so for a while. */
  claimed(hostId: string): void {
    const source = this.#hosts.get(hostId);
    if (source?.claimed()) this.#registry.hostChanged(source.key);
  }

  /** @throws AppError not_found */
  async forget(hostId: string): Promise<void> {
    this.require(hostId);
    await this.#repository.delete(hostId);
    this.#hosts.delete(hostId);
    this.#registry.hostRemoved(`agent:${hostId}`);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #set(row: AgentHostRow): void {
    const known = this.#hosts.get(row.host_id);
    if (known) known.row = row;
    else
      this.#hosts.set(row.host_id, new AgentHostSource(row, this.#repository, this.#staleAfterMs));
  }

  /** One timer for all hosts, set for the first that could turn stale; a report in between only makes it early. */
  #watchStaleness(): void {
    if (this.#timer) return;
    const fresh = Array.from(this.#hosts.values()).filter((source) => !source.toldStale);
    if (!fresh.length) return;
    const first = Math.min(...fresh.map((source) => source.staleAt));
    // Never longer than a report lives: the clock may have been ahead when one was stored.
    const wait = Math.min(Math.max(first - Date.now(), 0), this.#staleAfterMs);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const source of fresh) if (source.turnedStale()) this.#registry.hostChanged(source.key);
      this.#watchStaleness();
    }, wait).unref();
  }
}

/** One reporting machine: read-only by design, because a one-way push cannot act. */
export class AgentHostSource implements ContainerSource {
  #row: AgentHostRow;
  readonly #repository: AgentHosts;
  readonly #staleAfterMs: number;
  #toldStale = false;
  #conflict: boolean;
  #claimedAt = -Infinity;
  #recent: Promise<Container[]> | undefined;
  #unreadable = false;

  constructor(row: AgentHostRow, repository: AgentHosts, staleAfterMs: number) {
    this.#row = row;
    this.#conflict = inConflict(row);
    this.#repository = repository;
    this.#staleAfterMs = staleAfterMs;
  }

  get row(): AgentHostRow {
    return this.#row;
  }

  set row(row: AgentHostRow) {
    this.#row = row;
    this.#toldStale = false;
    this.#conflict = inConflict(row);
    this.#recent = undefined;
    this.#unreadable = false;
  }

  get key(): string {
    return `agent:${this.#row.host_id}`;
  }

  /** By the server's clock; the agent's is never trusted. */
  get staleAt(): number {
    return this.#row.received_at + this.#staleAfterMs;
  }

  get stale(): boolean {
    return Date.now() >= this.staleAt;
  }

  get toldStale(): boolean {
    return this.#toldStale;
  }

  /** Notes that another machine wants the name. @returns whether that is news */
  claimed(): boolean {
    const isNews = !this.#isClaimed;
    this.#claimedAt = performance.now();
    return isNews;
  }

  get #isClaimed(): boolean {
    return performance.now() - this.#claimedAt < CONFLICT_SHOWN_FOR_MS;
  }

  /** True once for each time that the host turns stale. */
  turnedStale(): boolean {
    if (this.#toldStale || !this.stale) return false;
    this.#toldStale = true;
    return true;
  }

  describe(): Host {
    const row = this.#row;
    const [status, statusDetail] = this.#status();
    return {
      key: this.key,
      source: 'agent',
      id: row.host_id,
      name: row.host_id,
      status,
      statusDetail,
      capabilities: [],
      containerCount: row.container_count,
      runningCount: row.running_count,
      lastSeenAt: new Date(row.received_at).toISOString(),
      engine: null,
    };
  }

  /**
   * @param shippedVersion of the agent that this server ships
   * @param token what the host's next report must bring
   */
  describeAgent(shippedVersion: string | undefined, token: AgentHost['token']): AgentHost {
    const row = this.#row;
    return {
      hostId: row.host_id,
      hostname: row.hostname,
      receivedAt: new Date(row.received_at).toISOString(),
      reportedAt: row.reported_at,
      containerCount: row.container_count,
      stale: this.stale,
      agentVersion: row.agent_version,
      updateAvailable: shippedVersion !== undefined && isNewer(shippedVersion, row.agent_version),
      clockSkewSeconds: clockSkew(row),
      token,
    };
  }

  /** Pages that are told of the same report ask within the same moment: they share one reading of it. */
  list(): Promise<Container[]> {
    if (this.#recent) return this.#recent;
    const reading = this.#read();
    this.#recent = reading;
    setTimeout(() => {
      if (this.#recent === reading) this.#recent = undefined;
    }, SHARED_FOR_MS).unref();
    return reading;
  }

  async find(ref: string): Promise<Container> {
    return findByRef(await this.list(), ref);
  }

  async #read(): Promise<Container[]> {
    const stored = await this.#repository.report(this.#row.host_id);
    if (!stored) return [];
    try {
      return storedContainers(stored).map((container) => ({
        ...container,
        failingStreak: null,
        healthOutput: null,
        host: this.key,
      }));
    } catch (error) {
      this.#unreadable = true;
      throw internal(error);
    }
  }

  #status(): [Host['status'], string | null] {
    const claim = this.#isClaimed
      ? `Another machine reports as ${this.#row.host_id} with the shared token and is refused: give it an ARCHNEST_HOST_ID of its own, or enrol it if it takes this one’s place.`
      : null;
    if (this.stale) return ['stale', claim ?? 'No report has come lately.'];
    if (!this.#row.docker_healthy) return ['offline', 'Docker did not answer the agent.'];
    if (this.#unreadable)
      return ['unknown', 'Its stored report is damaged: the next one replaces it.'];
    if (claim !== null) return ['unknown', claim];
    if (this.#conflict)
      return [
        'unknown',
        `Two machines report as ${this.#row.host_id}, in turns: give each an ARCHNEST_HOST_ID of its own.`,
      ];
    return ['online', null];
  }
}

/** Seconds that the machine's clock was ahead when its report arrived. */
function clockSkew({ reported_at, received_at }: AgentHostRow): number | null {
  const skew = Math.round((Date.parse(reported_at) - received_at) / 1000);
  return Number.isSafeInteger(skew) ? skew : null;
}

const inConflict = (row: AgentHostRow) =>
  hasConflict(readBoots(row.boots), row.received_at - CONFLICT_SHOWN_FOR_MS);
