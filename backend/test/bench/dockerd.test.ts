import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from './commands.ts';
import { startDocker, TEST_IMAGE, type TestDocker } from './dockerd.ts';

const isRoot = process.getuid?.() === 0;

/** What a private daemon could leave on this machine, by the folder that its socket is in. */
async function tracesOf(folder: string): Promise<string[]> {
  const id = folder.slice(folder.lastIndexOf('-') + 1);
  const traces = existsSync(folder) ? [folder] : [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(folder)) traces.push(`process ${pid}`);
  }
  const cgroups = await run('find', ['/sys/fs/cgroup', '-maxdepth', '2', '-name', `*${id}`]);
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n');
  return [
    ...traces,
    ...cgroups.split('\n').filter(Boolean),
    ...mounts.filter((mount) => mount.includes(folder)),
  ];
}

/** `1: name`, with the kernel's number: a later bridge of the same name is another one. */
async function bridgesOf(docker: TestDocker): Promise<string[]> {
  if (!docker.bridge) return [];
  const format = '{{(index .IPAM.Config 0).Subnet}}';
  const subnet = await docker.docker(['network', 'inspect', 'bridge', '--format', format]);
  const prefix = `inet ${subnet.split('.').slice(0, 2).join('.')}.`;
  const lines = (await run('ip', ['-o', '-4', 'addr'])).split('\n');
  return lines.filter((line) => line.includes(prefix)).map((line) => line.split(' ')[0] ?? '');
}

async function interfaces(): Promise<string[]> {
  const lines = (await run('ip', ['-o', 'link'])).split('\n');
  return lines.map((line) => line.split(' ')[0] ?? '');
}

const folderOf = (host: string) => dirname(host.replace('unix://', ''));

/** A paused container is the hard one: on cgroup version 1 it cannot even be killed. */
async function occupy({ docker, bridge }: TestDocker): Promise<void> {
  await docker(['run', '-d', '--name', 'running', TEST_IMAGE, 'sleep', '1000']);
  await docker(['run', '-d', '--name', 'paused', TEST_IMAGE, 'sleep', '1000']);
  await docker(['pause', 'paused']);
  if (bridge) await docker(['network', 'create', 'own']);
}

describe.runIf(isRoot)('a private daemon', () => {
  test('listens on both addresses and leaves nothing', async () => {
    const docker = await startDocker();
    onTestFinished(docker.stop);
    await occupy(docker);
    expect((await fetch(`${docker.tcp?.replace('tcp', 'http')}/_ping`)).status).toBe(200);
    const folder = folderOf(docker.host);
    expect(await tracesOf(folder)).not.toEqual([]);
    const bridges = await bridgesOf(docker);
    expect(bridges.length).toBe(docker.bridge ? 2 : 0);
    await docker.stop();
    expect(await tracesOf(folder)).toEqual([]);
    const kept = await interfaces();
    expect(bridges.filter((bridge) => kept.includes(bridge))).toEqual([]);
  });

  test('leaves nothing when the process that started it is killed', async () => {
    const folder = await startAndDie();
    await expect.poll(() => tracesOf(folder), { timeout: 10_000 }).toEqual([]);
  });

  test('can crash, come back with its data, and hang', async () => {
    const { docker, faults, stop } = await startDocker();
    onTestFinished(stop);
    await docker(['create', '--name', 'kept', TEST_IMAGE, 'sleep', '1000']);
    await faults?.crash();
    await expect(docker(['ps'])).rejects.toThrow('Cannot connect');
    await faults?.restart();
    expect(await docker(['ps', '-a', '--format', '{{.Names}}'])).toBe('kept');
    await faults?.hang();
    const late = new Promise((resolve) => setTimeout(resolve, 500, 'nothing'));
    const answer = docker(['ps', '-a', '--format', '{{.Names}}']);
    expect(await Promise.race([answer, late])).toBe('nothing');
    await faults?.unhang();
    expect(await answer).toBe('kept');
  });
});

/** A process that starts a daemon and then gets SIGKILL. Returns the daemon's folder. */
async function startAndDie(): Promise<string> {
  const module = JSON.stringify(join(import.meta.dirname, 'dockerd.ts'));
  const script = `const { startDocker } = await import(${module});
    console.log((await startDocker()).host);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [host] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const folder = folderOf(host);
  expect(await tracesOf(folder)).not.toEqual([]);
  child.kill('SIGKILL');
  return folder;
}
