import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, which } from './commands.ts';

/** Where the homes are for the processes of an sshd of the bench. */
export const HOMES = '/srv/home';

interface AccountPlan {
  shell: string;
  /** In the group that may open the daemon's socket. */
  docker: boolean;
  /** Lines of sshd_config that hold for this account alone. */
  config?: readonly string[];
  /** Files of its home folder, by their path in it. */
  files?: Readonly<Record<string, string>>;
}

/** What a careless .bashrc says to everybody, also where a program is listening. */
const NOISE = `echo 'Welcome to docker01! 3 updates can be installed.'
echo '{"Id":"not from docker","Containers":-1}'
printf 'HTTP/1.1 500 Internal Server Error\\r\\nContent-Length: 2\\r\\n\\r\\n{}'
echo
echo 'stderr: this machine is watched' >&2
echo '{"message":"not from docker"}' >&2
`;

const FORCED = `ForceCommand echo 'This account is for forwarding only.'; exit 1`;
const NO_FORWARDING = ['AllowTcpForwarding no', 'AllowStreamLocalForwarding no'];

const BASH = { shell: 'bash', docker: true } as const;

const PLANS = {
  root: BASH,
  admin: BASH,
  plain: { shell: 'bash', docker: false },
  sudoer: { shell: 'bash', docker: false },
  sudoasks: { shell: 'bash', docker: false },
  fish: { shell: 'fish', docker: true },
  zsh: { shell: 'zsh', docker: true },
  tcsh: { shell: 'tcsh', docker: true },
  dash: { shell: 'dash', docker: true },
  nologin: { shell: 'nologin', docker: true },
  noisy: { ...BASH, files: { '.bashrc': NOISE } },
  noforward: { ...BASH, config: NO_FORWARDING },
  noexec: { ...BASH, config: [FORCED] },
  fixed: { ...BASH, config: [FORCED, ...NO_FORWARDING] },
} satisfies Record<string, AccountPlan>;

export type AccountName = keyof typeof PLANS;

export const ACCOUNT_NAMES = Object.keys(PLANS) as AccountName[];

/** What a test wants otherwise for one account. `config` comes before the account's own lines. */
export type AccountChanges = Partial<Record<AccountName, Partial<AccountPlan>>>;

export interface SshAccount {
  name: AccountName;
  uid: number;
  /** The full path of its login shell. */
  shell: string;
  /** Another one on every sshd. */
  password: string;
  /** The path of its home folder in its own sessions. */
  home: string;
}

export interface PlannedAccount extends SshAccount, AccountPlan {}

/** Above what Debian gives to people and below what containers map. */
const FIRST_UID = 61_200;

export function planAccounts(changes: AccountChanges): PlannedAccount[] {
  return ACCOUNT_NAMES.map((name, index) => {
    const plan: AccountPlan = PLANS[name];
    const change = changes[name] ?? {};
    const shell = which(change.shell ?? plan.shell);
    if (!shell) throw new Error(`${change.shell ?? plan.shell} is not installed`);
    return {
      docker: change.docker ?? plan.docker,
      config: [...(change.config ?? []), ...(plan.config ?? [])],
      files: { ...plan.files, ...change.files },
      name,
      uid: name === 'root' ? 0 : FIRST_UID + index,
      shell,
      password: randomBytes(12).toString('base64url'),
      home: join(HOMES, name),
    };
  });
}

/**
 * Copies of the machine's account files with the accounts in them, for the sshd to mount over the
 * machine's own: passwd, shadow, group, sudoers.
 * @param dockerGroups the groups that `openSocket` named
 */
export async function writeAccountFiles(
  folder: string,
  accounts: PlannedAccount[],
  dockerGroups: number[],
): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  const keep = async (file: string, isOurs: (fields: string[]) => boolean) => {
    const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    return lines.filter((line) => !isOurs(line.split(':')));
  };
  const names = new Set<string | undefined>(ACCOUNT_NAMES);
  const ids = new Set<string | undefined>(accounts.map(({ uid }) => `${uid}`));
  const put = (name: string, lines: string[], mode: number) =>
    writeFile(join(folder, name), `${lines.join('\n')}\n`, { mode });

  const users = await keep('/etc/passwd', ([name, , uid]) => names.has(name) || ids.has(uid));
  const ourUsers = accounts.map(
    ({ name, uid, home, shell }) => `${name}:x:${uid}:${uid}::${home}:${shell}`,
  );
  await put('passwd', [...ourUsers, ...users], 0o644);

  const hashes = await hash(accounts.map(({ password }) => password));
  const secrets = await keep('/etc/shadow', ([name]) => names.has(name));
  const ourSecrets = accounts.map(({ name }, i) => `${name}:${hashes[i]}:19000:0:99999:7:::`);
  await put('shadow', [...ourSecrets, ...secrets], 0o600);

  const groups = await keep(
    '/etc/group',
    ([name = '']) => names.has(name) || name.startsWith('docker'),
  );
  const ourGroups = accounts.map(({ name, uid }) => `${name}:x:${uid}:`);
  const members = accounts.filter(({ docker }) => docker).map(({ name }) => name);
  const forDocker = dockerGroups.map((gid, i) => `docker${i || ''}:x:${gid}:${members.join(',')}`);
  await put('group', [...ourGroups, ...forDocker, ...groups], 0o644);
  await put('sudoers', sudoers(), 0o440);
}

function sudoers(): string[] {
  const docker = which('docker') ?? '/usr/bin/docker';
  return [
    'Defaults env_reset, !syslog, !lecture, env_keep += "DOCKER_HOST"',
    `Defaults secure_path="${dirname(docker)}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"`,
    'root ALL=(ALL:ALL) ALL',
    `sudoer ALL=(root) NOPASSWD: ${docker}`,
    'sudoasks ALL=(ALL:ALL) ALL',
  ];
}

/** By standard input, and all of them at once. */
async function hash(passwords: string[]): Promise<string[]> {
  const input = `${passwords.join('\n')}\n`;
  return (await run('openssl', ['passwd', '-6', '-stdin'], { input })).trim().split('\n');
}

export async function writeHomes(folder: string, accounts: PlannedAccount[]): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  for (const { name, uid, files = {} } of accounts) {
    const home = join(folder, name);
    await mkdir(home, { mode: 0o750 });
    await chown(home, uid, uid);
    for (const [path, text] of Object.entries(files)) await writeOwned(home, path, text, uid);
  }
}

/** The folders on the way belong to the account too. */
export async function writeOwned(home: string, path: string, text: string, uid: number) {
  let folder = home;
  for (const part of dirname(path).split('/')) {
    folder = join(folder, part);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chown(folder, uid, uid);
  }
  await writeFile(join(home, path), text, { mode: 0o600 });
  await chown(join(home, path), uid, uid);
}

/**
 * Lets a group in to a socket that only root can reach, and returns the groups that it takes: of
 * the socket and of its folder. The private daemon's folder is closed to all but root.
 */
export async function openSocket(socket: string): Promise<number[]> {
  const groups = new Set<number>();
  for (const [path, bits] of [
    [socket, 0o060],
    [dirname(socket), 0o010],
  ] as const) {
    const { gid, mode } = await stat(path);
    groups.add(gid);
    if ((mode & bits) !== bits) await chmod(path, (mode & 0o7777) | bits);
  }
  return [...groups];
}
