import type { Container, Host, LiveFrame } from '@archnest/backend/contract';

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

/** The state after one frame. */
export function applyFrame(state: LiveState, frame: LiveFrame, now: number): LiveState {
  const next = { ...state, phase: 'live' as const, asOf: now };
  switch (frame.type) {
    case 'hosts':
      return { ...next, ...withHosts(state, frame.hosts) };
    case 'host': {
      const others = (state.hosts ?? []).filter((host) => host.key !== frame.host.key);
      return { ...next, ...withHosts(state, [...others, frame.host]) };
    }
    case 'snapshot': {
      const before = state.containers.get(frame.host);
      const after = keepIdentity(before ?? [], frame.containers, (container) => container.id);
      if (after === before) return next;
      return { ...next, containers: new Map(state.containers).set(frame.host, after) };
    }
    default:
      return next;
  }
}

function withHosts(state: LiveState, hosts: readonly Host[]) {
  const sorted = hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const kept = keepIdentity(state.hosts ?? [], sorted, (host) => host.key);
  const keys = new Set(kept.map((host) => host.key));
  const gone = [...state.containers.keys()].some((key) => !keys.has(key));
  if (!gone) return { hosts: kept };
  const containers = new Map([...state.containers].filter(([key]) => keys.has(key)));
  return { hosts: kept, containers };
}

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
  const same = kept.length === before.length && kept.every((item, index) => item === before[index]);
  return same && before.length > 0 ? before : kept;
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
