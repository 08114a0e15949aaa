/** The highest `seq` of each recent boot of a host. */
export type Boots = Record<string, number>;

/** Enough for two machines that share a hostId by mistake and each reboot now and then. */
const REMEMBERED = 16;

/**
 * Whether a report is older than, or the same as, one that was stored already. Only `bootId` and `seq` tell:
 * the agent's clock may be wrong, and a report without them counts as new.
 */
export function isOlder(
  boots: Boots,
  bootId: string | undefined,
  seq: number | undefined,
): boolean {
  if (bootId === undefined || seq === undefined) return false;
  const seen = Object.hasOwn(boots, bootId) ? boots[bootId] : undefined;
  return seen !== undefined && seq <= seen;
}

/** `boots` with this report in it; the boot that was silent longest is forgotten first. */
export function remember(boots: Boots, bootId: string | undefined, seq: number | undefined): Boots {
  if (bootId === undefined || seq === undefined) return boots;
  const others = Object.entries(boots).filter(([id]) => id !== bootId);
  return Object.fromEntries([...others.slice(1 - REMEMBERED), [bootId, seq]]);
}
