import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { HostRegistry } from '../src/containers/registry.ts';
import type { LiveFrame } from '../src/contract/index.ts';
import { LiveFeed } from '../src/sockets/live.ts';
import { testEngine, testFake } from './engineSource.ts';
import { answer, event, failure, ID, named, ONE } from './fakeAnswers.ts';
import { sleep } from './sockets.ts';

/*
 * What comes too late, too often, or just at the wrong moment.
 */

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const INSPECT = `GET /containers/${ID}/json`;
const SHELL = { shell: 'auto', cols: 80, rows: 24 } as const;

/** Answers the next inspection when it is told to, with what was true when it was asked. */
function held() {
  let name = '/first';
  let release: (() => void) | undefined;
  let hold = false;
  return {
    rename: (to: string) => (name = to),
    holdNext: () => (hold = true),
    release: () => release?.(),
    answer: (_request: IncomingMessage, response: ServerResponse) => {
      const body = JSON.stringify(named(name));
      if (hold) release = () => response.end(body);
      else response.end(body);
      hold = false;
    },
  };
}

describe('an answer that is late', () => {
  it('does not undo what was read after a gap', async () => {
    const inspect = held();
    let stream: ServerResponse | undefined;
    const fake = await testFake({
      ...ONE,
      [INSPECT]: inspect.answer,
      'GET /events': (_request, response) => {
        response.writeHead(200).flushHeaders();
        stream = response;
      },
    });
    const { source, registry } = testEngine(fake.endpoint);
    source.watch.acquire();
    await source.list();
    const seen: string[] = [];
    registry.on('changes', (_key, { changed }) => seen.push(...changed.map(({ name }) => name)));
    let resyncs = 0;
    registry.on('containers', () => resyncs++);
    inspect.holdNext();
    stream?.write(`${JSON.stringify(event('rename'))}\n`);
    await expect.poll(() => fake.requests.filter((one) => one.includes(ID)).length).toBe(2);
    inspect.rename('/second');
    stream?.end();
    await expect.poll(() => resyncs).toBe(1);
    expect(await source.list()).toMatchObject([{ name: 'second' }]);
    inspect.release();
    // It is asked again.
    await expect.poll(() => fake.requests.filter((one) => one.includes(ID)).length).toBe(4);
    expect(await source.list()).toMatchObject([{ name: 'second' }]);
    expect(seen).not.toContain('first');
  });

  it('does not bring back what is gone', async () => {
    const inspect = held();
    const fake = await testFake({ ...ONE, [INSPECT]: inspect.answer });
    const { source, registry } = testEngine(fake.endpoint);
    source.watch.acquire();
    await source.list();
    const back: string[] = [];
    registry.on('changes', (_key, { changed }) => back.push(...changed.map(({ name }) => name)));
    inspect.rename('/late');
    inspect.holdNext();
    fake.event(event('rename'));
    await expect.poll(() => fake.requests.filter((one) => one.includes(ID)).length).toBe(2);
    fake.answers[INSPECT] = answer(404, '{"message":"No such container"}');
    fake.event(event('destroy'));
    await expect.poll(async () => (await source.list()).length).toBe(0);
    inspect.release();
    await expect.poll(() => fake.requests.filter((one) => one.includes(ID)).length).toBe(3);
    await sleep(50);
    expect(await source.list()).toEqual([]);
    expect(back).toEqual([]);
  });
});

describe('a host that was known and hangs', () => {
  it('does not hold up a page that watches others too', async () => {
    const hung = await testFake(ONE);
    const fine = await testFake(ONE);
    const registry = new HostRegistry();
    const lingerMs = 50;
    const one = testEngine(hung.endpoint, { key: 'docker:1', registry, lingerMs }).source;
    const other = testEngine(fine.endpoint, { key: 'docker:2', registry, lingerMs }).source;
    await Promise.all([one.list(), other.list()]);
    await expect.poll(() => one.describe().status).toBe('unknown');
    hung.answers['GET /version'] = hung.answers['GET /info'] = () => undefined;

    const frames: LiveFrame[] = [];
    const socket = Object.assign(new EventEmitter(), {
      bufferedAmount: 0,
      send: (text: string) => frames.push(JSON.parse(text) as LiveFrame),
    });
    const feed = new LiveFeed(
      socket as unknown as WebSocket,
      registry,
      {} as unknown as FastifyBaseLogger,
    );
    socket.emit('message', Buffer.from('{"type":"watch","hosts":"all"}'), false);
    const snapshots = () =>
      frames.flatMap((frame) => (frame.type === 'snapshot' ? [frame.host] : []));
    await expect.poll(snapshots).toEqual(['docker:2']);
    fine.answers[INSPECT] = named('/later');
    fine.event(event('rename'));
    await expect.poll(() => frames.at(-1)).toMatchObject({ type: 'host', host: { id: '2' } });
    expect(one.describe().statusDetail).toBe('Connecting.');
    // Its own rows come with the news that it is down.
    await expect.poll(snapshots, { timeout: 6_000 }).toEqual(['docker:2', 'docker:1']);
    expect(one.describe().status).toBe('offline');
    feed.dispose();
  });

  it('is waited for once, not by each who asks', async () => {
    const silent = await testFake({ 'GET /version': () => undefined });
    const { source } = testEngine(silent.endpoint);
    vi.useFakeTimers({ toFake: ['Date'] });
    source.watch.acquire();
    await expect.poll(() => silent.requests).toContain('GET /version');
    vi.setSystemTime(Date.now() + 10_001);
    expect(await failure(source.list())).toMatchObject({ code: 'host_timeout' });
    expect(source.describe().statusDetail).toBe('Connecting.');
  });
});

