import { once } from 'node:events';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SshDockerCommand, SshMode, SshTest } from '../src/contract/index.ts';
import { which } from './bench/commands.ts';
import { startProxy } from './bench/daemonProxy.ts';
import { testDocker, type TestDocker } from './bench/dockerd.ts';
import { fakeDaemon } from './bench/fakeDaemon.ts';
import { startSshd, testSshd, type AccountName, type TestSshd } from './bench/sshd.ts';
import { evilSshd } from './bench/evilSshd.ts';
import { healthyDocker, withDocker } from './evilHost.ts';
import { failure } from './fakeAnswers.ts';
import { testContainer } from './conformance/containers.ts';
import { temporaryFolder } from './kit.ts';
import { hostOn, openSsh, testSsh, type OpenedSsh } from './sshSource.ts';

/*
 * How Docker is found on a machine, by accounts that differ in what they may do there, and what is said where it is not.
 */

const isRoot = process.getuid?.() === 0;
const SOCKET = '/var/run/docker.sock';
/** A docker command that cannot carry the API, as one before 18.09. */
const oldDocker = (real: string) => `#!/bin/sh
[ "$1" = system ] && { echo "docker: 'system dial-stdio' is not a docker command." >&2; exit 1; }
exec ${real} "$@"
`;
/** Where an sshd of the bench keeps the command that is replaced. */
const OLD_DOCKER = oldDocker('/srv/bin/1/docker');

let docker: TestDocker;
let beside: TestSshd;
let ssh: OpenedSsh;

beforeAll(async () => {
  docker = await testDocker();
  if (isRoot) beside = await startSshd({ docker: { host: docker.host } });
  ssh = await openSsh();
});
afterAll(async () => {
  await ssh?.close();
  await beside?.stop();
  await docker?.stop();
});

/** What a trial of an account tells. */
async function tried(
  account: AccountName,
  { mode = 'auto', command = 'docker', on = beside }: Trial = {},
): Promise<SshTest> {
  return ssh.sources.test(hostOn(on, account, { docker: { enabled: true, mode, command } }));
}

interface Trial {
  mode?: SshMode;
  command?: SshDockerCommand;
  on?: TestSshd;
}

const MODES: SshMode[] = ['auto', 'tunnel', 'cli'];

/** The same in each mode. */
async function inEachMode(account: AccountName, trial: Trial = {}): Promise<SshTest[]> {
  return Promise.all(MODES.map((mode) => tried(account, { ...trial, mode })));
}

const socket = (via = SOCKET) => ({
  ok: true,
  way: { mode: 'tunnel', via, reason: expect.stringMatching(/forwards the socket/) },
});
const stdio = (command: SshDockerCommand, reason: RegExp) => ({
  ok: true,
  way: {
    mode: 'tunnel',
    via: `${command} system dial-stdio`,
    reason: expect.stringMatching(reason),
  },
});
const cli = (command: SshDockerCommand, reason: RegExp) => ({
  ok: true,
  way: { mode: 'cli', via: command, reason: expect.stringMatching(reason) },
});
const failed = (problem: string, message: RegExp) => ({
  ok: false,
  problem,
  message: expect.stringMatching(message),
});
const AS_SET = /^As it is set for this host\.$/;

