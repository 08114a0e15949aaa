/** Where an SSH host is, as people write it: `ops@nas:2222`, `ssh -p 2222 ops@nas`, `ssh://ops@nas:2222`. */

export interface Target {
  address: string;
  /** `null`: not said. */
  username: string | null;
  port: string | null;
  /** What `-J` names: the last of several, since it is the one next to the machine. */
  jump: string | null;
}

const destination = /^(?:(.*)@)?(\[[^\]]+\]|[^\s@:[\]]+)(?::(\d{1,5}))?$/;
const ipv6 = /^(?:(.*)@)?([0-9A-Fa-f.]*:[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*(?:%\w+)?)$/;
/** The options of `ssh` that have a value behind them. */
const valued = /^-[46AaCfGgKkMNnqsTtVvXxYy]*([BbcDEeFIiJLlmOopPQRSWw])(.*)$/;

/** Takes apart what was pasted as an address; `null` when it is not one. A password in it is left out. */
export function parseTarget(text: string): Target | null {
  const words = text.trim().split(/\s+/);
  if (words[0] === 'ssh' && words.length > 1) return parseCommand(words.slice(1));
  const [word, ...rest] = words;
  return word && rest.length === 0 ? parseDestination(word) : null;
}

function parseDestination(word: string): Target | null {
  const url = /^ssh:\/\/([^/?#]*)\/?$/i.exec(word)?.[1];
  const said = url ?? word;
  const [, user, address, port] = ipv6.exec(said) ?? destination.exec(said) ?? [];
  if (address === undefined) return null;
  const name = url === undefined ? user : decoded(user?.replace(/[:;].*$/s, ''));
  return {
    address: address.replace(/^\[(.*)\]$/, '$1'),
    username: name || null,
    port: port ?? null,
    jump: null,
  };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? text : decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseCommand(words: readonly string[]): Target | null {
  const options = new Map<string, string>();
  let at = 0;
  for (; words[at]?.startsWith('-'); at += 1) {
    const [, letter, glued] = valued.exec(words[at] ?? '') ?? [];
    if (letter === undefined) continue;
    if (!glued) at += 1;
    options.set(letter, glued || (words[at] ?? ''));
  }
  const target = parseDestination(words[at] ?? '');
  if (target === null) return null;
  // What stands behind the machine may be options again, or a command to run there.
  for (at += 1; words[at]?.startsWith('-'); at += 1) {
    const [, letter, glued] = valued.exec(words[at] ?? '') ?? [];
    if (letter === undefined) continue;
    if (!glued) at += 1;
    if (!options.has(letter)) options.set(letter, glued || (words[at] ?? ''));
  }
  return {
    ...target,
    username: options.get('l') ?? target.username,
    port: options.get('p') ?? target.port,
    jump: options.get('J')?.split(',').at(-1) ?? null,
  };
}

/** A name for a machine at this address: the first label of its name, or its IP address. */
export function nameAt(address: string): string {
  const numeric = /^[\d.]+$/.test(address) || address.includes(':');
  const name = numeric ? address : (address.split('.')[0] ?? '').toLowerCase();
  return name.slice(0, 63);
}

interface Place {
  address: string;
  port: number;
  username?: string;
}

/** `ops@nas`, `ops@[fe80::1]:2222`: the port where it is not the usual one. */
export function placeWords({ address, port, username }: Place, always = false): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const user = username === undefined ? '' : `${username}@`;
  return port === 22 && !always
    ? `${user}${address.includes(':') && username === undefined ? address : host}`
    : `${user}${host}:${port}`;
}

interface Saved extends Place {
  id: string;
  name: string;
  username: string;
}

/** The saved host that a jump names: by its name, or by where it is. */
export function findSaved<T extends Saved>(hosts: readonly T[], jump: string): T | undefined {
  const byName = hosts.find(({ name }) => name.toLowerCase() === jump.toLowerCase());
  if (byName) return byName;
  const target = parseTarget(jump);
  if (target === null) return undefined;
  return hosts.find(
    ({ address, port, username }) =>
      address.toLowerCase() === target.address.toLowerCase() &&
      port === Number(target.port ?? 22) &&
      (target.username === null || username === target.username),
  );
}
