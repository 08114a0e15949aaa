/**
 * Real OpenSSH servers for tests. Only for root.
 *
 *   const docker = await testDocker();
 *   const sshd = await testSshd({ docker: { host: docker.host } });
 *   const admin = sshd.user('admin'); // name, password, uid, shell, home
 *   // connect to 127.0.0.1:sshd.port with sshd.key.privateKey or admin.password
 *   await sshd.ssh('admin', 'docker ps'); // the same by the OpenSSH client
 *
 * Every account takes `sshd.key`, its own password, and certificates of `sshd.certify`:
 *
 * - `admin`, `fish`, `zsh`, `tcsh`, `dash`: in the group of the Docker socket, with that shell
 *   (`admin`: bash). `root` is root, with a home of its own.
 * - `plain`: may not open the socket. `sudoer` neither, but `sudo -n docker …` works.
 *   `sudoasks` may do everything with sudo, which wants its password (`sudo -S`).
 * - `noisy`: as `admin`, with a .bashrc that writes to stdout and stderr before every command.
 * - `noforward`: as `admin`, without forwarding. `noexec`: forwards, and every command is replaced
 *   by one that says so and ends with 1. `fixed`: both. `nologin`: forwards, its shell refuses.
 *
 * What else an account does is in `accounts`: `{ fish: { files: { '.config/fish/config.fish': … } } }`
 * makes another one noisy, `{ admin: { config: ['AuthenticationMethods publickey,password'] } }` asks
 * for both.
 *
 * With a `docker` sessions find the daemon's socket at /var/run/docker.sock and have DOCKER_HOST
 * set to it; the daemon's own path is open to `root` alone. Without one nothing is there. Homes are
 * at /srv/home. Sessions share the machine's files, but not its accounts, its /run and its logs.
 *
 * Forwarding is on, so that an sshd is a jump host for every other one: that is on 127.0.0.1 too.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort, run, which } from './commands.ts';
import {
  ACCOUNT_NAMES,
  openSocket,
  planAccounts,
  writeAccountFiles,
  writeHomes,
  writeOwned,
  type AccountChanges,
  type AccountName,
  type SshAccount,
} from './sshAccounts.ts';
import { acceptedPorts, establishedPorts } from './sshConnections.ts';
import { sshdConfig } from './sshdConfig.ts';
import { startSshdKeeper } from './sshdKeeper.ts';
import { HostKeys, type HostKey, type HostKeyType } from './sshHostKeys.ts';
import { makeSshKey, signSshKey, type CertificateOptions, type SshKey } from './sshKeys.ts';

export type { AccountName, SshAccount } from './sshAccounts.ts';
export type { HostKey, HostKeyType } from './sshHostKeys.ts';
export { makeSshKey, type SshKey } from './sshKeys.ts';

export interface SshdOptions {
  docker?: {
    /** `unix://…` or `tcp://…`. */
    host: string;
    /** Where sessions find a `unix://` daemon, below /run: /var/run/docker.sock unless told. */
    at?: string;
    /** False: DOCKER_HOST is not set. */
    environment?: false;
  };
  /** False: there is no docker command. A text is a script that stands in its place. */
  dockerCli?: false | string;
  /** `['ed25519']` unless told. RSA takes longer to make. */
  hostKeys?: HostKeyType[];
  accounts?: AccountChanges;
  /** Passwords go through PAM and are asked for as keyboard-interactive, and no other way. */
  keyboardInteractive?: true;
  /** sshd's own limit is 10 on a connection. */
  maxSessions?: number;
  /** More variables for all sessions, without spaces. */
  environment?: Record<string, string>;
  /** Lines of sshd_config that come first and so win. Those for one account go to `accounts`. */
  extraConfig?: string[];
}

export interface TestSshd {
  /** On 127.0.0.1. */
  port: number;
  /** What every account accepts; it is also in the file `keyFile`. */
  key: SshKey;
  keyFile: string;
  user(name: AccountName): SshAccount;
  /** The first of `hostKeys`; both change with `swapHostKey`. */
  readonly hostKey: HostKey;
  readonly hostKeys: HostKey[];
  /** The path of a file with all host keys, as the OpenSSH client reads it. */
  knownHosts: string;
  /** The OpenSSH client with `key`; returns its output without the last newline. `CommandError`. */
  ssh(name: AccountName, command: string, options?: string[]): Promise<string>;
  /** For another call of the OpenSSH client: its options, without the destination. */
  sshOptions: string[];
  /** Takes one more line of authorized_keys, for one account or for all. */
  authorize(line: string, name?: AccountName): Promise<void>;
  /** Signs a public key for logins here; the certificate's line. All accounts unless told. */
  certify(publicKey: string, options?: Partial<CertificateOptions>): Promise<string>;
  /** New host keys of the same types on the same port. Ends open connections. */
  swapHostKey(): Promise<void>;
  /** The sshd is gone, and its connections and their processes with it: connections are refused. */
  stopListening(): Promise<void>;
  /** Back on the same port. */
  start(): Promise<void>;
  /** Stops the sshd and all processes of its sessions: silence, and TCP stays. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** How many logins were accepted so far. */
  connections(): Promise<number>;
  /** How many accepted connections are established now. */
  openConnections(): Promise<number>;
  /** What the sshd said, with `LogLevel VERBOSE`. */
  log(): Promise<string>;
  /** Takes everything away, processes and folders. */
  stop(): Promise<void>;
}

