import { readFileSync } from 'node:fs';
import { CommandError, run, which } from './commands.ts';

/** What a suite of `npm test` needs from the machine. */
export type Need = 'docker' | 'ssh' | 'agent' | 'page' | 'check';

interface Tool {
  program: string;
  /** Debian's names; the first that the archive knows is installed. */
  packages: string[];
  needs: Need[];
  /** Only a daemon or an sshd of our own takes it, and only root starts one. */
  rootOnly?: true;
  /** For a program that can be there and still be the wrong one. */
  fits?: (path: string) => boolean;
}

/**
 * iptables is not among them: the private daemon makes no rules. Debian 13 has the CLI in a package
 * of its own, which docker.io only recommends.
 */
const TOOLS: Tool[] = [
  { program: 'docker', packages: ['docker-cli', 'docker.io'], needs: ['docker'] },
  { program: 'dockerd', packages: ['docker.io'], needs: ['docker'], rootOnly: true },
  { program: 'ip', packages: ['iproute2'], needs: ['docker'], rootOnly: true },
  { program: 'unshare', packages: ['util-linux'], needs: ['docker', 'ssh'], rootOnly: true },
  { program: 'setpriv', packages: ['util-linux'], needs: ['docker'], rootOnly: true },
  { program: 'busybox', packages: ['busybox-static'], needs: ['docker'], fits: isStatic },
  { program: 'openssl', packages: ['openssl'], needs: ['docker', 'ssh'] },
  { program: 'bash', packages: ['bash'], needs: ['docker', 'ssh', 'agent'] },
  { program: 'ssh', packages: ['openssh-client'], needs: ['ssh'] },
  { program: 'sshd', packages: ['openssh-server'], needs: ['ssh'], rootOnly: true },
  { program: 'sudo', packages: ['sudo'], needs: ['ssh'], rootOnly: true },
  { program: 'dash', packages: ['dash'], needs: ['ssh'], rootOnly: true },
  { program: 'fish', packages: ['fish'], needs: ['ssh'], rootOnly: true },
  { program: 'tcsh', packages: ['tcsh'], needs: ['ssh'], rootOnly: true },
  { program: 'zsh', packages: ['zsh'], needs: ['ssh'], rootOnly: true },
  { program: 'jq', packages: ['jq'], needs: ['agent'] },
  { program: 'curl', packages: ['curl'], needs: ['agent'] },
  { program: 'flock', packages: ['util-linux'], needs: ['agent'] },
  { program: 'gzip', packages: ['gzip'], needs: ['agent'] },
  { program: 'bats', packages: ['bats'], needs: ['agent'] },
  { program: 'shellcheck', packages: ['shellcheck'], needs: ['agent', 'check'] },
  { program: 'chromium', packages: ['chromium'], needs: ['page'] },
];

/** Apt's words are read below. */
const ENGLISH = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };

/** A program that loads libraries names their loader; alone in an image it would not start. */
function isStatic(path: string): boolean {
  return !readFileSync(path).includes('/ld-linux');
}

function missing(needs: Need[], isRoot: boolean): Tool[] {
  return TOOLS.filter((tool) => {
    if (!tool.needs.some((need) => needs.includes(need))) return false;
    if (tool.rootOnly && !isRoot) return false;
    const path = which(tool.program);
    return path === null || (tool.fits !== undefined && !tool.fits(path));
  });
}

/**
 * Installs what is missing where it can: as root on Debian and Ubuntu. Throws one line that names
 * the missing packages and the command to install them everywhere else.
 */
export async function ensurePrerequisites(needs: Need[]): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const absent = missing(needs, isRoot);
  if (absent.length === 0) return;
  if (!isRoot || !which('apt-get')) throw new Error(advice(absent));
  await apt(['update', '-q']);
  const packages = await Promise.all(absent.map(available));
  console.log(`installing ${[...new Set(packages)].join(' ')}`);
  await apt(['install', '-q', '-y', '--no-install-recommends', ...new Set(packages)]);
  const still = missing(needs, isRoot);
  if (still.length) throw new Error(advice(still));
}

function advice(tools: Tool[]): string {
  const names = tools.map((tool) => tool.program).join(', ');
  const packages = new Set(tools.map((tool) => tool.packages.at(-1)));
  return `missing: ${names}. Install with: sudo apt-get install ${[...packages].join(' ')}`;
}

async function available({ packages }: Tool): Promise<string> {
  for (const name of packages) {
    if (
      (await run('apt-cache', ['policy', name], { env: ENGLISH })).match(/Candidate: (?!\(none\))/)
    )
      return name;
  }
  return packages.at(-1) ?? '';
}

/** Quiet unless it fails. Another apt may hold the lock that `DPkg::Lock::Timeout` does not cover. */
async function apt(args: string[], retry = true): Promise<void> {
  try {
    await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: ENGLISH,
      timeout: 900_000,
    });
  } catch (error) {
    const locked = error instanceof CommandError && /could not get lock/i.test(error.output);
    if (!locked || !retry) throw error;
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await apt(args, false);
  }
}