describe.runIf(isRoot)('an account', () => {
  it.each(['admin', 'fish', 'zsh', 'tcsh', 'dash', 'noisy'] as const)(
    '%s reaches the socket, and runs docker where that is asked for',
    async (account) => {
      const found = await inEachMode(account);
      expect(found).toMatchObject([socket(), socket(), cli('docker', AS_SET)]);
    },
  );

  it('that may not use the socket is told so', async () => {
    const refused = failed('permission', /add it to the docker group .* or choose sudo -n docker/);
    expect(await inEachMode('plain')).toMatchObject([refused, refused, refused]);
  });

  it('that may by sudo is asked to choose it, and then goes that way', async () => {
    expect(await tried('sudoer')).toMatchObject(failed('permission', /choose sudo -n docker/));
    const through = stdio('sudo -n docker', /may not open a Docker socket.* a command carries/);
    expect(await inEachMode('sudoer', { command: 'sudo -n docker' })).toMatchObject([
      through,
      through,
      cli('sudo -n docker', AS_SET),
    ]);
  });

  it('whose sudo wants a password is told so', async () => {
    const refused = failed('sudo', /wants a password: allow this account .* NOPASSWD/);
    expect(await inEachMode('sudoasks', { command: 'sudo -n docker' })).toMatchObject([
      refused,
      refused,
      refused,
    ]);
  });

  it('without forwarding lets a command carry the API', async () => {
    const through = stdio('docker', /does not forward sockets .* So a command carries/);
    expect(await inEachMode('noforward')).toMatchObject([through, through, cli('docker', AS_SET)]);
  });

  it.each(['noexec', 'nologin'] as const)('%s is forwarded and runs nothing', async (account) => {
    expect(await inEachMode(account)).toMatchObject([
      socket(),
      socket(),
      failed('no_command', /runs no commands for \w+: its sshd has a ForceCommand, or the shell/),
    ]);
  });

  it('without terminals has logs and no shells, where commands are used', async () => {
    const on = await testSshd({
      docker: { host: docker.host },
      accounts: { admin: { config: ['PermitTTY no'] } },
    });
    const made = await testContainer(docker);
    const { add } = await testSsh();
    const docked = { enabled: true, mode: 'cli', command: 'docker' } as const;
    const source = await add(hostOn(on, 'admin', { docker: docked }));
    await expect.poll(async () => (await source.list()).map(({ id }) => id)).toContain(made.id);
    const shell = source.shell.open(made.id, { shell: 'auto', cols: 80, rows: 24 });
    expect(await failure(shell)).toMatchObject({
      code: 'host_unreachable',
      message: expect.stringContaining('allow PermitTTY'),
    });
    expect(source.describe().status).toBe('online');
  });

  it('that may do neither is told so', async () => {
    const refused = failed('no_command', /runs no commands for fixed/);
    expect(await inEachMode('fixed')).toMatchObject([refused, refused, refused]);
  });
});

describe.runIf(isRoot)('a machine', () => {
  it('without a docker command is reached by its socket', async () => {
    const on = await testSshd({ docker: { host: docker.host }, dockerCli: false });
    const missing = failed('docker_missing', /finds no docker command: install Docker/);
    expect(await inEachMode('admin', { on })).toMatchObject([socket(), socket(), missing]);
    expect(await inEachMode('noforward', { on })).toMatchObject([missing, missing, missing]);
  });

  it('with a docker command that is too old for the API has commands run', async () => {
    const on = await testSshd({ docker: { host: docker.host }, dockerCli: OLD_DOCKER });
    expect(await inEachMode('noforward', { on })).toMatchObject([
      cli('docker', /does not forward sockets.* dial-stdio did not answer\. So commands are used/),
      failed('forwarding', /So there is no tunnel to Docker on .*: choose the mode auto or cli/),
      cli('docker', AS_SET),
    ]);
  });

  it('where Docker does not run is told so', async () => {
    const on = await testSshd();
    const down = failed('daemon', /Docker does not answer on that machine: start it there/);
    expect(await inEachMode('admin', { on })).toMatchObject([down, down, down]);
  });

  it('with Docker without root is found by its runtime folder', async () => {
    const folder = '/run/user/61201';
    const on = await testSshd({
      docker: { host: docker.host, at: `${folder}/docker.sock`, environment: false },
      environment: { XDG_RUNTIME_DIR: folder },
    });
    expect(await tried('admin', { on })).toMatchObject(socket(`${folder}/docker.sock`));
  });

  it('whose account has DOCKER_HOST set is reached there', async () => {
    const at = '/run/elsewhere/docker.sock';
    const on = await testSshd({ docker: { host: docker.host, at } });
    expect(await tried('admin', { on })).toMatchObject(socket(at));
  });

  it('with Podman is reached by its socket', async () => {
    const at = '/run/podman/podman.sock';
    const on = await testSshd({ docker: { host: docker.host, at, environment: false } });
    expect(await tried('admin', { on, command: 'podman' })).toMatchObject(socket(at));
  });
});