describe('a daemon', () => {
  it('that hangs up whenever it was read is not read all the time', async () => {
    const fake = await testFake({
      ...ONE,
      'GET /events': (_request, response) => {
        response.writeHead(200).flushHeaders();
        setTimeout(() => response.end(), 100);
      },
    });
    const { source } = testEngine(fake.endpoint);
    source.watch.acquire();
    await sleep(5_000);
    const lists = fake.requests.filter((one) => one.startsWith('GET /containers/json'));
    expect(lists.length).toBeLessThan(8);
  });

  it('that takes a connection over unasked is refused', async () => {
    const fake = await testFake({
      ...ONE,
      'GET /_ping': ({ socket }) => {
        socket.write('HTTP/1.1 101 Hello\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      },
    });
    const { source } = testEngine(fake.endpoint);
    source.watch.acquire();
    await source.list();
    await expect.poll(() => source.describe().status, { timeout: 5_000 }).toBe('offline');
    expect(source.describe().statusDetail).toBe('Docker answered with status 101.');
  });

  it('that tells a secret with its error is masked', async () => {
    const message = 'exec: "/app --password=canary-1": stat: no such file, https://u:canary-2@h/';
    const fake = await testFake({
      ...ONE,
      [`POST /containers/${ID}/start`]: answer(500, JSON.stringify({ message })),
    });
    const { source } = testEngine(fake.endpoint);
    const refused = (await failure(source.control.act('web', 'start'))) as Error;
    expect(refused.message).toMatch(/^Docker says: exec: "\/app --password=\*{8}/);
    expect(refused.message).not.toContain('canary');
  });

  it('that misses something else than the container says what', async () => {
    const fake = await testFake({
      ...ONE,
      [`POST /containers/${ID}/start`]: answer(404, '{"message":"network lan not found"}'),
    });
    const { source } = testEngine(fake.endpoint);
    expect(await failure(source.control.act('web', 'start'))).toMatchObject({
      code: 'not_found',
      message: 'Docker says: network lan not found.',
    });
  });

  it('is asked for a sign of life on every connection, also on a silent one', async () => {
    const fake = await testFake(ONE, { tcp: true });
    const probed = new Set<Socket>();
    vi.spyOn(Socket.prototype, 'setKeepAlive').mockImplementation(function (this: Socket, on) {
      if (on) probed.add(this);
      return this;
    });
    const { source } = testEngine(fake.endpoint);
    source.watch.acquire();
    await source.list();
    expect(probed.size).toBe(fake.connections());
  });
});

const UPGRADED = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

/** A daemon in whose container a shell starts, with the process number 7, when `greet` is called. */
async function shellDaemon() {
  const open: Duplex[] = [];
  const commands: string[][] = [];
  const fake = await testFake(
    {
      ...ONE,
      'GET /exec/e/json': { Running: false, ExitCode: 0 },
      'POST /exec/e/resize': answer(200, ''),
      [`POST /containers/${ID}/exec`]: (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          commands.push((JSON.parse(body) as { Cmd: string[] }).Cmd);
          response.writeHead(201).end('{"Id":"e"}');
        });
      },
    },
    {
      onUpgrade: (_request, socket) => {
        socket.write(UPGRADED);
        // What ends a shell ends at once.
        if (open.length) socket.end();
        open.push(socket);
      },
    },
  );
  const { source, ...rest } = testEngine(fake.endpoint);
  source.watch.acquire();
  await source.list();
  const greet = () => open[0]?.write(`${commands[0]?.[4]} 7 sh\r\n`);
  return { fake, source, ...rest, open, commands, greet };
}

describe('a shell', () => {
  it('whose connection breaks right after it has started has ended', async () => {
    const { fake, source, open, greet } = await shellDaemon();
    fake.answers['POST /exec/e/resize'] = (_request, response) => {
      open[0]?.destroy();
      setTimeout(() => response.end(), 100);
    };
    const opening = source.shell.open('web', SHELL);
    await expect.poll(() => open.length).toBe(1);
    greet();
    const shell = await opening;
    expect(await Promise.race([shell.exited, sleep(2_000).then(() => 'still open')])).toBe(0);
    await shell.close();
  });

  it('that is still to open when its host is closed is ended too', async () => {
    const { source, open, commands, greet } = await shellDaemon();
    const opening = failure(source.shell.open('web', SHELL));
    await expect.poll(() => open.length).toBe(1);
    let isClosed = false;
    const closing = source.close().then(() => (isClosed = true));
    await sleep(50);
    expect(isClosed).toBe(false);
    greet();
    await opening;
    await closing;
    // The shell, and what ends its session.
    expect(commands.map((command) => command.at(-1))).toEqual(['auto', '7']);
  });

  it('that reads slowly leaves no listeners behind', async () => {
    const { source, open, greet } = await shellDaemon();
    const opening = source.shell.open('web', SHELL);
    await expect.poll(() => open.length).toBe(1);
    greet();
    const shell = await opening;
    const warned = vi.fn<(warning: Error) => void>();
    process.on('warning', warned);
    for (let blocked = 0; blocked < 15; blocked++) {
      open[0]?.pause();
      while (shell.write(Buffer.alloc(64 * 1024)));
      open[0]?.resume();
      await shell.drained();
    }
    await sleep(10);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
    await shell.close();
  });
});
