import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Container } from '../../src/contract/index.ts';
import { startProxy, type DaemonProxy } from '../bench/daemonProxy.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { remove, testContainer, type Made } from '../conformance/containers.ts';
import { addHost, asAdmin, type Admin } from '../dockerHost.ts';
import { bearer, Page } from '../livePage.ts';

let docker: TestDocker;
beforeAll(async () => {
  docker = await testDocker();
});
afterAll(async () => {
  await docker.stop();
});

interface Scene extends Admin {
  key: string;
  id: string;
  /** Between the server and the daemon. */
  line: DaemonProxy;
}

/** A server whose one host is the daemon, behind a line that counts. */
async function scene(): Promise<Scene> {
  const admin = await asAdmin();
  const line = await aLine();
  const { id, key } = await addHost(admin, line.endpoint);
  return { ...admin, id, key, line };
}

async function aLine(): Promise<DaemonProxy> {
  const line = await startProxy(docker.host, 'unix');
  onTestFinished(line.close);
  return line;
}

async function aPage({ server, token }: Admin): Promise<Page> {
  const page = await new Page(server, bearer(token)).open();
  onTestFinished(() => {
    page.socket.terminate();
  });
  return page;
}

/** Everything that a page was told of one container, oldest first. */
const told = (page: Page, { id }: Made): Container[] =>
  page.of('upsert').flatMap(({ containers }) => containers.filter((one) => one.id === id));
const gone = (page: Page, { id }: Made) => page.of('remove').some(({ ids }) => ids.includes(id));
const sampled = (page: Page, { id }: Made) =>
  page.of('stats').flatMap(({ samples }) => samples.filter((sample) => sample.id === id));
const count = ({ requests }: DaemonProxy, wanted: string) =>
  requests.filter((request) => request === wanted).length;
const readings = (line: DaemonProxy, { id }: Made) => count(line, `GET /containers/${id}/stats`);

/** Two seconds of the server's own each. */
async function pings(line: DaemonProxy, more: number): Promise<void> {
  const before = count(line, 'GET /_ping');
  await expect
    .poll(() => count(line, 'GET /_ping'), { timeout: 15_000 })
    .toBeGreaterThanOrEqual(before + more);
}

/** Half a minute is what a reload is given. Here it passes quickly, and every other wait takes its time. */
function quickLinger(): void {
  const real = globalThis.setTimeout;
  const quick = (callback: () => void, ms?: number, ...rest: []) =>
    real(callback, ms === 30_000 ? 100 : ms, ...rest);
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(quick as typeof setTimeout);
  onTestFinished(() => {
    spy.mockRestore();
  });
}

