import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShellSession } from '../src/containers/source.ts';
import { until } from './bench/commands.ts';
import { testDocker, type TestDocker } from './bench/dockerd.ts';
import { testSshd } from './bench/sshd.ts';
import { make, remove, type Made } from './conformance/containers.ts';
import { hostOn, jumpOn, testSsh } from './sshSource.ts';

let docker: TestDocker;
let one: Made;

beforeAll(async () => {
  docker = await testDocker();
  one = await make(docker);
});
afterAll(async () => {
  await remove(docker, one);
  await docker.stop();
});

const beside = () => ({ docker: { host: docker.host } });
const SHELL = { shell: 'sh', cols: 80, rows: 24 } as const;
/** Soon, so that a test sees it happen. */
const QUICK = { idleMs: 300, lingerMs: 300 };

describe('the connections to a host', () => {
  it('are one or two for twenty lists at once and three shells, and none when nobody needs them', async () => {
    const sshd = await testSshd(beside());
    const { add } = await testSsh(QUICK);
    const source = await add(hostOn(sshd));
    const lists = await Promise.all(Array.from({ length: 20 }, () => source.list()));
    for (const list of lists) expect(list.map(({ id }) => id)).toContain(one.id);
    const shells = await Promise.all([1, 2, 3].map(() => source.shell.open(one.id, SHELL)));
    await Promise.all(shells.map(answers));
    const more = await Promise.all(Array.from({ length: 20 }, () => source.find(one.id)));
    expect(more).toHaveLength(20);
    expect(await sshd.openConnections()).toBeLessThanOrEqual(2);
    await Promise.all(shells.map((shell) => shell.close()));
    await until('no connection', async () => (await sshd.openConnections()) === 0);
    expect(await sshd.connections()).toBeLessThanOrEqual(2);
  });

  it('carry eight channels each at the most, which sshd may be told to insist on', async () => {
    const sshd = await testSshd({ ...beside(), maxSessions: 8 });
    const { add } = await testSsh(QUICK);
    const source = await add(
      hostOn(sshd, 'admin', { docker: { enabled: true, mode: 'cli', command: 'docker' } }),
    );
    const shells = await Promise.all(
      Array.from({ length: 12 }, () => source.shell.open(one.id, SHELL)),
    );
    await Promise.all(shells.map(answers));
    // Three: events and two shells beside short calls, eight shells, and two.
    expect(await sshd.connections()).toBe(3);
    expect(await source.list()).not.toHaveLength(0);
    expect(await sshd.log()).not.toContain('no more sessions');
    await Promise.all(shells.map((shell) => shell.close()));
  });

  it('are made once for all who come while it is being made', async () => {
    const sshd = await testSshd(beside());
    const { sources, add } = await testSsh();
    const source = await add(hostOn(sshd));
    await Promise.all(Array.from({ length: 10 }, () => source.list()));
    expect(await sshd.connections()).toBe(1);
    expect(sources.saved()[0]?.way).toMatchObject({ mode: 'tunnel' });
  });

  it('go through jump hosts, whose connections end with the last that needs them', async () => {
    const [far, middle, near] = [await testSshd(beside()), await testSshd(), await testSshd()];
    const { sources, add } = await testSsh(QUICK);
    const first = await sources.add(jumpOn(near));
    const second = await sources.add(jumpOn(middle, { jumpHostId: first.id }));
    const source = await add(hostOn(far, 'admin', { jumpHostId: second.id }));
    expect((await source.list()).length).toBeGreaterThan(0);
    for (const sshd of [far, middle, near]) expect(await sshd.openConnections()).toBe(1);
    // The host is asked directly, never by us: it is reached from the machine before it.
    for (const sshd of [far, middle, near])
      await until('no connection', async () => (await sshd.openConnections()) === 0);
  });

  it('end for a host that is removed, and for those behind it when it changes', async () => {
    const [far, near] = [await testSshd(beside()), await testSshd()];
    const { sources, add } = await testSsh();
    const jump = await sources.add(jumpOn(near));
    const source = await add(hostOn(far, 'admin', { jumpHostId: jump.id }));
    await source.list();
    await sources.update(jump.id, { auth: { type: 'password', password: 'another one' } });
    await until('no connection', async () => (await far.openConnections()) === 0);
    expect(await near.openConnections()).toBe(0);
    await sources.update(jump.id, { auth: { type: 'key', privateKey: near.key.privateKey } });
    await until('it is back', async () => (await source.list()).length);
    await sources.remove(source.describe().id);
    await until('no connection', async () => (await far.openConnections()) === 0);
    await until('no connection', async () => (await near.openConnections()) === 0);
  });

  it('are not made again and again for credentials that are refused', async () => {
    const sshd = await testSshd(beside());
    const { add } = await testSsh();
    const source = await add(
      hostOn(sshd, 'admin', { auth: { type: 'password', password: 'wrong' } }),
    );
    const lease = source.watch.acquire();
    await source.watch.settled();
    for (let call = 0; call < 10; call++)
      await expect(source.list()).rejects.toMatchObject({ code: 'host_unreachable' });
    // Long enough for several tries, were they made.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const log = await sshd.log();
    expect(log.match(/Failed password/g)).toHaveLength(1);
    expect(source.describe()).toMatchObject({ status: 'offline' });
    expect(source.describe().statusDetail).toContain('did not let admin in');
    lease.release();
  });
});

