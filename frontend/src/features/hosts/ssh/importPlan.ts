import {
  sshHostBody,
  type SshAuth,
  type SshHost,
  type SshHostBody,
  type SshImportHost,
} from '@archnest/backend/contract';
import { findSaved } from './target.ts';

/** What an ssh_config would become: what each host goes through, which may be chosen, and in which order they go. */

/** What a host goes through: one of the same file, one that is saved already, or nothing. */
export type Jump = { alias: string } | { saved: SshHost } | null;

export interface Planned {
  host: SshImportHost;
  jump: Jump;
  /** Why it cannot be imported, as a sentence. */
  blocked: string | null;
  /** It is there already, and is not added again. */
  saved: SshHost | null;
}

/** Looks up what each host of a file goes through. */
export function planImport(
  hosts: readonly SshImportHost[],
  saved: readonly SshHost[],
): readonly Planned[] {
  const plan = new Map(hosts.map((host) => [host.alias, host]));
  return hosts.map((host) => {
    const { jump, blocked } = jumpOf(host, plan, saved);
    return { host, jump, blocked: blocked ?? circle(host, plan), saved: savedAs(host, saved) };
  });
}

type Aliases = ReadonlyMap<string, SshImportHost>;

const savedAs = (host: SshImportHost, saved: readonly SshHost[]) =>
  saved.find(
    ({ name, address, port, username }) =>
      name === host.alias ||
      (address === host.address &&
        port === host.port &&
        (host.username === null || username === host.username)),
  ) ?? null;

function jumpOf(host: SshImportHost, aliases: Aliases, saved: readonly SshHost[]) {
  const none = { jump: null, blocked: null };
  const last = host.jump.at(-1);
  if (last === undefined) return none;
  const found = findJump(last, aliases, saved);
  if (found === null) return { jump: null, blocked: `Add ${last} first: this host is behind it.` };
  // What is saved goes through one host; in the file a host may name several at once.
  const before = host.jump.at(-2);
  const own = 'alias' in found ? aliases.get(last)?.jump.at(-1) : nameOfJump(found.saved, saved);
  const fits = before === undefined || isSame(before, own, saved);
  const blocked = fits
    ? null
    : `${last} would have to go through ${before} itself. Add this one by hand.`;
  return { jump: found, blocked };
}

function findJump(jump: string, aliases: Aliases, saved: readonly SshHost[]): Jump {
  const inFile = aliases.get(jump);
  const host = inFile ? savedAs(inFile, saved) : findSaved(saved, jump);
  if (host) return { saved: host };
  return inFile ? { alias: jump } : null;
}

const nameOfJump = (host: SshHost, saved: readonly SshHost[]) =>
  saved.find(({ id }) => id === host.jumpHostId)?.name;

function isSame(jump: string, other: string | undefined, saved: readonly SshHost[]): boolean {
  if (other === undefined) return false;
  if (jump.toLowerCase() === other.toLowerCase()) return true;
  const host = findSaved(saved, jump);
  return host !== undefined && host === findSaved(saved, other);
}

function circle(host: SshImportHost, aliases: Aliases): string | null {
  const seen = new Set<string>();
  for (let next: string | undefined = host.alias; next !== undefined;) {
    if (seen.has(next)) return 'Its jump hosts lead in a circle. Add it by hand.';
    seen.add(next);
    next = aliases.get(next)?.jump.at(-1);
  }
  return null;
}

/** Which are chosen from the start: all that can be. */
export const firstChoice = (plan: readonly Planned[]): ReadonlySet<string> => closed(plan, plan);

/** Whether a host may be chosen: it is not there yet, and neither it nor what it goes through is blocked. */
export const mayChoose = (plan: readonly Planned[], alias: string) =>
  way(plan, alias).every(({ blocked, saved }) => blocked === null && saved === null);

/** A host and those of the file that it goes through and that are not there yet, itself first. */
function way(plan: readonly Planned[], alias: string): readonly Planned[] {
  const hops: Planned[] = [];
  for (let next: string | null = alias; next !== null;) {
    const hop = plan.find(({ host }) => host.alias === next);
    if (!hop || hops.includes(hop)) break;
    hops.push(hop);
    next = hop.jump && 'alias' in hop.jump ? hop.jump.alias : null;
  }
  return hops;
}

/** With a host come the jump hosts that it needs. */
const closed = (plan: readonly Planned[], chosen: readonly Planned[]): ReadonlySet<string> =>
  new Set(
    chosen
      .filter(({ host }) => mayChoose(plan, host.alias))
      .flatMap(({ host }) => way(plan, host.alias))
      .map(({ host }) => host.alias),
  );

/** Chooses a host together with its jump hosts, or drops it together with those behind it. */
export function choose(
  plan: readonly Planned[],
  chosen: ReadonlySet<string>,
  alias: string,
  on: boolean,
): ReadonlySet<string> {
  const rows = plan.filter(({ host }) => chosen.has(host.alias));
  if (on) return closed(plan, [...rows, ...plan.filter(({ host }) => host.alias === alias)]);
  const stays = rows.filter(
    ({ host }) => !way(plan, host.alias).some((hop) => hop.host.alias === alias),
  );
  return new Set(stays.map(({ host }) => host.alias));
}

/** The chosen ones, every jump host before those behind it, and else as in the file. */
export function inOrder(plan: readonly Planned[], chosen: ReadonlySet<string>): readonly Planned[] {
  const ordered: Planned[] = [];
  for (const { host } of plan) {
    if (!chosen.has(host.alias)) continue;
    for (const hop of way(plan, host.alias).toReversed())
      if (chosen.has(hop.host.alias) && !ordered.includes(hop)) ordered.push(hop);
  }
  return ordered;
}

/** What to save for it. Call with a user: without one there is none to sign in as. */
export function importBody(
  { host }: Planned,
  { username, auth, jumpHostId }: { username: string; auth: SshAuth; jumpHostId: string | null },
): { body: SshHostBody } | { problem: string } {
  const parsed = sshHostBody.safeParse({
    name: host.alias.slice(0, 63),
    address: host.address,
    port: host.port,
    username,
    jumpHostId,
    auth,
  });
  if (parsed.success) return { body: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    problem: `Its ${String(issue?.path[0] ?? 'entry')} ${issue?.message ?? 'is not valid'}.`,
  };
}

/** Whether a text could be a user to sign in as. */
export const isUsername = (text: string) => sshHostBody.shape.username.safeParse(text).success;

/** `via gate`, with where it comes from when it is not of the file. */
export function jumpWords({ host, jump }: Planned): string | null {
  if (host.jump.length === 0) return null;
  if (jump && 'saved' in jump) return `via ${jump.saved.name}, saved`;
  return `via ${host.jump.join(', then ')}`;
}

/** `id_ed25519` of `~/.ssh/id_ed25519`. */
export const fileName = (path: string) => path.split('/').at(-1) ?? path;

/** Which key files the chosen ones name, the most frequent first. */
export function keyFiles(planned: readonly Planned[]): readonly [file: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { host } of planned) {
    if (host.identityFile === null) continue;
    const file = fileName(host.identityFile);
    counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}