describe('a page that looks at a Docker host', () => {
  it('gets its containers once, and then what changes', async () => {
    const on = await scene();
    const first = await testContainer(docker, { flags: ['--env', 'A=b'] });
    const page = await aPage(on);
    page.watch([on.key], { stats: false });
    await page.next(({ type }) => type === 'snapshot');
    expect(page.of('hosts')).toMatchObject([{ hosts: [{ key: on.key }] }]);
    const [snapshot] = page.of('snapshot');
    expect(snapshot?.containers.find(({ id }) => id === first.id)).toMatchObject({
      name: first.name,
      env: null,
      mounts: null,
    });
    await page.next((frame) => frame.type === 'host' && frame.host.status === 'online');

    const made = await testContainer(docker, { flags: ['--env', 'A=b', '-v', '/data'] });
    await expect.poll(() => told(page, made).at(-1)?.state).toBe('running');
    await docker.docker(['rename', made.id, `${made.name}-new`]);
    await expect.poll(() => told(page, made).at(-1)?.name).toBe(`${made.name}-new`);
    await docker.docker(['pause', made.id]);
    await expect.poll(() => told(page, made).at(-1)?.status).toMatch(/^Up .*Paused/);
    await remove(docker, made);
    await expect.poll(() => gone(page, made)).toBe(true);
    for (const row of told(page, made)) expect([row.env, row.mounts]).toEqual([null, null]);
    expect(told(page, first)).toEqual([]);
    expect(page.of('snapshot')).toHaveLength(1);
    expect(page.of('stats')).toEqual([]);
  });

  it('gets numbers of what is on its screen at each tick, of the rest less often, and none when it wants none', async () => {
    const on = await scene();
    const seen = await testContainer(docker);
    const other = await testContainer(docker);
    const page = await aPage(on);
    page.watch([on.key], { visible: [`${on.key}/${seen.id}`] });
    const moreOften = () => sampled(page, seen).length > sampled(page, other).length + 1;
    await expect.poll(moreOften, { timeout: 15_000 }).toBe(true);
    expect(readings(on.line, seen)).toBeGreaterThan(readings(on.line, other));
    expect(sampled(page, seen).at(-1)).toMatchObject({
      host: on.key,
      stats: { pids: 2, cpuPercent: expect.any(Number) },
    });
    expect(sampled(page, other).length).toBeGreaterThan(0);
    // Scrolled: the rows are there already.
    const rows = page.of('snapshot').length;
    page.watch([on.key], { visible: [`${on.key}/${other.id}`] });
    const before = sampled(page, other).length;
    await expect
      .poll(() => sampled(page, other).length, { timeout: 10_000 })
      .toBeGreaterThan(before + 1);
    expect(page.of('snapshot')).toHaveLength(rows);

    page.watch([on.key], { stats: false });
    await expect.poll(() => page.of('hosts').length).toBe(2);
    await pings(on.line, 1);
    const asked = readings(on.line, seen) + readings(on.line, other);
    const frames = page.of('stats').length;
    await pings(on.line, 2);
    expect(readings(on.line, seen) + readings(on.line, other)).toBe(asked);
    expect(page.of('stats')).toHaveLength(frames);
  }, 60_000);

  it('is told while another looks too, and after that one left; numbers are for who asked', async () => {
    const on = await scene();
    const page = await aPage(on);
    const other = await aPage(on);
    page.watch('all', { stats: false });
    other.watch('all');
    for (const one of [page, other]) await one.next(({ type }) => type === 'snapshot');
    const made = await testContainer(docker);
    for (const one of [page, other])
      await expect.poll(() => told(one, made).at(-1)?.state).toBe('running');
    await expect.poll(() => sampled(other, made).length, { timeout: 10_000 }).toBeGreaterThan(0);
    // The daemon is asked once, however many look.
    expect(count(on.line, 'GET /events')).toBe(1);
    other.socket.close();
    await expect.poll(() => other.closed).toBeDefined();
    await docker.docker(['kill', made.id]);
    await expect.poll(() => told(page, made).at(-1)?.state).toBe('exited');
    expect(page.of('stats')).toEqual([]);
  });

  it('hears nothing of a host that it does not look at, and that host hears nothing', async () => {
    const on = await scene();
    const quiet = await aLine();
    const unseen = await addHost(on, quiet.endpoint);
    const page = await aPage(on);
    page.watch([on.key]);
    await page.next(({ type }) => type === 'snapshot');
    const made = await testContainer(docker);
    await expect.poll(() => told(page, made).length).toBeGreaterThan(0);
    expect(JSON.stringify(page.frames)).not.toContain(`"${unseen.key}"`);
    expect(quiet.requests).toEqual([]);
    // It changes its mind, and back.
    page.watch([unseen.key], { stats: false });
    await page.next((frame) => frame.type === 'snapshot' && frame.host === unseen.key);
    const from = page.frames.length;
    await docker.docker(['kill', made.id]);
    await page.next((frame) => frame.type === 'upsert' && frame.host === unseen.key, from);
    expect(JSON.stringify(page.frames.slice(from))).not.toContain(`"${on.key}"`);
  });
});

