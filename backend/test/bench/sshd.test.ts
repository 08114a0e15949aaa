import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../kit.ts';
import { run } from './commands.ts';
import { testDocker, TEST_IMAGE, type TestDocker } from './dockerd.ts';
import { testAgent } from './sshAgent.ts';
import {
  makeSshKey,
  startSshd,
  testSshd,
  type AccountName,
  type SshdOptions,
  type TestSshd,
} from './sshd.ts';

const isRoot = process.getuid?.() === 0;

/** Logged in by the ssh2 package; by password unless told. Gone with the test. */
async function login(
  sshd: TestSshd,
  name: AccountName,
  options: ConnectConfig = { password: sshd.user(name).password },
): Promise<Client> {
  const client = newClient();
  client.connect({ host: '127.0.0.1', port: sshd.port, username: name, ...options });
  await once(client, 'ready');
  return client;
}

function newClient(): Client {
  const client = new Client();
  onTestFinished(() => void client.end());
  // A test that ends its server ends this connection too.
  client.on('error', () => {});
  return client;
}

/** However it ends: a connection that is cut may report an error first. */
async function isClosed(client: Client): Promise<void> {
  await new Promise<void>((resolve) => {
    client.once('close', () => {
      resolve();
    });
  });
}

async function execute(client: Client, command: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
  return (await channel.setEncoding('utf8').toArray()).join('').trim();
}

