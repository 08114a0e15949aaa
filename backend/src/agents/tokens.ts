import type { AgentToken, CreatedAgentToken } from '../contract/index.ts';
import type { AgentTokenRow, AgentTokens, NewAgentTokenRow } from '../db/agentTokens.ts';
import { newToken } from '../db/shownOnce.ts';
import { internal, notFound } from '../errors.ts';

/** After a rotation, while a machine still reports with the token before. */
export const OLD_TOKEN_LIVES_MS = 24 * 3_600_000;
/** Fine enough for "last used", coarse enough that a report does not mean a write. */
const WRITE_USES_EVERY_MS = 60_000;

interface Log {
  warn(details: object, message: string): void;
}

/** A token that opens the door for one host. */
export interface BoundToken {
  readonly id: number;
  readonly hostId: string;
}

/**
 * The tokens of single hosts: all that live are in memory, written through to the database, since every report asks.
 * Uses are in memory too, and written once a minute.
 */
export class AgentTokenService {
  readonly #repository: AgentTokens;
  readonly #log: Log;
  readonly #byDigest = new Map<string, AgentTokenRow>();
  readonly #byHost = new Map<string, AgentTokenRow[]>();
  readonly #used = new Set<AgentTokenRow>();
  #writing: NodeJS.Timeout | undefined;
  /** Changes go one after the other, so that memory follows the database. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(repository: AgentTokens, log: Log) {
    this.#repository = repository;
    this.#log = log;
  }

  static async load(repository: AgentTokens, log: Log): Promise<AgentTokenService> {
    const tokens = new AgentTokenService(repository, log);
    const rows = Map.groupBy(await repository.live(Date.now()), (row) => row.host_id);
    for (const [hostId, ofHost] of rows) tokens.#put(hostId, ofHost);
    return tokens;
  }

  /** Those that live, the oldest first. */
  list(): AgentToken[] {
    const now = Date.now();
    return [...this.#byDigest.values()]
      .filter((row) => isLive(row, now))
      .sort((one, other) => one.id - other.id)
      .map(toToken);
  }

  /** Whether any machine may report with a token of its own. */
  get any(): boolean {
    const now = Date.now();
    return [...this.#byDigest.values()].some((row) => isLive(row, now));
  }

  /** Whether this host has a token of its own, or this very one. */
  has(hostId: string, tokenId?: number): boolean {
    const now = Date.now();
    const rows = this.#byHost.get(hostId) ?? [];
    return rows.some((row) => isLive(row, now) && (tokenId === undefined || row.id === tokenId));
  }

  /**
   * The live token with this digest. The digest is looked up, not compared byte by byte: how long that takes tells
   * nothing of any token.
   */
  find(digest: Buffer): BoundToken | undefined {
    const row = this.#byDigest.get(keyOf(digest));
    return row && isLive(row, Date.now()) ? { id: row.id, hostId: row.host_id } : undefined;
  }

  /** Notes a use. @returns `false` when the token has ended meanwhile */
  use({ id, hostId }: BoundToken, address: string): boolean {
    const now = Date.now();
    const row = this.#byHost.get(hostId)?.find((candidate) => candidate.id === id);
    if (!row || !isLive(row, now)) return false;
    row.last_used_at = now;
    row.last_address = address;
    this.#used.add(row);
    this.#writing ??= setTimeout(() => void this.#writeUses(), WRITE_USES_EVERY_MS).unref();
    return true;
  }

  /** A new token, shown this once. Those that the host has end in a day, so that no report is lost in between. */
  async create(hostId: string, createdBy: string | null): Promise<CreatedAgentToken> {
    const created = await this.add(hostId, createdBy, (row, oldEndAt) =>
      this.#repository.rotate(row, oldEndAt),
    );
    if (!created) throw internal(new Error('no token was stored'));
    return created;
  }

  /**
   * As `create`, where `store` writes the row together with what goes with it.
   * @param store resolves with all rows of the host, or `undefined` when it must not be
   */
  async add(
    hostId: string,
    createdBy: string | null,
    store: (row: NewAgentTokenRow, oldEndAt: number) => Promise<AgentTokenRow[] | undefined>,
  ): Promise<CreatedAgentToken | undefined> {
    const { token, digest, hint } = newToken('archnest_agent_');
    return this.#inTurn(async () => {
      const now = Date.now();
      const row: NewAgentTokenRow = {
        host_id: hostId,
        digest,
        hint,
        created_at: now,
        created_by: createdBy,
      };
      const rows = await store(row, now + OLD_TOKEN_LIVES_MS);
      const newest = rows?.at(-1);
      if (!rows || !newest) return undefined;
      this.#put(
        hostId,
        rows.filter((candidate) => isLive(candidate, now)),
      );
      return { token, agentToken: toToken(newest) };
    });
  }

  /** The host of a live token. */
  hostOf(tokenId: number): string | undefined {
    const now = Date.now();
    const row = [...this.#byDigest.values()].find(({ id }) => id === tokenId);
    return row && isLive(row, now) ? row.host_id : undefined;
  }

  /** Ends a token at once. @throws AppError not_found */
  async revoke(tokenId: number): Promise<void> {
    await this.#inTurn(async () => {
      const hostId = this.hostOf(tokenId);
      if (hostId === undefined) throw notFound(`No agent token ${tokenId}.`);
      await this.#repository.delete(tokenId);
      const rows = this.#byHost.get(hostId) ?? [];
      this.#put(
        hostId,
        rows.filter(({ id }) => id !== tokenId),
      );
    });
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    clearTimeout(this.#writing);
    await this.#writeUses();
  }

  /** What was used since it was last written is known here alone, and stays. */
  #put(hostId: string, rows: AgentTokenRow[]): void {
    const before = this.#byHost.get(hostId) ?? [];
    for (const row of before) {
      this.#byDigest.delete(keyOf(row.digest));
      const after = rows.find(({ id }) => id === row.id);
      if (after) {
        after.last_used_at = row.last_used_at;
        after.last_address = row.last_address;
      }
      if (this.#used.delete(row) && after) this.#used.add(after);
    }
    for (const row of rows) this.#byDigest.set(keyOf(row.digest), row);
    if (rows.length) this.#byHost.set(hostId, rows);
    else this.#byHost.delete(hostId);
  }

  async #writeUses(): Promise<void> {
    this.#writing = undefined;
    const uses = [...this.#used];
    this.#used.clear();
    if (!uses.length) return;
    try {
      await this.#repository.touch(uses);
    } catch (error) {
      // They are in memory still, and are written with the next use.
      this.#log.warn({ err: error }, 'the last use of agent tokens could not be written');
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

const keyOf = (digest: Uint8Array) => Buffer.from(digest).toString('base64');

const isLive = ({ expires_at }: AgentTokenRow, now: number) =>
  expires_at === null || now < expires_at;

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

const toToken = (row: AgentTokenRow): AgentToken => ({
  id: String(row.id),
  hostId: row.host_id,
  hint: row.hint,
  createdAt: new Date(row.created_at).toISOString(),
  createdBy: row.created_by,
  lastUsedAt: iso(row.last_used_at),
  lastAddress: row.last_address,
  expiresAt: iso(row.expires_at),
});
