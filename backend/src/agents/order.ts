import { z } from 'zod';

/** One start of a machine, as far as its reports tell. Times are the server's, in milliseconds since 1970. */
const boot = z.object({
  id: z.string(),
  /** The highest `seq` that came. */
  seq: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
});

/** The recent boots of a host; the one that reported last stands last. */
export type Boots = z.infer<typeof boot>[];

interface Sequence {
  bootId?: string | undefined;
  seq?: number | undefined;
}

/** Enough to recognise a replay for years of reboots, little enough to keep beside each host. */
const REMEMBERED = 64;

/** From the stored JSON; none when there is nothing or nothing readable. */
export function readBoots(json: string | undefined): Boots {
  try {
    return z.array(boot).parse(JSON.parse(json ?? '[]'));
  } catch {
    return [];
  }
}

/**
 * Whether a report is older than, or the same as, one that was stored already. Only `bootId` and `seq` tell:
 * the agent's clock may be wrong, and a report without them counts as new.
 */
export function isOlder(boots: Boots, { bootId, seq }: Sequence): boolean {
  if (bootId === undefined || seq === undefined) return false;
  const seen = boots.find(({ id }) => id === bootId);
  return seen !== undefined && seq <= seen.seq;
}

/** `boots` with this report in it; the boot that was silent longest is forgotten first. */
export function remember(boots: Boots, { bootId, seq }: Sequence, now: number): Boots {
  if (bootId === undefined || seq === undefined) return boots;
  const firstSeen = boots.find(({ id }) => id === bootId)?.firstSeen ?? now;
  const others = boots.filter(({ id }) => id !== bootId);
  return [...others.slice(1 - REMEMBERED), { id: bootId, seq, firstSeen, lastSeen: now }];
}

/**
 * Whether two machines report under one name: a machine that reboots never comes back to an earlier boot, so a
 * boot that reported before another one began and again after it is a second machine.
 * @param since how far back to look, so that a mended mistake is forgotten
 */
export function hasConflict(boots: Boots, since: number): boolean {
  const recent = boots.filter(({ lastSeen }) => lastSeen >= since);
  return recent.some((one) =>
    recent.some((other) => other.firstSeen > one.firstSeen && one.lastSeen > other.firstSeen),
  );
}