/** The status line of Docker's ping through a socket that the server opens for us. */
async function pingThrough(client: Client, socket: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.openssh_forwardOutStreamLocal(socket, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
  channel.write('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
  const text = (await channel.setEncoding('utf8').toArray()).join('');
  return text.split('\r\n')[0] ?? '';
}

/** What a server could leave on this machine. */
async function tracesOf(folder: string, mark: string): Promise<string[]> {
  const traces = existsSync(folder) ? [folder] : [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(folder) || command.includes(mark)) traces.push(`process ${pid}`);
  }
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n');
  return [...traces, ...mounts.filter((mount) => mount.includes(folder))];
}

describe.runIf(isRoot)('an sshd of the bench', () => {
  let docker: TestDocker;
  let sshd: TestSshd;
  let container: string;

  beforeAll(async () => {
    docker = await testDocker();
    sshd = await startSshd({ docker: { host: docker.host } });
    container = await docker.docker(['run', '-d', TEST_IMAGE, 'sleep', '1000']);
  });

  afterAll(async () => {
    await sshd?.stop();
    await docker?.stop();
  });

  const list = 'docker ps -q --no-trunc';
  const lines = async (name: AccountName, command: string) =>
    (await sshd.ssh(name, command)).split('\n');

  test('is told by the fingerprint that ssh-keygen prints', async () => {
    const scan = await run('ssh-keyscan', ['-p', `${sshd.port}`, '127.0.0.1']);
    const printed = await run('ssh-keygen', ['-lf', '-'], { input: scan });
    expect(sshd.hostKeys).toEqual([sshd.hostKey]);
    expect(sshd.hostKey.type).toBe('ssh-ed25519');
    expect(printed).toContain(` ${sshd.hostKey.fingerprint} `);
  });

  test('has host keys of all types on request', async () => {
    const other = await testSshd({ hostKeys: ['rsa', 'ecdsa', 'ed25519'] });
    expect(other.hostKeys.map(({ type }) => type)).toEqual([
      'ssh-rsa',
      'ecdsa-sha2-nistp256',
      'ssh-ed25519',
    ]);
    const by = (algorithm: string) =>
      other.ssh('admin', 'echo hello', ['-o', `HostKeyAlgorithms=${algorithm}`]);
    const algorithms = ['rsa-sha2-512', 'ecdsa-sha2-nistp256', 'ssh-ed25519'];
    expect(await Promise.all(algorithms.map(by))).toEqual(['hello', 'hello', 'hello']);
  });

  test.for([
    ['root', 'echo $BASH_VERSION', /^5/],
    ['admin', 'echo $BASH_VERSION', /^5/],
    ['fish', 'echo $FISH_VERSION', /^\d/],
    ['zsh', 'echo $ZSH_VERSION', /^5/],
    ['tcsh', 'echo $tcsh', /^6/],
    ['dash', 'readlink /proc/$$/exe', /dash$/],
  ] as const)('lets %s use Docker, in its own shell', async ([name, command, expected]) => {
    const [version, folder, ...containers] = await lines(name, `${command}; pwd; ${list}`);
    expect(version).toMatch(expected);
    expect(folder).toBe(sshd.user(name).home);
    expect(containers).toContain(container);
  });

  test('lets plain log in and keeps it from the socket', async () => {
    const plain = (command: string) => sshd.ssh('plain', command);
    await Promise.all([
      expect(plain('id -un')).resolves.toBe('plain'),
      expect(plain(list)).rejects.toThrow(/permission denied/i),
      expect(plain('sudo -n true')).rejects.toThrow('sudo'),
      expect(plain('cat /etc/shadow')).rejects.toThrow('Permission denied'),
    ]);
  });

  test('has one who may use sudo for docker alone, and one who is asked', async () => {
    const asks = 'password is required';
    await Promise.all([
      expect(sshd.ssh('sudoer', `sudo -n ${list}`)).resolves.toContain(container),
      expect(sshd.ssh('sudoer', list)).rejects.toThrow(/permission denied/i),
      expect(sshd.ssh('sudoer', 'sudo -n id')).rejects.toThrow(asks),
      expect(sshd.ssh('sudoasks', `sudo -n ${list}`)).rejects.toThrow(asks),
    ]);
    const client = await login(sshd, 'sudoasks');
    const { password } = sshd.user('sudoasks');
    const answered = await execute(client, `echo ${password} | sudo -S -p '' ${list}`);
    expect(answered).toContain(container);
  });

  test('takes the password of each account and no other', async () => {
    const { password } = sshd.user('admin');
    const client = await login(sshd, 'admin', { password });
    expect(await execute(client, 'id -un')).toBe('admin');
    await expect(login(sshd, 'plain', { password })).rejects.toThrow('authentication');
  });

  test('can ask for the password by PAM', async () => {
    const asking = await testSshd({ keyboardInteractive: true });
    const { password } = asking.user('admin');
    await expect(login(asking, 'admin', { password })).rejects.toThrow('authentication');
    const answer = async (text: string) => {
      const client = newClient();
      client.on('keyboard-interactive', (_name, _about, _language, prompts, finish) => {
        finish(prompts.map(() => text));
      });
      const { port } = asking;
      client.connect({ host: '127.0.0.1', port, username: 'admin', tryKeyboard: true });
      await once(client, 'ready');
      return execute(client, 'id -un');
    };
    expect(await answer(password)).toBe('admin');
    expect(await asking.connections()).toBe(1);
  });

  test('takes a key once it is authorized, for all or for one', async () => {
    const pem = await makeSshKey({ type: 'ecdsa', format: 'PEM' });
    const locked = await makeSshKey({ type: 'ecdsa', passphrase: 'open sesame' });
    expect(pem.privateKey).toContain('BEGIN EC PRIVATE KEY');
    const withPem = { privateKey: pem.privateKey };
    const withLocked = { privateKey: locked.privateKey, passphrase: locked.passphrase };
    await expect(login(sshd, 'admin', withPem)).rejects.toThrow('authentication');
    await sshd.authorize(pem.publicKey);
    await sshd.authorize(locked.publicKey, 'zsh');
    await login(sshd, 'plain', withPem);
    await login(sshd, 'zsh', withLocked);
    await expect(login(sshd, 'admin', withLocked)).rejects.toThrow('authentication');
  });

  test('takes the certificates that its authority signed', async () => {
    const key = await makeSshKey();
    const folder = temporaryFolder();
    await writeFile(join(folder, 'key'), key.privateKey, { mode: 0o600 });
    const certificate = join(folder, 'certificate');
    const present = async (line: string) => {
      await writeFile(certificate, line);
      const options = ['-i', join(folder, 'key'), '-o', `CertificateFile=${certificate}`];
      // The bench's own key, which comes after it, would open the door too.
      const others = sshd.sshOptions.filter((option) => option !== '-i' && option !== sshd.keyFile);
      return run('ssh', [...options, ...others, 'admin@127.0.0.1', 'id -un']);
    };
    await expect(present('')).rejects.toThrow('Permission denied');
    expect(await present(await sshd.certify(key.publicKey))).toBe('admin\n');
    const another = await sshd.certify(key.publicKey, { principals: ['plain'] });
    await expect(present(another)).rejects.toThrow('Permission denied');
    const expired = await sshd.certify(key.publicKey, { validity: '20200101:20200102' });
    await expect(present(expired)).rejects.toThrow('Permission denied');
  });

  test('takes the keys of an agent, which ends on demand', async () => {
    const key = await makeSshKey({ passphrase: 'open sesame' });
    await sshd.authorize(key.publicKey, 'dash');
    const agent = await testAgent();
    await expect(login(sshd, 'dash', { agent: agent.socket })).rejects.toThrow('authentication');
    await agent.add(key);
    const client = await login(sshd, 'dash', { agent: agent.socket });
    expect(await execute(client, 'id -un')).toBe('dash');
    await agent.stop();
    expect(existsSync(dirname(agent.socket))).toBe(false);
  });

  test('is a jump host for another', async () => {
    const jump = await testSshd();
    const config = join(temporaryFolder(), 'config');
    const host = (name: string, to: TestSshd) =>
      `Host ${name}\nHostName 127.0.0.1\nPort ${to.port}\nUser admin\nIdentityFile ${to.keyFile}\n` +
      `UserKnownHostsFile ${to.knownHosts}\nIdentitiesOnly yes\nBatchMode yes\n`;
    await writeFile(config, host('jump', jump) + host('target', sshd));
    const before = await sshd.connections();
    expect(await run('ssh', ['-F', config, '-J', 'jump', 'target', list])).toContain(container);
    expect(await jump.connections()).toBe(1);
    expect(await sshd.connections()).toBe(before + 1);
  });

  test('forwards to the socket, not for those without the right', async () => {
    const ping = async (name: AccountName) =>
      pingThrough(await login(sshd, name), '/var/run/docker.sock');
    await Promise.all([
      expect(ping('admin')).resolves.toBe('HTTP/1.1 200 OK'),
      expect(ping('noexec')).resolves.toBe('HTTP/1.1 200 OK'),
      expect(ping('plain')).rejects.toThrow('open failed'),
      expect(ping('noforward')).rejects.toThrow('open failed'),
      expect(ping('fixed')).rejects.toThrow('open failed'),
    ]);
    const through = (name: AccountName) =>
      sshd.ssh(name, '', ['-W', `127.0.0.1:${sshd.port}`]).catch(String);
    expect(await through('noforward')).toContain('administratively prohibited');
  });

  test('replaces or refuses every command where it should', async () => {
    await Promise.all([
      expect(sshd.ssh('noforward', list)).resolves.toContain(container),
      expect(sshd.ssh('noexec', list)).rejects.toThrow('for forwarding only'),
      expect(sshd.ssh('fixed', list)).rejects.toThrow('for forwarding only'),
      expect(sshd.ssh('nologin', list)).rejects.toThrow('not available'),
    ]);
  });

  test('is noisy for noisy, on both streams', async () => {
    const client = await login(sshd, 'noisy');
    const out = await execute(client, list);
    expect(out).toMatch(/^Welcome[^]*"Containers":-1[^]*HTTP\/1.1 500/);
    expect(out.endsWith(container) || out.includes(`${container}\n`)).toBe(true);
    expect(out).not.toContain('stderr:');
    expect(await execute(client, `bash -c '. ~/.bashrc 2>&1 >/dev/null'`)).toContain('stderr:');
  });

  test('has sessions with the socket elsewhere, with a TCP daemon, or with nothing', async () => {
    const { host, tcp } = docker;
    const at = '/run/user/1000/docker.sock';
    const answer = async (options: SshdOptions['docker'], name: AccountName) => {
      const own = await testSshd(options && { docker: options });
      return own.ssh(name, `echo "<$DOCKER_HOST>"; ${list} 2>&1`).catch(String);
    };
    const [elsewhere, untold, byTcp, none] = await Promise.all([
      answer({ host, at }, 'admin'),
      answer({ host, environment: false }, 'admin'),
      answer({ host: tcp ?? '' }, 'plain'),
      answer(undefined, 'admin'),
    ]);
    expect(elsewhere).toContain(`<unix://${at}>\n`);
    expect(untold).toContain('<>\n');
    expect(byTcp).toContain(`<${tcp}>\n`);
    for (const text of [elsewhere, untold, byTcp]) expect(text).toContain(container);
    expect(none).toContain('<>\nCannot connect');
  });

  test('can be without a docker command, or with another one', async () => {
    const without = await testSshd({ dockerCli: false });
    await expect(without.ssh('admin', list)).rejects.toThrow(/127: .*docker: command not found/);
    await expect(without.ssh('fish', 'docker ps')).rejects.toThrow('Unknown command');
    expect(await without.ssh('admin', 'sudo -V | head -c 4; command -v awk')).toMatch(
      /^Sudo.*awk$/,
    );
    const other = await testSshd({ dockerCli: '#!/bin/sh\necho "podman $*"\n' });
    expect(await other.ssh('admin', 'docker ps')).toBe('podman ps');
  });

  test('takes lines of its configuration, for all and for one', async () => {
    const strict = await testSshd({
      extraConfig: ['PasswordAuthentication no'],
      accounts: {
        admin: { files: { '.bashrc': 'echo hello\n' } },
        zsh: { config: ['SetEnv DOCKER_HOST=tcp://nowhere'], shell: 'dash' },
      },
      environment: { EDITOR: 'ed' },
      maxSessions: 1,
    });
    await expect(login(strict, 'admin')).rejects.toThrow('authentication');
    expect(await strict.ssh('admin', 'echo $EDITOR')).toBe('hello\ned');
    const own = 'readlink /proc/$$/exe; echo $DOCKER_HOST';
    expect(await strict.ssh('zsh', own)).toMatch(/dash\ntcp:\/\/nowhere$/);
    const client = await login(strict, 'admin', { privateKey: strict.key.privateKey });
    const first = execute(client, 'sleep 0.2; echo done');
    await expect(execute(client, 'true')).rejects.toThrow();
    expect(await first).toContain('done');
  });

  test('counts the logins, and those that are still there', async () => {
    const own = await testSshd();
    expect([await own.connections(), await own.openConnections()]).toEqual([0, 0]);
    await expect(login(own, 'admin', { password: 'wrong' })).rejects.toThrow('authentication');
    const first = await login(own, 'admin');
    await login(own, 'root');
    expect([await own.connections(), await own.openConnections()]).toEqual([2, 2]);
    first.end();
    await expect.poll(own.openConnections).toBe(1);
    expect(await own.connections()).toBe(2);
    expect(await own.log()).toContain('Accepted password for root');
  });

  test('changes its host key on the same port and ends connections', async () => {
    const own = await testSshd();
    const { fingerprint } = own.hostKey;
    const trusted = await readFile(own.knownHosts);
    const closed = isClosed(await login(own, 'admin'));
    await own.swapHostKey();
    await closed;
    expect(await own.openConnections()).toBe(0);
    expect(own.hostKey.fingerprint).not.toBe(fingerprint);
    expect(await own.ssh('admin', 'echo hello')).toBe('hello');
    await writeFile(own.knownHosts, trusted);
    await expect(own.ssh('admin', 'true')).rejects.toThrow('IDENTIFICATION HAS CHANGED');
  });

  test('can go away and come back', async () => {
    const own = await testSshd();
    const closed = isClosed(await login(own, 'admin'));
    await own.stopListening();
    await closed;
    await own.freeze();
    await own.thaw();
    await expect(own.ssh('admin', 'true')).rejects.toThrow('Connection refused');
    await own.start();
    expect(await own.ssh('admin', 'echo hello')).toBe('hello');
    expect(await own.connections()).toBe(2);
  });

  test('is silent when it is frozen, and goes on', async () => {
    const own = await testSshd();
    const client = await login(own, 'admin');
    await own.freeze();
    const socket = connect(own.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const late = new Promise((resolve) => setTimeout(resolve, 500, 'nothing'));
    const banner = once(socket, 'data').then(([data]) => String(data));
    const answer = execute(client, 'echo hello');
    expect(await Promise.race([banner, answer, late])).toBe('nothing');
    expect(await own.openConnections()).toBe(1);
    await own.thaw();
    expect(await answer).toBe('hello');
    expect(await banner).toContain('SSH-2.0-OpenSSH');
  });

  test('leaves nothing, frozen or not, and the accounts of the machine as they were', async () => {
    const accounts = await readFile('/etc/passwd', 'utf8');
    for (const freeze of [false, true]) {
      const own = await testSshd({ docker: { host: docker.host } });
      const mark = `4242.${own.port}`;
      await own.ssh('plain', `setsid sleep ${mark} >/dev/null 2>&1 </dev/null &`);
      const folder = dirname(own.keyFile);
      expect((await tracesOf(folder, mark)).length).toBeGreaterThanOrEqual(4);
      expect(await readFile('/etc/passwd', 'utf8')).toBe(accounts);
      if (freeze) await own.freeze();
      await own.stop();
      expect(await tracesOf(folder, mark)).toEqual([]);
    }
    // The daemon's folder was mounted in the servers that are gone.
    expect(await docker.docker(['ps', '-q', '--no-trunc'])).toContain(container);
  });

  test('leaves nothing when the process that started it is killed', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'sshd.ts'));
    const script = `const { startSshd } = await import(${module});
      const sshd = await startSshd();
      await sshd.ssh('admin', 'setsid sleep 4243.' + sshd.port + ' >/dev/null 2>&1 </dev/null &');
      console.log(sshd.port, sshd.keyFile);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const [port, keyFile = ''] = line.split(' ');
    const traces = () => tracesOf(dirname(keyFile), `4243.${port}`);
    expect((await traces()).length).toBeGreaterThanOrEqual(4);
    child.kill('SIGKILL');
    await expect.poll(traces).toEqual([]);
  });

  test('says what a wrong line of its configuration is', async () => {
    await expect(startSshd({ extraConfig: ['Nonsense yes'] })).rejects.toThrow('Nonsense');
  });
});

test('an sshd of the bench needs root, and says so', async () => {
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(1000);
  onTestFinished(() => getuid.mockRestore());
  await expect(startSshd()).rejects.toThrow('needs root');
});
