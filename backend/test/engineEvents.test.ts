import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { testEngine, testFake } from './engineSource.ts';
import type { FakeAnswers } from './bench/fakeDaemon.ts';
import { answer, event, ID, named, ONE, pour } from './fakeAnswers.ts';

/* What a page sees of a host while it looks, against a daemon that says what it is told to say. */

describe('events', () => {
  const opened = async (answers: FakeAnswers = ONE) => {
    const fake = await testFake(answers);
    const { source, registry, warnings } = testEngine(fake.endpoint);
    source.watch.acquire();
    await source.list();
    return { fake, source, registry, warnings };
  };

  it('that end are a gap: everything is read again, once', async () => {
    let streams: ServerResponse[] = [];
    const { fake, source, registry } = await opened({
      ...ONE,
      'GET /events': (_request, response) => {
        response.writeHead(200).flushHeaders();
        streams.push(response);
      },
    });
    let reads = 0;
    registry.on('containers', () => reads++);
    fake.answers[`GET /containers/${ID}/json`] = named('/renamed');
    for (const stream of streams) stream.end();
    streams = [];
    await expect.poll(async () => (await source.list())[0]?.name).toBe('renamed');
    await expect.poll(() => source.describe().status).toBe('online');
    expect(await source.list()).toHaveLength(1);
    expect(reads).toBe(1);
    expect(streams).toHaveLength(1);
  });

  it('of a container that is removed while it is read do not bring it back', async () => {
    const { fake, source } = await opened();
    const waiting: ServerResponse[] = [];
    fake.answers[`GET /containers/${ID}/json`] = (_request, response) => waiting.push(response);
    fake.event(event('die'));
    await expect.poll(() => waiting.length).toBe(1);
    fake.answers[`GET /containers/${ID}/json`] = answer(404, '{"message":"No such container"}');
    fake.event(event('destroy'));
    await expect.poll(() => source.list()).toEqual([]);
    // What the daemon said before it was gone.
    waiting[0]?.end(JSON.stringify(named('/ghost')));
    const isInspect = (request: string) => request.startsWith(`GET /containers/${ID}/json`);
    await expect.poll(() => fake.requests.filter(isInspect).length).toBe(3);
    await expect.poll(() => source.list()).toEqual([]);
  });

  it('that come in a crowd cost a few readings, and the last one counts', async () => {
    const { fake, source } = await opened();
    let readings = 0;
    fake.answers[`GET /containers/${ID}/json`] = (_request, response) => {
      const name = `/name-${++readings}`;
      setTimeout(() => response.end(JSON.stringify(named(name))), 30);
    };
    for (let i = 0; i < 200; i++) fake.event(event('update'));
    const last = async () => (await source.list())[0]?.name === `name-${readings}`;
    await expect.poll(async () => readings > 1 && (await last())).toBe(true);
    expect(readings).toBeLessThan(20);
  });

  it('that are none, or about something else, are let go', async () => {
    const { fake, source, warnings } = await opened();
    const id = 'ef'.repeat(32);
    for (const odd of [null, 7, [], {}, { Type: 'container' }, event('die', '../../version')])
      fake.event(odd as object);
    fake.event({ Type: 'network', Action: 'destroy', Actor: { ID, Attributes: {} } });
    fake.answers[`GET /containers/${id}/json`] = named('/new', id);
    fake.event(event('create', id));
    await expect.poll(async () => (await source.list()).map(({ name }) => name)).toContain('new');
    expect(await source.list()).toHaveLength(2);
    expect(warnings).toEqual([]);
    expect(fake.requests.join(' ')).not.toContain('..');
  });

  it('about a container that could not be read just then are not forgotten', async () => {
    const { fake, source, warnings } = await opened();
    fake.answers[`GET /containers/${ID}/json`] = (request) => request.socket.destroy();
    fake.event(event('rename'));
    await expect.poll(() => warnings).toEqual(['a container was not read']);
    expect(await source.list()).toMatchObject([{ name: 'web' }]);
    fake.answers[`GET /containers/${ID}/json`] = named('/later');
    await expect.poll(async () => (await source.list())[0]?.name, { timeout: 5_000 }).toBe('later');
    expect(source.describe().status).toBe('online');
  });

  it('of one line without end are a fault, and the host comes back', async () => {
    let first = true;
    const { source, registry } = await opened({
      ...ONE,
      'GET /events': (_request, response) => {
        response.writeHead(200).flushHeaders();
        if (first) pour(response, () => undefined);
        first = false;
      },
    });
    let offline = 0;
    registry.on('host', () => {
      if (source.describe().status === 'offline') offline++;
    });
    await expect.poll(() => offline, { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => source.describe().status, { timeout: 20_000 }).toBe('online');
  });
});

describe('what we do ourselves', () => {
  it('is in the list when it is done, also where the daemon does not tell of it', async () => {
    const { source } = testEngine((await testFake(silentDaemon())).endpoint);
    source.watch.acquire();
    await source.list();
    await source.control.act('web', 'stop');
    expect(await source.list()).toMatchObject([{ state: 'exited' }]);
    await source.control.act('web', 'start');
    expect(await source.list()).toMatchObject([{ state: 'running' }]);
    await source.control.remove('web', { force: true, volumes: false });
    expect(await source.list()).toEqual([]);
  });

  it('and half of it, when it fails half way', async () => {
    const fake = await testFake({
      ...silentDaemon(),
      [`POST /containers/${ID}/restart`]: (_request, response) => {
        fake.answers[`GET /containers/${ID}/json`] = {
          ...named('/web'),
          State: { Status: 'exited' },
        };
        response.writeHead(500).end('{"message":"it stopped and did not start"}');
      },
    });
    const { source } = testEngine(fake.endpoint);
    source.watch.acquire();
    await expect(source.control.act('web', 'restart')).rejects.toThrow('it stopped');
    expect(await source.list()).toMatchObject([{ state: 'exited' }]);
  });

  /** Does what it is told, and no event comes of it. */
  function silentDaemon(): FakeAnswers {
    let state = 'running';
    const become = (next: string) => (_request: unknown, response: ServerResponse) => {
      state = next;
      response.writeHead(204).end();
    };
    return {
      ...ONE,
      [`GET /containers/${ID}/json`]: (_request, response) => {
        if (state === 'gone') response.writeHead(404).end('{"message":"No such container"}');
        else response.end(JSON.stringify({ ...named('/web'), State: { Status: state } }));
      },
      [`POST /containers/${ID}/stop`]: become('exited'),
      [`POST /containers/${ID}/start`]: become('running'),
      [`DELETE /containers/${ID}`]: become('gone'),
    };
  }
});

describe('a script that asks once', () => {
  it('is answered, also when reading the host takes longer than it lingers', async () => {
    const fake = await testFake({
      ...ONE,
      [`GET /containers/${ID}/json`]: (_request, response) => {
        setTimeout(() => response.end(JSON.stringify(named('/slow'))), 200);
      },
    });
    const { source } = testEngine(fake.endpoint, { lingerMs: 10 });
    expect(await source.list()).toMatchObject([{ name: 'slow' }]);
    await expect.poll(() => source.describe().status).toBe('unknown');
    // All at once are one reading.
    const before = fake.requests.length;
    await Promise.all([source.list(), source.find('slow'), source.list()]);
    expect(fake.requests.slice(before).filter((request) => request.includes(ID))).toHaveLength(1);
  });
});

describe('samples', () => {
  const reading = (total_usage: number, system_cpu_usage: number) => ({
    cpu_stats: { cpu_usage: { total_usage }, system_cpu_usage, online_cpus: 2 },
    memory_stats: { usage: 5_000, limit: 10_000 },
  });

  it('are taken of what runs while they are wanted, and not otherwise', async () => {
    const ids = ['1', '2', '3'].map((digit) => digit.repeat(64));
    const inspects = ids.map((id, i) => [
      `GET /containers/${id}/json`,
      { ...named(`/c${i}`, id), State: { Status: i === 2 ? 'exited' : 'running' } },
    ]);
    let used = 0;
    const stats = ids.map((id) => [
      `GET /containers/${id}/stats`,
      (_request: unknown, response: ServerResponse) =>
        // Half of one of two processors, on a machine that has been up for years.
        response.end(JSON.stringify(reading(2e16 + ++used * 1e9, 9e18 + used * 4e9))),
    ]);
    const fake = await testFake({
      'GET /containers/json': ids.map((id) => ({ Id: id })),
      ...(Object.fromEntries([...inspects, ...stats]) as FakeAnswers),
    });
    const asked = (id: string) =>
      fake.requests.filter((request) => request.startsWith(`GET /containers/${id}/stats`)).length;
    const [one = '', two = '', ended = ''] = ids;
    const { source } = testEngine(fake.endpoint);
    const lease = source.watch.acquire();
    await source.list();
    lease.stats(new Set([one]));
    await expect
      .poll(async () => (await source.find(one)).stats?.cpuPercent, { timeout: 5_000 })
      .toBe(50);
    // What nobody looks at is read once in a while; what does not run, never.
    await expect.poll(() => asked(one), { timeout: 10_000 }).toBeGreaterThan(3);
    expect(asked(two)).toBe(2);
    expect(asked(ended)).toBe(0);
    expect((await source.find(ended)).stats).toBeNull();
    // What stops has no numbers any more, though they are fresh.
    fake.answers[`GET /containers/${one}/json`] = {
      ...named('/c0', one),
      State: { Status: 'exited' },
    };
    fake.event(event('die', one));
    await expect.poll(async () => (await source.find(one)).state).toBe('exited');
    expect((await source.find(one)).stats).toBeNull();
    lease.stats(undefined);
    const before = asked(two);
    const pings = fake.requests.filter((request) => request === 'GET /_ping').length;
    // Two pings are two ticks at least.
    await expect
      .poll(() => fake.requests.filter((request) => request === 'GET /_ping').length, {
        timeout: 8_000,
      })
      .toBeGreaterThan(pings + 1);
    expect(asked(two)).toBe(before);
  });
});
