import type { Container, ContainerStats, Host, LiveFrame } from '@archnest/backend/contract';

/** What the live socket has said so far. Unchanged hosts and containers keep their identity. */
export interface LiveState {
  /** `connecting` until the first frame or failure; `lost` while what is shown may be old, or nothing came. */
  phase: 'connecting' | 'live' | 'lost';
  /** When the last frame arrived. */
  asOf: number | null;
  /** `null` until the server has named them. */
  hosts: readonly Host[] | null;
  /** By host key; absent until that host's first snapshot. */
  containers: ReadonlyMap<string, readonly Container[]>;
}

export const emptyLiveState: LiveState = {
  phase: 'connecting',
  asOf: null,
  hosts: null,
  containers: new Map(),
};

const nothing: readonly Container[] = [];

type FrameOf<T extends LiveFrame['type']> = Extract<LiveFrame, { type: T }>;

/** The state after one frame. */
export function applyFrame(state: LiveState, frame: LiveFrame, now: number): LiveState {
  return { ...state, phase: 'live', asOf: now, ...change(state, frame) };
}

function change(state: LiveState, frame: LiveFrame): Partial<LiveState> {
  switch (frame.type) {
    case 'hosts':
      return withHosts(state, frame.hosts);
    case 'host': {
      const others = (state.hosts ?? []).filter((host) => host.key !== frame.host.key);
      return withHosts(state, [...others, frame.host]);
    }
    case 'snapshot':
      return withList(state, frame.host, (before) => snapshot(before, frame));
    case 'upsert':
      return withList(state, frame.host, (before) => upsert(before, frame));
    case 'remove': {
      const gone = new Set(frame.ids);
      return withList(state, frame.host, (before) =>
        before.some(({ id }) => gone.has(id)) ? before.filter(({ id }) => !gone.has(id)) : before,
      );
    }
    case 'stats':
      return withStats(state, frame.samples);
  }
}

/** The list itself, in which only what is new or different has another identity. */
function withList(
  { containers }: LiveState,
  host: string,
  next: (before: readonly Container[]) => readonly Container[],
): Partial<LiveState> {
  const before = containers.get(host) ?? nothing;
  const after = next(before);
  return after === before ? {} : { containers: new Map(containers).set(host, after) };
}

function snapshot(before: readonly Container[], { containers }: FrameOf<'snapshot'>) {
  const known = byId(before);
  const after = containers.map((container) => merged(known.get(container.id), container));
  return sameItems(before, after) ? before : after;
}

function upsert(before: readonly Container[], { containers }: FrameOf<'upsert'>) {
  const changed = byId(containers);
  const after = before.map((old) => {
    const container = changed.get(old.id);
    changed.delete(old.id);
    return container ? merged(old, container) : old;
  });
  after.push(...changed.values());
  return sameItems(before, after) ? before : after;
}

/**
 * The row that arrived, or the one that was there if nothing in it is new. Live hosts send samples apart from rows:
 * a row without one keeps the last while it is up. An agent's row has its sample in it, and without one knows none.
 */
function merged(old: Container | undefined, container: Container): Container {
  if (!old) return container;
  const { stats, state, host } = container;
  const up = state === 'running' || state === 'paused';
  const keeps = stats === null && old.stats !== null && up && !host.startsWith('agent:');
  const next = keeps ? { ...container, stats: old.stats } : container;
  return sameJson(old, next) ? old : next;
}

/** Only the rows of the samples are new; of those that say the same as before, not even these. */
function withStats(
  { containers }: LiveState,
  samples: FrameOf<'stats'>['samples'],
): Partial<LiveState> {
  const byHost = new Map<string, Map<string, ContainerStats | null>>();
  for (const { host, id, stats } of samples) {
    const ofHost = byHost.get(host) ?? new Map<string, ContainerStats | null>();
    byHost.set(host, ofHost.set(id, stats));
  }
  const next = new Map(containers);
  for (const [host, stats] of byHost) {
    const before = containers.get(host);
    const after = before?.map((container) => {
      const sample = stats.get(container.id);
      if (sample === undefined || sameJson(sample, container.stats)) return container;
      return { ...container, stats: sample };
    });
    if (before && after && !sameItems(before, after)) next.set(host, after);
  }
  return [...next].some(([host, list]) => list !== containers.get(host))
    ? { containers: next }
    : {};
}

function withHosts(state: LiveState, hosts: readonly Host[]): Partial<LiveState> {
  const sorted = hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const kept = keepIdentity(state.hosts ?? [], sorted, (host) => host.key);
  const keys = new Set(kept.map((host) => host.key));
  const gone = [...state.containers.keys()].some((key) => !keys.has(key));
  if (!gone) return { hosts: kept };
  const containers = new Map([...state.containers].filter(([key]) => keys.has(key)));
  return { hosts: kept, containers };
}

const byId = (containers: readonly Container[]) =>
  new Map(containers.map((container) => [container.id, container]));

const sameItems = <T>(before: readonly T[], after: readonly T[]) =>
  before.length > 0 &&
  before.length === after.length &&
  after.every((item, index) => item === before[index]);

/** `after`, with each item that equals its predecessor replaced by it; `before` itself when nothing changed. */
export function keepIdentity<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] {
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const kept = after.map((item) => {
    const old = known.get(keyOf(item));
    return old !== undefined && sameJson(old, item) ? old : item;
  });
  return sameItems(before, kept) ? before : kept;
}

/** Whether two values that came from JSON are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a) as (keyof typeof a)[];
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}
