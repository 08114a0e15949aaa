import type { ReportReceipt } from '../contract/index.ts';
import type { ReportBody, StoredReport } from '../db/agentHosts.ts';
import type { ReportSummary } from './decode.ts';
import type { ReportDecoder } from './decoder.ts';
import type { AgentSources } from './hosts.ts';
import { isOlder, readBoots, remember, type Boots } from './order.ts';

/** What a report may wait for others to share its flush: little beside the half minute between two of them. */
const GATHER_MS = 5;

interface Pending {
  summary: ReportSummary;
  kept: ReportBody;
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
   * @throws AppError as `decodeReport` and `admit`
   */
  accept(request: ReportBody, admit: (hostId: string) => void): Promise<ReportReceipt> {
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

  async #accept(request: ReportBody, admit: (hostId: string) => void): Promise<ReportReceipt> {
    const { summary, rewritten } = await this.#decoder.decode(request);
    admit(summary.hostId);
    return new Promise((resolve, reject) => {
      this.#pending.push({ summary, kept: rewritten ?? request, resolve, reject });
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
    try {
      const newest = new Map<string, StoredReport>();
      const receipts = batch.map(({ summary, kept }): ReportReceipt => {
        const stored = newest.get(summary.hostId)?.host ?? this.#sources.row(summary.hostId);
        const boots = readBoots(stored?.boots);
        if (isOlder(boots, summary)) return { received: false, reason: 'older' };
        newest.set(summary.hostId, { host: toRow(summary, boots), ...kept });
        return { received: true };
      });
      if (newest.size) await this.#sources.save([...newest.values()]);
      for (const [index, { resolve }] of batch.entries()) resolve(receipts[index] as ReportReceipt);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

const toRow = (report: ReportSummary, boots: Boots): StoredReport['host'] => ({
  host_id: report.hostId,
  hostname: report.hostname,
  agent_version: report.agentVersion,
  received_at: Date.now(),
  reported_at: report.reportedAt,
  docker_healthy: report.dockerHealthy ? 1 : 0,
  container_count: report.containerCount,
  running_count: report.runningCount,
  boots: JSON.stringify(remember(boots, report, Date.now())),
});