describe.runIf(isRoot)('a Docker that is just starting', () => {
  it('is reached by its socket, though that was dead a moment before', async () => {
    const { on } = await startingDocker({ socket: 'dead' });
    expect(await tried('admin', { on })).toMatchObject(socket());
  });

  it('is reached by its socket, though there was none a moment before', async () => {
    const { on } = await startingDocker({ socket: 'missing' });
    expect(await tried('admin', { on })).toMatchObject(socket());
  });

  it('has its API carried by a command, though that found nobody a moment before', async () => {
    const on = await testSshd({
      docker: { host: docker.host },
      dockerCli: `#!/bin/sh
if [ "$1" = system ] && mkdir "$HOME/asked"; then
  echo 'Cannot connect to the Docker daemon. Is the docker daemon running?' >&2
  exit 1
fi 2>/dev/null
exec /srv/bin/1/docker "$@"
`,
    });
    const through = stdio('docker', /does not forward sockets .* So a command carries/);
    expect(await tried('noforward', { on })).toMatchObject(through);
  });

  it('again is waited for by the way that it had, and no other is remembered', async () => {
    const { on, stop, start } = await startingDocker({ socket: 'alive' });
    const { sources, add } = await testSsh();
    const source = await add(hostOn(on));
    const lease = source.watch.acquire();
    await source.list();
    expect(sources.saved()).toMatchObject([{ way: { mode: 'tunnel', via: SOCKET } }]);
    await stop();
    const searched = /^Docker does not answer on that machine/;
    await expect.poll(() => source.describe().statusDetail).toMatch(searched);
    await start();
    // Sooner than all ways would be looked at again.
    await expect.poll(() => source.describe().status, { timeout: 10_000 }).toBe('online');
    expect(sources.saved()).toMatchObject([{ way: { mode: 'tunnel', via: SOCKET } }]);
    lease.release();
  });
});

/** A machine whose Docker starts when its docker command is first asked to carry the API, or is started by the test. */
async function startingDocker({ socket: first }: { socket: 'alive' | 'dead' | 'missing' }) {
  const proxy = await startProxy(docker.host, 'unix');
  onTestFinished(proxy.close);
  const path = proxy.endpoint.slice('unix://'.length);
  const away = join(dirname(path), 'away');
  const on = await testSshd({
    docker: { host: proxy.endpoint },
    dockerCli: `#!/bin/sh
[ "$1" = system ] && mv -f /srv/docker/away /srv/docker/${basename(path)} 2>/dev/null
exec /srv/bin/1/docker "$@"
`,
  });
  await chmod(dirname(path), 0o777);
  if (first !== 'alive') await rename(path, away);
  if (first === 'dead') await bury(path);
  // Where its docker command does not find it.
  const kept = `${away}.kept`;
  const stop = async () => {
    await rename(path, kept);
    await bury(path);
    proxy.drop();
  };
  return { on, stop, start: () => rename(kept, path) };
}

/** A socket whose daemon was killed. */
async function bury(path: string): Promise<void> {
  const server = createServer().listen(`${path}.dead`);
  await once(server, 'listening');
  await chmod(`${path}.dead`, 0o666);
  await rename(`${path}.dead`, path);
  server.close();
}