describe('a host that changes under a page', () => {
  const online = (page: Page, key: string, from: number) =>
    page.next(
      (frame) => frame.type === 'host' && frame.host.key === key && frame.host.status === 'online',
      from,
    );

  it('is there when it is added, and live after it was edited', async () => {
    // What is not held is soon let go.
    quickLinger();
    const on = await scene();
    const page = await aPage(on);
    page.watch();
    await page.next(({ type }) => type === 'snapshot');
    const [before, line] = [await aLine(), await aLine()];
    const added = await addHost(on, before.endpoint);
    await page.next((frame) => frame.type === 'snapshot' && frame.host === added.key);
    const edit = (body: object) => on.call('PATCH', `/api/docker/hosts/${added.id}`, body);

    // A name is no reason to hang up.
    await edit({ name: 'Attic' });
    await page.next((frame) => frame.type === 'host' && frame.host.name === 'Attic');
    await pings(before, 1);
    expect(count(before, 'GET /events')).toBe(1);

    const from = page.frames.length;
    await edit({ endpoint: line.endpoint });
    await online(page, added.key, from);
    await expect.poll(before.connections).toBe(0);
    await pings(line, 1);
    const made = await testContainer(docker);
    await page.next(
      (frame) =>
        frame.type === 'upsert' &&
        frame.host === added.key &&
        frame.containers.some(({ id }) => id === made.id),
      from,
    );
    const rows = page.of('host', from).filter(({ host }) => host.key === added.key);
    expect(rows.at(-1)?.host.name).toBe('Attic');
  });

  it('is gone when it is forgotten, with all its connections', async () => {
    const on = await scene();
    const page = await aPage(on);
    page.watch();
    await page.next(({ type }) => type === 'snapshot');
    const from = page.frames.length;
    expect((await on.call('DELETE', `/api/docker/hosts/${on.id}`)).status).toBe(204);
    await page.next((frame) => frame.type === 'hosts' && frame.hosts.length === 0, from);
    await expect.poll(on.line.connections).toBe(0);
    const asked = on.line.requests.length;
    await page.next(() => true, from);
    expect(on.line.requests).toHaveLength(asked);
    expect(page.closed).toBeUndefined();
  });

  it('is offline when the line breaks, and everything is there when it is mended', async () => {
    const on = await scene();
    const lost = await testContainer(docker);
    const page = await aPage(on);
    page.watch([on.key]);
    await page.next(({ type }) => type === 'snapshot');
    on.line.cut();
    await page.next((frame) => frame.type === 'host' && frame.host.status === 'offline');
    await remove(docker, lost);
    const made = await testContainer(docker);
    const from = page.frames.length;
    on.line.mend();
    await expect.poll(() => page.of('snapshot', from).length, { timeout: 15_000 }).toBe(1);
    const ids = page.of('snapshot', from)[0]?.containers.map(({ id }) => id);
    expect(ids).toContain(made.id);
    expect(ids).not.toContain(lost.id);
    await online(page, on.key, from);
  });
});

describe('without a viewer', () => {
  it('a host is not called at all', async () => {
    quickLinger();
    await testContainer(docker);
    const on = await scene();
    expect(on.line.requests).toEqual([]);
    const page = await aPage(on);
    page.watch('all');
    await page.next(({ type }) => type === 'stats');
    expect(on.line.connections()).toBeGreaterThan(0);
    page.socket.close();
    // The last ones are those that are kept for a moment.
    await expect.poll(on.line.connections, { timeout: 20_000 }).toBe(0);
    const asked = on.line.requests.length;
    // What happens now, nobody asks about.
    const made = await testContainer(docker);
    await remove(docker, made);
    expect(on.line.requests).toHaveLength(asked);
    expect(on.line.connections()).toBe(0);
    // A script that asks wakes it for a moment.
    expect((await on.call('GET', `/api/docker/hosts/${on.id}/containers`)).status).toBe(200);
    expect(on.line.requests.length).toBeGreaterThan(asked);
  }, 60_000);
});
