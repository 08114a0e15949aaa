import type { ContainerRow, RowHost } from '../view.ts';
import type { Action } from './verbs.ts';

/** What is acted on: enough to name it after it is gone. */
export interface Target {
  /** `<host key>/<container id>`. */
  key: string;
  id: string;
  name: string;
  host: RowHost;
}

export const toTarget = ({ key, name, host, container }: ContainerRow): Target => ({
  key,
  id: container.id,
  name,
  host,
});

export interface Options {
  force: boolean;
  volumes: boolean;
}

/** One container of a job. */
export interface Step {
  readonly target: Target;
  readonly phase: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed. */
  readonly problem: string | null;
}

/** One action on some containers, until it is told and taken note of. */
export interface Job {
  readonly id: number;
  readonly action: Action;
  readonly options: Options;
  readonly steps: readonly Step[];
}

/** What a row shows of the job that its container is in. */
export interface OwnStep extends Step {
  readonly job: Job;
}

export interface JobsState {
  readonly jobs: readonly Job[];
  /** By container key: what is under way, and what failed and was not dismissed. */
  readonly byKey: ReadonlyMap<string, OwnStep>;
}

type Perform = (action: Action, target: Target, options: Options) => Promise<void>;

/** More at once only make a daemon slower. */
const mostPerHost = 6;
/** How long a success of several is said. One alone is seen in its row. */
const saidFor = 4_000;
const noOptions: Options = { force: false, volumes: false };

export const isActive = ({ phase }: Step) => phase === 'waiting' || phase === 'running';

/**
 * Runs actions on containers, some at a time on each host. One that fails keeps its reason and can be tried again; the
 * others go on. It outlives the page's views: a job does not end because somebody looks at another tab.
 */
export class JobRunner {
  private state: JobsState = { jobs: [], byKey: new Map() };
  private readonly listeners = new Set<() => void>();
  private readonly queues = new Map<string, (() => Promise<void>)[]>();
  private readonly running = new Map<string, number>();
  private readonly perform: Perform;
  private lastId = 0;

  constructor(perform: Perform) {
    this.perform = perform;
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = () => this.state;

  /** Leaves out containers that something is being done to; what failed before on the others is not told any more. */
  start(action: Action, targets: readonly Target[], options = noOptions) {
    const free = targets.filter(({ key }) => {
      const step = this.state.byKey.get(key);
      return !step || !isActive(step);
    });
    if (free.length === 0) return;
    const keys = new Set(free.map(({ key }) => key));
    const others = this.state.jobs.flatMap((job) => withoutFailed(job, keys) ?? []);
    const steps = free.map((target): Step => ({ target, phase: 'waiting', problem: null }));
    const id = (this.lastId += 1);
    this.set([...others, { id, action, options, steps }]);
    for (const target of free) this.enqueue(id, target);
  }

  /** Tries again what failed, or only one of it. */
  retry(id: number, key?: string) {
    const failed = this.job(id)?.steps.filter(
      ({ phase, target }) => phase === 'failed' && (key === undefined || target.key === key),
    );
    for (const { target } of failed ?? []) {
      this.change(id, target.key, { phase: 'waiting', problem: null });
      this.enqueue(id, target);
    }
  }

  /** Takes note of a job that is over. */
  dismiss(id: number) {
    if (this.job(id)?.steps.some(isActive)) return;
    this.set(this.state.jobs.filter((job) => job.id !== id));
  }

  /** Forgets all of them. What is under way at a host goes on there; what waits for its turn is not begun. */
  clear() {
    this.queues.clear();
    this.set([]);
  }

  private enqueue(id: number, target: Target) {
    const { key } = target.host;
    const queue = this.queues.get(key) ?? [];
    this.queues.set(key, queue);
    queue.push(() => this.run(id, target));
    this.pump(key);
  }

  private pump(host: string) {
    const running = this.running.get(host) ?? 0;
    const next = running < mostPerHost ? this.queues.get(host)?.shift() : undefined;
    if (!next) return;
    this.running.set(host, running + 1);
    void next().finally(() => {
      this.running.set(host, (this.running.get(host) ?? 1) - 1);
      this.pump(host);
    });
    this.pump(host);
  }

  private async run(id: number, target: Target) {
    const job = this.job(id);
    if (!job) return;
    this.change(id, target.key, { phase: 'running' });
    try {
      await this.perform(job.action, target, job.options);
      this.change(id, target.key, { phase: 'done' });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.change(id, target.key, { phase: 'failed', problem });
    }
    this.finish(id);
  }

  private finish(id: number) {
    const steps = this.job(id)?.steps ?? [];
    if (!steps.every(({ phase }) => phase === 'done')) return;
    if (steps.length === 1) this.dismiss(id);
    else setTimeout(() => this.dismiss(id), saidFor);
  }

  private job(id: number) {
    return this.state.jobs.find((job) => job.id === id);
  }

  private change(id: number, key: string, to: Partial<Step>) {
    const changed = (step: Step) => (step.target.key === key ? { ...step, ...to } : step);
    this.set(
      this.state.jobs.map((job) =>
        job.id === id ? { ...job, steps: job.steps.map(changed) } : job,
      ),
    );
  }

  private set(jobs: readonly Job[]) {
    const own = jobs.flatMap((job) => job.steps.map((step) => ({ ...step, job })));
    const told = own.filter(({ phase }) => phase !== 'done');
    this.state = { jobs, byKey: new Map(told.map((step) => [step.target.key, step])) };
    for (const listener of this.listeners) listener();
  }
}

/** The job without its failures on these containers; `null` when nothing is left of it. */
function withoutFailed(job: Job, keys: ReadonlySet<string>): Job | null {
  const steps = job.steps.filter(
    ({ phase, target }) => phase !== 'failed' || !keys.has(target.key),
  );
  if (steps.length === job.steps.length) return job;
  return steps.some(({ phase }) => phase !== 'done') ? { ...job, steps } : null;
}