describe('the way that was found', () => {
  it.runIf(isRoot)('is used after a restart, and Docker is not looked for', async () => {
    const sshd = await testSshd({ docker: { host: docker.host }, dockerCli: OLD_DOCKER });
    const folder = temporaryFolder();
    const commands = async () =>
      (await sshd.log()).match(/Starting session: (?:forced-)?command/g)?.length ?? 0;
    const lists: number[] = [];
    for (let start = 0; start < 2; start++) {
      const opened = await openSsh({ folder });
      if (start === 0) await opened.sources.add(hostOn(sshd, 'noforward'));
      const [saved] = opened.sources.saved();
      expect(saved?.way?.mode).toBe(start === 0 ? undefined : 'cli');
      const before = await commands();
      await opened.sources.require(saved?.id ?? '').list();
      lists.push((await commands()) - before);
      await opened.close();
    }
    const [first = 0, second = 0] = lists;
    // What tells of the machine, and of its docker command, and the tries to carry the API.
    expect(first - second).toBeGreaterThanOrEqual(3);
  });

  it('is used after a restart, with no command but the one that warms the connection', async () => {
    const folder = temporaryFolder();
    const { evil, body, docker: fake } = await healthyDocker();
    const first = await openSsh({ folder });
    const source = await first.add(body);
    await source.list();
    const via = fake.endpoint.slice('unix://'.length);
    expect(first.sources.saved()).toMatchObject([{ way: { mode: 'tunnel', via } }]);
    expect(evil.commands).toHaveLength(1);
    await first.close();
    const second = await openSsh({ folder });
    expect(second.sources.saved()).toMatchObject([{ way: { mode: 'tunnel', via } }]);
    expect(await second.sources.require('1').list()).toEqual([]);
    expect(evil.commands.slice(1)).toEqual(['true']);
    await second.close();
  });

  it('is looked for again when its socket is gone', async () => {
    const { evil, body, docker: fake } = await healthyDocker();
    const { sources, add } = await testSsh({ lingerMs: 100 });
    const source = await add(body);
    const lease = source.watch.acquire();
    expect(await source.list()).toEqual([]);
    const other = await fakeDaemon();
    evil.behaviour.env = { DOCKER_HOST: other.endpoint };
    await fake.close();
    await expect.poll(() => source.describe().status).toBe('offline');
    await expect.poll(() => source.describe().status).toBe('online');
    const via = other.endpoint.slice('unix://'.length);
    expect(sources.saved()).toMatchObject([{ way: { via } }]);
    lease.release();
    await other.close();
  });

  it('is looked for again when its commands cannot be run any more', async () => {
    const bin = temporaryFolder();
    const command = join(bin, 'docker');
    await writeFile(command, oldDocker(which('docker') ?? ''));
    await chmod(command, 0o755);
    const env = { DOCKER_HOST: docker.host, PATH: `${bin}:/usr/bin:/bin` };
    const evil = await evilSshd({ env, forwarding: 'refused' });
    const { sources, add } = await testSsh();
    const source = await add(withDocker(evil));
    const lease = source.watch.acquire();
    await source.list();
    expect(sources.saved()).toMatchObject([{ way: { mode: 'cli', via: 'docker' } }]);
    // It was put on its feet: a socket that is forwarded, and no docker command any more.
    evil.behaviour.forwarding = 'given';
    await writeFile(command, '#!/bin/sh\necho "sh: docker: not found" >&2; exit 127\n');
    evil.cut();
    const via = docker.host.slice('unix://'.length);
    await expect.poll(() => sources.saved()[0]?.way).toMatchObject({ mode: 'tunnel', via });
    await expect.poll(() => source.describe().status).toBe('online');
    await rm(command);
    lease.release();
  });

  it('is forgotten when the host changes', async () => {
    const { evil, body, docker: fake } = await healthyDocker();
    const { sources, add } = await testSsh();
    const source = await add(body);
    await source.list();
    const { id } = source.describe();
    await sources.update(id, { name: 'only the name' });
    expect(sources.saved()).toMatchObject([{ way: { mode: 'tunnel' } }]);
    expect(await sources.require(id).list()).toEqual([]);
    expect(evil.commands).toHaveLength(1);
    await sources.update(id, { docker: { mode: 'tunnel' } });
    expect(sources.saved()).toMatchObject([{ way: null }]);
    expect(await sources.require(id).list()).toEqual([]);
    const via = fake.endpoint.slice('unix://'.length);
    expect(sources.saved()).toMatchObject([{ way: { mode: 'tunnel', via } }]);
    expect(evil.commands).toHaveLength(2);
  });
});
