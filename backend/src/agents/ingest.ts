import type { ReportReceipt } from '../contract/index.ts';
import type { AgentHostRow, ReportBody, StoredReport } from '../db/agentHosts.ts';
import { disabled, forbidden } from '../errors.ts';
import type { ReportSummary } from './decode.ts';
import type { ReportDecoder } from './decoder.ts';
import { SHARED_TOKEN } from './gate.ts';
import type { AgentSources } from './hosts.ts';
import { isOlder, readBoots, remember, type Boots } from './order.ts';

/** What a report may wait for others to share its flush: little beside the half minute between two of them. */
const GATHER_MS = 5;
/** Whoever has the shared token can make up names: so many there are, and no more. */
const MOST_HOSTS = 10_000;

/** Lets a report of this host in. @returns the id of its token, or `SHARED_TOKEN` @throws AppError */
type Admit = (hostId: string) => number;

interface Pending {
  summary: ReportSummary;
  kept: ReportBody;
  admit: Admit;
  resolve: (receipt: ReportReceipt) => void;
  reject: (error: unknown) => void;
}

/**
 * Takes reports in: decode, order, store, then answer. Reports that arrive while a commit is on its way share
 * the next one, because the disk's flush is the dear part and costs the same for one as for twenty.
 */
export class Ingest {
  readonly #decoder: ReportDecoder;
  readonly #sources: AgentSources;
  readonly #accepted = new Set<Promise<ReportReceipt>>();
  #pending: Pending[] = [];
  #storing = false;

  constructor(decoder: ReportDecoder, sources: AgentSources) {
    this.#decoder = decoder;
    this.#sources = sources;
  }

  /**
   * Resolves when the report is durable, or refused as older than the stored one.
   * @param admit throws when the report may not be of this host; nothing is stored then
   * @throws AppError as `decodeReport` and `admit`; forbidden for the shared token of another machine than the
   * first; disabled for one of a new host when there are too many
   */
  accept(request: ReportBody, admit: Admit): Promise<ReportReceipt> {
    const accepted = this.#accept(request, admit);
    this.#accepted.add(accepted);
    const done = () => this.#accepted.delete(accepted);
    accepted.then(done, done);
    return accepted;
  }

  /** Resolves when everything that was accepted is stored or refused. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#accepted);
  }

  async #accept(request: ReportBody, admit: Admit): Promise<ReportReceipt> {
    const { summary, rewritten } = await this.#decoder.decode(request);
    return new Promise((resolve, reject) => {
      this.#pending.push({ summary, kept: rewritten ?? request, admit, resolve, reject });
      if (!this.#storing) void this.#store();
    });
  }

  async #store(): Promise<void> {
    this.#storing = true;
    while (this.#pending.length) {
      await this.#gather();
      await this.#storeBatch(this.#pending.splice(0));
    }
    this.#storing = false;
  }

  /** Lets in what was decoded during the last flush, and for a moment what is being decoded now. */
  async #gather(): Promise<void> {
    const moreToCome = this.#accepted.size > this.#pending.length;
    await new Promise((resolve) =>
      moreToCome ? setTimeout(resolve, GATHER_MS) : setImmediate(resolve),
    );
  }

  async #storeBatch(batch: Pending[]): Promise<void> {
    const newest = new Map<string, StoredReport>();
    const claimed = new Set<string>();
    const settle = batch.map(({ summary, kept, admit, resolve, reject }) => {
      try {
        const { hostId } = summary;
        const stored = newest.get(hostId)?.host ?? this.#sources.row(hostId);
        const tokenId = admit(hostId);
        if (tokenId === SHARED_TOKEN && isAnother(stored, summary)) {
          claimed.add(hostId);
          throw anotherMachine(hostId);
        }
        if (!stored && tokenId === SHARED_TOKEN && this.#sources.count + newest.size >= MOST_HOSTS)
          throw tooManyHosts();
        const boots = readBoots(stored?.boots);
        if (isOlder(boots, summary)) return () => resolve({ received: false, reason: 'older' });
        newest.set(hostId, { host: toRow(summary, boots, tokenId), ...kept });
        return () => resolve({ received: true });
      } catch (error) {
        return () => reject(error);
      }
    });
    try {
      if (newest.size) await this.#sources.save([...newest.values()]);
      for (const tell of settle) tell();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      // Only now is there a source for each.
      for (const hostId of claimed) this.#sources.claimed(hostId);
    }
  }
}

/**
 * Whether a host's name is bound to another machine than this report's. Whoever has the shared token could report under
 * any name, so the first machine that does has it; one that does not say who it is comes last.
 */
const isAnother = (stored: AgentHostRow | undefined, { machineId }: ReportSummary) =>
  stored !== undefined && stored.machine_id !== null && stored.machine_id !== machineId;

const anotherMachine = (hostId: string) =>
  forbidden(
    `Another machine is ${hostId} already: give this one an ARCHNEST_HOST_ID of its own, or, if it takes the place of that one, enrol it, or forget ${hostId} on the Hosts page.`,
  );

const tooManyHosts = () =>
  disabled(
    `${MOST_HOSTS.toLocaleString('en')} hosts are here already: forget some on the Hosts page, or enrol this machine.`,
  );

const toRow = (report: ReportSummary, boots: Boots, tokenId: number): AgentHostRow => ({
  host_id: report.hostId,
  hostname: report.hostname,
  agent_version: report.agentVersion,
  received_at: Date.now(),
  reported_at: report.reportedAt,
  docker_healthy: report.dockerHealthy ? 1 : 0,
  container_count: report.containerCount,
  running_count: report.runningCount,
  boots: JSON.stringify(remember(boots, report, Date.now())),
  // A machine with the host's own token is the host, whatever it was before.
  machine_id: report.machineId ?? null,
  token_id: tokenId,
});
