import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { listAll } from '../src/containers/listAll.ts';
import type { ContainerSource, LogStream } from '../src/containers/source.ts';
import { startProxy } from './bench/daemonProxy.ts';
import { startDocker, type TestDocker } from './bench/dockerd.ts';
import { inside, known, make, remove, testContainer } from './conformance/containers.ts';
import { testTerminal } from './conformance/terminal.ts';
import { testEngine, testFake } from './engineSource.ts';
import { failure } from './fakeAnswers.ts';

/*
 * What happens to a host happens here to a real daemon of our own: it is killed, stopped where it stands, and cut off.
 */

const isRoot = process.getuid?.() === 0;
const SHELL = { shell: 'auto', cols: 80, rows: 24 } as const;
const never = new AbortController().signal;

let docker: TestDocker;
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => unhandled.push(error);

beforeAll(async () => {
  if (isRoot) docker = await startDocker();
});
afterAll(async () => {
  await docker?.stop();
});
// An error that nobody waits for would end the server.
beforeEach(() => {
  process.on('unhandledRejection', onUnhandled).on('uncaughtExceptionMonitor', onUnhandled);
});
afterEach(() => {
  process.off('unhandledRejection', onUnhandled).off('uncaughtExceptionMonitor', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

const status = (source: ContainerSource) => source.describe().status;
const ids = async (source: ContainerSource) => (await source.list()).map(({ id }) => id);

async function drain(stream: LogStream): Promise<void> {
  for await (const batch of stream) if (batch.length === 0) throw new Error('an empty batch');
}

/** Connections of this process that keep it alive. */
const handles = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /^(Pipe|TCPSocket|TLS)Wrap$/.test(name))
    .toSorted();

describe.runIf(isRoot)('a daemon that is killed', () => {
  it('takes everything that is open with it, and comes back without doubles', async () => {
    const keeper = await testContainer(docker);
    const doomed = await testContainer(docker);
    const { source, registry, close } = testEngine(docker.host);
    const before = handles();
    source.watch.acquire().stats('all');
    await known(source, doomed);
    const following = drain(await source.logs.follow(keeper.id, {}, never));
    const terminal = await testTerminal(source.shell, keeper.id);
    const sampling = source.stats.sample(keeper.id);
    const stopping = source.control.act(doomed.id, 'stop');
    const broken = Promise.all([following, sampling, stopping].map(failure));
    const { session } = terminal;

    await docker.faults?.crash();
    for (const one of await broken)
      expect(one).toMatchObject({
        code: expect.stringMatching(/^host_/),
        message: expect.stringMatching(/\.$/),
      });
    expect(await session.exited).toBeNull();
    await session.close();
    await expect.poll(() => status(source)).toBe('offline');
    expect(source.describe().statusDetail).toMatch(/^The connection/);
    // What was last known, and no act on it.
    expect(await ids(source)).toEqual(expect.arrayContaining([keeper.id, doomed.id]));
    const refused = [
      source.find(keeper.id),
      source.control.act(keeper.id, 'start'),
      source.shell.open(keeper.id, SHELL),
      source.logs.read(keeper.id, {}, never),
      source.stats.sample(keeper.id),
    ];
    for (const one of await Promise.all(refused.map(failure)))
      expect(one).toMatchObject({ code: 'host_unreachable' });

    let resyncs = 0;
    registry.on('containers', () => resyncs++);
    await docker.faults?.restart();
    await remove(docker, doomed);
    const fresh = await testContainer(docker);
    await expect.poll(() => status(source), { timeout: 20_000 }).toBe('online');
    await expect.poll(() => ids(source)).toContain(fresh.id);
    const now = await ids(source);
    expect(now).not.toContain(doomed.id);
    expect(now.filter((id) => id === keeper.id)).toHaveLength(1);
    // It went down with its daemon, and nobody told us.
    expect(await source.find(keeper.id)).toMatchObject({ state: 'exited' });
    expect(resyncs).toBe(1);
    await docker.docker(['rename', keeper.id, `${keeper.name}-after`]);
    await expect.poll(async () => (await source.find(keeper.id)).name).toBe(`${keeper.name}-after`);

    await close();
    await expect.poll(handles).toEqual(before);
  });

  it('is waited for by whoever asks first, and not for long', async () => {
    await docker.faults?.crash();
    onTestFinished(async () => docker.faults?.restart());
    const { source, registry } = testEngine(docker.host);
    const message = expect.stringMatching(/^The connection was refused/);
    const unreachable = { code: 'host_unreachable', message };
    await expect(source.list()).rejects.toMatchObject(unreachable);
    expect(source.describe()).toMatchObject({ status: 'offline', containerCount: null });
    expect(await listAll(registry, undefined, () => undefined)).toMatchObject({
      items: [],
      failures: [{ host: source.key, ...unreachable }],
    });
  });
});

describe.runIf(isRoot)('a daemon that hangs', () => {
  it('is offline, and the others are as fresh as ever', async () => {
    const id = 'a'.repeat(64);
    const other = await testFake({
      'GET /containers/json': [{ Id: id }],
      [`GET /containers/${id}/json`]: { Id: id, Name: '/first', State: { Status: 'running' } },
    });
    const made = await testContainer(docker);
    const hung = testEngine(docker.host);
    const { registry } = hung;
    const fine = testEngine(other.endpoint, { key: 'docker:2', registry });
    hung.source.watch.acquire();
    fine.source.watch.acquire();
    await known(hung.source, made);
    const { session } = await testTerminal(hung.source.shell, made.id);
    await fine.source.list();
    const lost: string[] = [];
    registry.on('host', (key) => {
      if (registry.get(key)?.describe().status === 'offline') lost.push(key);
    });

    await docker.faults?.hang();
    onTestFinished(async () => docker.faults?.unhang());
    const closing = session.close();
    const late = testEngine(docker.host, { key: 'docker:3' }).source;
    const first = failure(late.list());
    await expect.poll(() => status(hung.source), { timeout: 10_000 }).toBe('offline');
    expect(hung.source.describe().statusDetail).toMatch(/did not answer/);
    other.answers[`GET /containers/${id}/json`] = { Id: id, Name: '/second' };
    other.event({ Type: 'container', Action: 'rename', Actor: { ID: id } });
    await expect.poll(async () => (await fine.source.find(id)).name).toBe('second');
    expect(lost).toEqual([hung.source.key]);
    const all = await listAll(registry, undefined, () => undefined);
    expect(all.failures.map(({ host }) => host)).toEqual([hung.source.key]);
    expect(all.items.map((one) => one.id)).toEqual(expect.arrayContaining([made.id, id]));
    expect(await first).toMatchObject({ code: 'host_timeout' });
    expect(await failure(late.find(made.id))).toMatchObject({ code: 'host_timeout' });
    await closing;

    await docker.faults?.unhang();
    await expect.poll(() => status(hung.source), { timeout: 20_000 }).toBe('online');
    expect(await hung.source.find(made.id)).toMatchObject({ state: 'running' });
  });
});

describe.runIf(isRoot)('a line that breaks', () => {
  it('hides what happens meanwhile, and then all of it is there', async () => {
    const line = await startProxy(docker.host, 'tcp');
    onTestFinished(line.close);
    const gone = await make(docker);
    const renamed = await testContainer(docker);
    const { source, registry } = testEngine(line.endpoint);
    source.watch.acquire();
    await known(source, renamed);
    const following = failure(drain(await source.logs.follow(renamed.id, {}, never)));
    line.cut();
    expect(await following).toMatchObject({ code: 'host_unreachable' });
    await expect.poll(() => status(source)).toBe('offline');
    await remove(docker, gone);
    const made = await testContainer(docker);
    await docker.docker(['rename', renamed.id, `${renamed.name}-new`]);
    await docker.docker(['stop', renamed.id]);
    const news: string[] = [];
    registry.on('containers', (key) => news.push(key));
    line.mend();
    await expect.poll(() => status(source), { timeout: 20_000 }).toBe('online');
    const now = await source.list();
    expect(now.filter(({ id }) => id === renamed.id)).toMatchObject([
      { name: `${renamed.name}-new`, state: 'exited' },
    ]);
    expect(now.map(({ id }) => id)).toContain(made.id);
    expect(now.map(({ id }) => id)).not.toContain(gone.id);
    expect(news).toEqual([source.key]);
  });

  it('leaves no shell behind', async () => {
    const line = await startProxy(docker.host, 'tcp');
    onTestFinished(line.close);
    const made = await testContainer(docker);
    const { source } = testEngine(line.endpoint);
    source.watch.acquire();
    await known(source, made);
    const { session, run } = await testTerminal(source.shell, made.id).then((terminal) => ({
      session: terminal.session,
      run: (text: string) => terminal.run(text),
    }));
    await run('sleep 4020 & true');
    line.drop();
    expect(await session.exited).toBeNull();
    await session.close();
    expect(await inside(docker, made, 'ps -o args')).not.toMatch(/^(ash|sleep 4020)$/m);
  });
});

describe.runIf(isRoot)('a host that is closed', () => {
  it('ends every call and every connection, also of those who wait', async () => {
    const line = await startProxy(docker.host, 'tcp');
    onTestFinished(line.close);
    const made = await testContainer(docker);
    const before = handles();
    const { source, close } = testEngine(line.endpoint);
    source.watch.acquire().stats('all');
    await known(source, made);
    const following = failure(drain(await source.logs.follow(made.id, {}, never)));
    const sampling = failure(source.stats.sample(made.id));
    await close();
    expect(await following).toMatchObject({ code: 'host_unreachable' });
    expect(await sampling).toMatchObject({ code: 'host_unreachable' });
    await expect.poll(line.connections).toBe(0);
    await expect.poll(handles).toEqual(before);
    const asked = line.requests.length;
    // Whoever still holds it is answered from memory, and wakes nothing.
    expect(await ids(source)).toContain(made.id);
    expect(await failure(source.find(made.id))).toMatchObject({ code: 'host_unreachable' });
    expect(line.requests).toHaveLength(asked);
  });

  it('does not leave those alone who wait for its first answer', async () => {
    const silent = await testFake({ 'GET /version': () => undefined });
    const order: string[] = [];
    const other = failure(testEngine(silent.endpoint).source.list()).finally(() =>
      order.push('the deadline'),
    );
    const { source, close } = testEngine(silent.endpoint);
    const waiting = failure(source.list()).finally(() => order.push('the end'));
    await expect.poll(() => silent.requests.length).toBeGreaterThan(1);
    await close();
    expect(await waiting).toMatchObject({ code: 'host_unreachable' });
    expect(await failure(source.find('web'))).toMatchObject({ code: 'host_unreachable' });
    order.push('and after it');
    await other;
    expect(order).toEqual(['the end', 'and after it', 'the deadline']);
  });
});