describe('a machine that is lost', () => {
  it('is offline soon, leaves the others fresh, and comes back by itself', async () => {
    const sshds = await Promise.all([testSshd(beside()), testSshd(beside()), testSshd(beside())]);
    const { add } = await testSsh();
    const sources = await Promise.all(sshds.map((sshd) => add(hostOn(sshd))));
    const [silent, , ended] = sources;
    const leases = sources.map((source) => source.watch.acquire());
    await Promise.all(sources.map((source) => source.list()));
    await sshds[0]?.freeze();
    await sshds[2]?.stopListening();
    await until('two are offline', () =>
      [silent, ended].every((source) => source?.describe().status === 'offline'),
    );
    expect(sources[1]?.describe()).toMatchObject({ status: 'online' });
    // What happens there is seen there, meanwhile.
    const fresh = await make(docker);
    await until('a new container', async () =>
      (await sources[1]?.list())?.some(({ id }) => id === fresh.id),
    );
    await remove(docker, fresh);
    await sshds[0]?.thaw();
    await sshds[2]?.start();
    await until('all are online', () =>
      sources.every((source) => source.describe().status === 'online'),
    );
    for (const lease of leases) lease.release();
  });
});

/** The shell is there and listens. */
async function answers(shell: ShellSession): Promise<void> {
  let seen = '';
  shell.output.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  shell.write(Buffer.from('echo $((40 + 2))\n'));
  await until('the shell answers', () => seen.includes('42\r\n'));
}

describe('a command on the machine', () => {
  it('ends there with the last that reads what it prints, also while it prints nothing', async () => {
    const sshd = await testSshd(beside());
    const { add } = await testSsh(QUICK);
    const source = await add(
      hostOn(sshd, 'admin', { docker: { enabled: true, mode: 'cli', command: 'docker' } }),
    );
    const lease = source.watch.acquire();
    const quiet = new AbortController();
    const lines = await source.logs.follow(one.id, {}, quiet.signal);
    const next = lines[Symbol.asyncIterator]().next();
    const running = () =>
      sshd.ssh('admin', 'ps -eo args | grep -E "docker (logs|events)|^cat" | grep -v grep || true');
    await until('both run', async () => {
      const found = await running();
      return found.includes('docker logs') && found.includes('docker events');
    });
    quiet.abort();
    lease.release();
    await next.catch(() => undefined);
    await until('nothing runs', async () => (await running()) === '');
  });
});
