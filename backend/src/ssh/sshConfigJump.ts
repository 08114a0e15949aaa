import { sshPort, sshUsername } from '../contract/index.ts';

interface Place {
  /** A host of the file. */
  known: boolean;
  address: string;
  port: number;
  username: string | null;
}

const MOST_JUMPS = 8;

/**
 * The jump hosts of a ProxyJump, the first to be reached first: an alias where one is meant,
 * otherwise `user@host:port`, with what the file says about that host filled in; a name of which
 * nothing is known stays as it is. `null` when it is not understood.
 */
export function parseJump(
  text: string,
  placeOf: (name: string, warnings: string[]) => Place,
): string[] | null {
  const parts = text.split(',', MOST_JUMPS + 1);
  if (parts.length > MOST_JUMPS) return null;
  const jumps = parts.map((part) => parseHop(part.trim(), placeOf));
  return jumps.every((jump) => jump !== null) ? jumps : null;
}

function parseHop(
  text: string,
  placeOf: (name: string, warnings: string[]) => Place,
): string | null {
  const url = /^ssh:\/\/([^/]*)\/?$/i.exec(text);
  const said = split(url?.[1] ?? text, url !== null);
  if (!said) return null;
  const warnings: string[] = [];
  const place = placeOf(said.name, warnings);
  const username = said.username ?? place.username;
  const port = said.port ?? place.port;
  if (place.known && username === place.username && port === place.port) return said.name;
  if (warnings.length > 0) return null;
  const host = place.address.includes(':') ? `[${place.address}]` : place.address;
  const plain = said.username === null && said.port === null;
  if (plain && username === null && port === 22 && place.address === said.name) return said.name;
  return `${username === null ? '' : `${username}@`}${host}:${port}`;
}

interface Said {
  name: string;
  username: string | null;
  port: number | null;
}

/** `[user@]host[:port]`; an IPv6 address with a port is in brackets. */
function split(text: string, decode: boolean): Said | null {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? null : text.slice(0, at);
  const place = text.slice(at + 1);
  const [, inBrackets, bare, portText] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(place) ?? [];
  // An IPv6 address may also stand without brackets, and has no port then.
  const name = inBrackets ?? bare ?? (place.split(':').length > 2 ? place : '');
  const port = portText === undefined ? null : (sshPort.safeParse(Number(portText)).data ?? 0);
  const username = user === null ? null : (sshUsername.safeParse(decoded(user, decode)).data ?? '');
  if (port === 0 || username === '') return null;
  return name === '' ? null : { name, username, port };
}

function decoded(text: string, decode: boolean): string {
  try {
    return decode ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}
