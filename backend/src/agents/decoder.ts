import { Worker } from 'node:worker_threads';
import type { ReportBody } from '../db/agentHosts.ts';
import { AppError, internal, validationFailed } from '../errors.ts';
import type { DecodedReport } from './decode.ts';
import type { DecodeResult } from './decodeWorker.ts';

interface Job {
  request: ReportBody;
  resolve: (report: DecodedReport) => void;
  reject: (error: Error) => void;
}

/** What one report may cost the thread before it is given up: far above any honest one. */
const DEADLINE_MS = 10_000;
const HEAP_MB = 384;
/** Nothing of a report outlives it: what V8 would let this grow to is never given back, tens of MB. */
const YOUNG_MB = 4;
/** Handed over ahead, so that the thread has work while this one waits for the disk; few, to bound its memory. */
const AHEAD = 4;

/**
 * Decodes reports in a thread of their own: 16 MiB from a VM must not stall the event loop that shells,
 * logs and other hosts share. It answers in order, so that when it dies the first unanswered report did it.
 */
export class ReportDecoder {
  #worker: Worker | undefined;
  #deadline: NodeJS.Timeout | undefined;
  readonly #waiting: Job[] = [];
  readonly #handed: Job[] = [];
  #closed = false;

  /** @throws AppError as `decodeReport`, or validation_failed when it takes more than its share */
  decode(request: ReportBody): Promise<DecodedReport> {
    if (this.#closed) return Promise.reject(internal(new Error('decoder closed')));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#handOver();
    });
  }

  /** Ends the thread; what it has not answered is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#deadline);
    for (const job of [...this.#handed.splice(0), ...this.#waiting.splice(0)])
      job.reject(internal(new Error('decoder closed')));
    await this.#worker?.terminate();
  }

  #handOver(): void {
    while (this.#waiting.length && this.#handed.length < AHEAD) {
      const job = this.#waiting.shift() as Job;
      this.#handed.push(job);
      const worker = (this.#worker ??= this.#start());
      worker.ref();
      worker.postMessage(job.request);
      if (this.#handed.length === 1) this.#watch(worker);
    }
  }

  #watch(worker: Worker): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => void worker.terminate(), DEADLINE_MS);
  }

  #start(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './decodeWorker.ts' : './decodeWorker.js';
    const worker = new Worker(new URL(file, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (result: DecodeResult) => {
      this.#answered(worker, result);
    });
    worker.on('error', (error) => {
      this.#lost(worker, error);
    });
    worker.on('exit', () => {
      this.#lost(worker, undefined);
    });
    return worker;
  }

  #answered(worker: Worker, result: DecodeResult): void {
    if (this.#worker !== worker) return;
    const job = this.#handed.shift();
    clearTimeout(this.#deadline);
    if (this.#handed.length) this.#watch(worker);
    // An idle thread must not keep a process alive that is otherwise done.
    else worker.unref();
    this.#handOver();
    if (!job) return;
    if ('report' in result) job.resolve(result.report);
    else
      job.reject(new AppError(result.failure.code, result.failure.message, result.failure.details));
  }

  /** The thread ended under a report: out of memory, out of time, or a fault of ours. The others go to a new one. */
  #lost(worker: Worker, error: (Error & { code?: string }) | undefined): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#deadline);
    const [culprit, ...others] = this.#handed.splice(0);
    this.#waiting.unshift(...others);
    const tooCostly = !error || error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    culprit?.reject(
      tooCostly
        ? validationFailed([{ path: '', message: 'the report takes too much work to read' }])
        : internal(error),
    );
    this.#handOver();
  }
}
