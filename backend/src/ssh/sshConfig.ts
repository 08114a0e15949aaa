import {
  sshAddress,
  sshPort,
  sshUsername,
  type SshImport,
  type SshImportHost,
} from '../contract/index.ts';
import { readSections, type Section, type Settings, type Warn } from './sshConfigFile.ts';
import { parseJump } from './sshConfigJump.ts';
import { settingsIn, TooComplex } from './sshConfigMatch.ts';

const LONGEST_TEXT = 256 * 1024;
const MOST_HOSTS = 500;
const MOST_WARNINGS = 100;
/** Of a host name in DNS. */
const LONGEST_NAME = 253;
/** One that is longer is none, whatever its `%h` and `%%` stand for. */
const LONGEST_HOST_NAME = 600;
const LONGEST_FILE_NAME = 255;

/**
 * The hosts of an ssh_config(5), as they would be saved: one for each name without wildcards on a
 * `Host` line, with what the wildcards and the values before the first `Host` add. Nothing that the
 * file names is read or run. What one host says and cannot be used is a warning of that host, which
 * is there all the same, to be corrected; what is left out of the file is a warning with its line.
 */
export function parseSshConfig(text: string): SshImport {
  const warnings: SshImport['warnings'] = [];
  const warn: Warn = (line, message) => {
    if (warnings.length < MOST_WARNINGS) warnings.push({ line, message });
    else if (warnings.length === MOST_WARNINGS)
      warnings.push({ line, message: 'From here on there is more of this: see the file.' });
  };
  if (text.length > LONGEST_TEXT) {
    warn(1, 'The file is larger than 256 KB: import it in parts.');
    return { hosts: [], warnings };
  }
  const sections = readSections(text, warn);
  const aliases = concreteNames(sections, warn);
  const settingsOf = settingsIn(sections);
  try {
    const hosts = [...aliases].map((alias) => toHost(alias, aliases, settingsOf));
    return { hosts, warnings };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    warn(1, 'The file has too many patterns for its hosts: import it in parts.');
    return { hosts: [], warnings };
  }
}

function concreteNames(sections: readonly Section[], warn: Warn): ReadonlySet<string> {
  const found = new Set<string>();
  let full = false;
  for (const { line, names } of sections) {
    for (const name of names) {
      if (name.length > LONGEST_NAME) warn(line, 'A name of this host is too long: shorten it.');
      else if (found.size < MOST_HOSTS) found.add(name);
      else if (!found.has(name) && !full) {
        full = true;
        warn(line, `Only ${MOST_HOSTS} hosts are imported at once: import the rest on its own.`);
      }
    }
  }
  return found;
}

function toHost(
  alias: string,
  aliases: ReadonlySet<string>,
  settingsOf: (name: string) => Settings,
): SshImportHost {
  const warnings: string[] = [];
  const settings = settingsOf(alias);
  const { address, port, username } = placeOf(alias, settings, warnings);
  const identityFile = fileName(settings.identityFile);
  const proxy = proxyOf(settings);
  const jump: string[] = [];
  if (proxy === 'command') {
    warnings.push('Its ProxyCommand was left out: choose a jump host, if one leads there.');
  } else if (proxy !== null) {
    const parsed = parseJump(proxy.jump, (name, unsaid) => ({
      known: aliases.has(name),
      ...placeOf(name, settingsOf(name), unsaid),
    }));
    if (parsed === null) {
      warnings.push('Its ProxyJump is not understood: choose its jump host.');
    } else if (parsed.includes(alias)) {
      warnings.push('Its ProxyJump leads through itself and was left out.');
    } else jump.push(...parsed);
  }
  return { alias, address, port, username, jump, identityFile, warnings };
}

/** The first of ProxyJump and ProxyCommand counts, but for `ProxyJump none`, which leaves the other. */
function proxyOf({ proxy, jump, command }: Settings): { jump: string } | 'command' | null {
  const hasCommand = command !== undefined && !isNone(command);
  const hasJump = jump !== undefined && !isNone(jump);
  if (proxy === 'command') return hasCommand ? 'command' : null;
  if (hasJump) return { jump };
  return hasCommand ? 'command' : null;
}

const isNone = (text: string) => text.toLowerCase() === 'none';

interface Place {
  address: string;
  port: number;
  username: string | null;
}

/** Where a host is, with a warning for each value that cannot be used. */
function placeOf(name: string, { hostName, port, user }: Settings, warnings: string[]): Place {
  // Cut before `%h` can make it a thousand times as long.
  const address = (hostName ?? name)
    .slice(0, LONGEST_HOST_NAME)
    .replaceAll(/%[%h]/g, (token) => (token === '%h' ? name : '%'))
    .slice(0, LONGEST_NAME + 1);
  if (!sshAddress.safeParse(address).success) {
    warnings.push('Its address is no host name and no IP address: correct it.');
  }
  const number = port === undefined ? 22 : readPort(port);
  if (number === null) warnings.push('Its port is not one from 1 to 65535: 22 stands in for it.');
  const username = user === undefined ? null : (sshUsername.safeParse(user).data ?? null);
  if (user !== undefined && username === null) {
    warnings.push('Its user is not a user name: give one.');
  }
  return { address, port: number ?? 22, username };
}

function readPort(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? (sshPort.safeParse(Number(text)).data ?? null) : null;
}

/** The name alone: where it is says something about a person's own computer. */
function fileName(path = ''): string | null {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return name === '' || isNone(path) ? null : name.slice(0, LONGEST_FILE_NAME);
}