export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  if (process.getuid?.() !== 0)
    throw new Error('The bench of SSH servers needs root: run these tests as root.');
  const binary = which('sshd');
  if (!binary) throw new Error('sshd is not installed: apt-get install openssh-server');
  const folder = await mkdtemp(join(tmpdir(), 'archnest-sshd-'));
  try {
    return await startIn(folder, binary, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** `startSshd`, gone with the test. */
export async function testSshd(options: SshdOptions = {}): Promise<TestSshd> {
  const sshd = await startSshd(options);
  onTestFinished(sshd.stop);
  return sshd;
}

async function startIn(folder: string, binary: string, options: SshdOptions): Promise<TestSshd> {
  const inFolder = (...parts: string[]) => join(folder, ...parts);
  const port = await freePort();
  const accounts = planAccounts(options.accounts ?? {});
  const account = (name: AccountName) => {
    const found = accounts.find((one) => one.name === name);
    if (!found) throw new Error(`no account is called ${name}`);
    return found;
  };
  const hostKeys = new HostKeys(folder, port, options.hostKeys ?? ['ed25519']);
  const [key, authority] = await Promise.all([makeSshKey(), makeSshKey(), hostKeys.renew()]);
  const { socket, at, environment } = findDocker(options.docker);

  const keyFile = inFolder('key');
  await writeFile(keyFile, key.privateKey, { mode: 0o600 });
  const authorized = inFolder('open', 'authorized_keys');
  await mkdir(inFolder('open'));
  await writeFile(authorized, `${key.publicKey}\n`);
  await writeFile(inFolder('open', 'ca.pub'), `${authority.publicKey}\n`);
  await writeHomes(inFolder('home'), accounts);
  await writeAccountFiles(inFolder('etc'), accounts, socket ? await openSocket(socket) : []);
  const { dockerCli, maxSessions, keyboardInteractive, extraConfig = [] } = options;
  if (dockerCli !== undefined) await mkdir(inFolder('cli'));
  if (typeof dockerCli === 'string') await writeFile(inFolder('cli', 'docker'), dockerCli);
  const config = sshdConfig({
    port,
    hostKeys: hostKeys.files,
    accounts,
    environment: { ...environment, ...options.environment },
    maxSessions,
    extra: [...extraConfig, ...(keyboardInteractive ? ASKED_BY_PAM : [])],
  });
  await writeFile(inFolder('sshd_config'), config);

  const keeper = await startSshdKeeper(folder, binary, socket, at);
  const log = () => readFile(inFolder('sshd.log'), 'utf8');
  const { knownHosts } = hostKeys;
  const sshOptions = clientOptions(port, keyFile, knownHosts);
  return {
    port,
    key,
    keyFile,
    user: account,
    get hostKey() {
      return hostKeys.first;
    },
    get hostKeys() {
      return hostKeys.all;
    },
    knownHosts,
    sshOptions,
    ssh: async (name, command, more = []) => {
      const args = [...more, ...sshOptions, `${name}@127.0.0.1`, '--', command];
      return (await run('ssh', args)).replace(/\n$/, '');
    },
    authorize: async (line, name) => {
      const home = inFolder('home', name ?? '');
      const file = name === undefined ? authorized : join(home, AUTHORIZED_KEYS);
      const text = `${await readFile(file, 'utf8').catch(() => '')}${line}\n`;
      if (name === undefined) await writeFile(file, text);
      else await writeOwned(home, AUTHORIZED_KEYS, text, account(name).uid);
    },
    certify: (publicKey, certificate = {}) =>
      signSshKey(authority, publicKey, { principals: ACCOUNT_NAMES, ...certificate }),
    swapHostKey: async () => {
      await keeper.ask('stop');
      await hostKeys.renew();
      await keeper.ask('start');
    },
    stopListening: () => keeper.ask('stop'),
    start: () => keeper.ask('start'),
    freeze: () => keeper.ask('freeze'),
    thaw: () => keeper.ask('thaw'),
    connections: async () => acceptedPorts(await log()).length,
    openConnections: async () => {
      const established = await establishedPorts(port);
      const accepted = new Set(acceptedPorts(await log()));
      return [...accepted].filter((from) => established.has(from)).length;
    },
    log,
    stop: keeper.end,
  };
}

const ASKED_BY_PAM = [
  'UsePAM yes',
  'KbdInteractiveAuthentication yes',
  'PasswordAuthentication no',
];

const AUTHORIZED_KEYS = '.ssh/authorized_keys';

/** What the keeper mounts, and what sessions are told. */
function findDocker(docker: SshdOptions['docker']) {
  const { host = '', at = '/var/run/docker.sock' } = docker ?? {};
  const socket = host.startsWith('unix://') ? host.slice('unix://'.length) : '';
  const told = docker && docker.environment !== false;
  const environment = told ? { DOCKER_HOST: socket ? `unix://${at}` : host } : {};
  return { socket, at, environment };
}

function clientOptions(port: number, keyFile: string, knownHosts: string): string[] {
  const options = [
    `UserKnownHostsFile=${knownHosts}`,
    'GlobalKnownHostsFile=none',
    'StrictHostKeyChecking=yes',
    'IdentityAgent=none',
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    // The post-quantum one that it prefers takes 60 ms more.
    'KexAlgorithms=curve25519-sha256',
  ];
  return ['-F', 'none', '-p', `${port}`, '-i', keyFile, ...options.flatMap((one) => ['-o', one])];
}
