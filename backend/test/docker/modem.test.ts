import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { talk, type CallLimits } from '../../src/docker/modem.ts';
import { engineTransport, type Transport } from '../../src/docker/transport.ts';
import type { FakeAnswer, FakeAnswers, FakeOptions } from '../bench/fakeDaemon.ts';
import { testFake } from '../engineSource.ts';
import { answer, failure, pour } from '../fakeAnswers.ts';

interface Context {
  method?: string;
  isStream?: boolean;
  hijack?: boolean;
}

/** One call as dockerode makes it. */
function dial(
  transport: Transport,
  limits: Partial<CallLimits>,
  { method = 'GET', ...context }: Context = {},
): Promise<unknown> {
  const call = talk(transport, { lane: 'shared', deadlineMs: 5_000, maxBytes: 1_000, ...limits });
  const headers = context.hijack ? { connection: 'Upgrade', upgrade: 'tcp' } : {};
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: unknown) => {
      if (error) reject(error);
      else resolve(result);
    };
    call(
      { path: '/thing', method, headers },
      { ...context, statusCodes: { 200: true } },
      undefined,
      done,
    );
  });
}

async function daemon(answers: FakeAnswers, options?: FakeOptions) {
  const fake = await testFake(answers, options);
  const transport = engineTransport(fake.endpoint, null);
  onTestFinished(() => {
    transport.close();
  });
  return { fake, transport };
}

const upgraded = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

describe('a call', () => {
  it('gives what was answered, as JSON or as text', async () => {
    const { fake, transport } = await daemon({ 'GET /thing': { a: 1 } });
    expect(await dial(transport, {})).toEqual({ a: 1 });
    fake.answers['GET /thing'] = 'plain';
    expect(await dial(transport, {})).toBe('plain');
    fake.answers['GET /thing'] = answer(200, '');
    expect(await dial(transport, {})).toBeUndefined();
  });

  it('ends at its deadline, whether nothing comes or too little', async () => {
    const silent: FakeAnswer = () => undefined;
    const cut: FakeAnswer = (_request, response) => void response.writeHead(200).write('[');
    for (const slow of [silent, cut]) {
      const { fake, transport } = await daemon({ 'GET /thing': slow });
      expect(await failure(dial(transport, { deadlineMs: 60 }))).toMatchObject({
        name: 'EngineTimeoutError',
        afterMs: 60,
      });
      await expect.poll(fake.connections).toBe(0);
    }
  });

  it('takes an answer up to its size, and no larger', async () => {
    const { fake, transport } = await daemon({ 'GET /thing': 'x'.repeat(1_000) });
    expect(await dial(transport, {})).toHaveLength(1_000);
    fake.answers['GET /thing'] = 'x'.repeat(1_001);
    expect(await failure(dial(transport, {}))).toMatchObject({ status: 0 });
    let poured = 0;
    fake.answers['GET /thing'] = (_request, response) => {
      pour(response.writeHead(500), (bytes) => (poured += bytes));
    };
    expect(await failure(dial(transport, {}))).toMatchObject({ status: 0 });
    expect(poured).toBeLessThan(16 * 1024 * 1024);
    await expect.poll(fake.connections).toBe(0);
  });

  it('ends with its signal, before it, on its way, and in its body', async () => {
    const { fake, transport } = await daemon({
      'GET /thing': (_request, response) => void response.writeHead(200).write('['),
    });
    const gone = AbortSignal.abort(new Error('nobody looks'));
    expect(await failure(dial(transport, { signal: gone }))).toMatchObject({
      message: 'nobody looks',
    });
    expect(fake.requests).toEqual([]);
    const later = new AbortController();
    const waiting = failure(dial(transport, { signal: later.signal }));
    await expect.poll(() => fake.requests).toHaveLength(1);
    later.abort(new Error('nobody looks'));
    expect(await waiting).toMatchObject({ message: 'nobody looks' });
    await expect.poll(fake.connections).toBe(0);
  });

  it('is made once more where a kept connection was just closed, and only if it reads', async () => {
    const arrived: string[] = [];
    let connections = 0;
    // Answers once on each connection, and closes it when it is used again.
    const onConnection = (socket: Socket) => {
      let used = false;
      connections++;
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        arrived.push(data.toString().slice(0, 4).trim());
        if (used) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
        used = true;
      });
    };
    const server = createServer(onConnection);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const transport = engineTransport(`tcp://127.0.0.1:${port}`, null);
    onTestFinished(() => {
      transport.close();
    });
    await dial(transport, {});
    await dial(transport, {});
    expect([arrived, connections]).toEqual([['GET', 'GET', 'GET'], 2]);
    expect(await failure(dial(transport, {}, { method: 'POST' }))).toMatchObject({
      code: 'ECONNRESET',
    });
    // An act that may have been done is not done twice.
    expect(arrived.filter((method) => method === 'POST')).toHaveLength(1);
  });

  it('is not made on a transport that is closed', async () => {
    const { fake, transport } = await daemon({});
    transport.close();
    expect(await failure(dial(transport, {}))).toBeInstanceOf(Error);
    expect(fake.requests).toEqual([]);
  });
});

describe('a stream', () => {
  it('has a deadline to its beginning and none to its end', async () => {
    const { fake, transport } = await daemon({
      'GET /thing': (_request, response) => {
        response.writeHead(200).write('one');
        setTimeout(() => response.end('two'), 150);
      },
    });
    const body = (await dial(transport, { deadlineMs: 100 }, { isStream: true })) as Readable;
    const chunks: string[] = [];
    for await (const chunk of body) chunks.push(String(chunk));
    expect(chunks.join('')).toBe('onetwo');
    fake.answers['GET /thing'] = () => undefined;
    expect(await failure(dial(transport, { deadlineMs: 50 }, { isStream: true }))).toMatchObject({
      name: 'EngineTimeoutError',
    });
  });

  it('ends with its signal, and what is no success is an error with the words of the daemon', async () => {
    const { fake, transport } = await daemon({
      'GET /thing': (_request, response) => void response.writeHead(200).write('one'),
    });
    const gone = new AbortController();
    const body = (await dial(
      transport,
      { lane: 'own', signal: gone.signal },
      { isStream: true },
    )) as Readable;
    const reading = failure(body.forEach(() => undefined));
    gone.abort(new Error('nobody looks'));
    expect(await reading).toBeInstanceOf(Error);
    await expect.poll(fake.connections).toBe(0);
    fake.answers['GET /thing'] = answer(404, '{"message":"no such log"}');
    expect(await failure(dial(transport, {}, { isStream: true }))).toMatchObject({
      status: 404,
      message: 'no such log',
    });
  });
});

describe('a connection that is taken over', () => {
  it('goes both ways, and begins with what came with the answer', async () => {
    const { transport } = await daemon(
      {},
      {
        onUpgrade: (_request, socket) => {
          socket.write(`${upgraded}hello `);
          socket.pipe(socket);
        },
      },
    );
    const socket = (await dial(transport, { lane: 'own' }, { hijack: true })) as Duplex;
    socket.write('world');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said).toBe('hello world');
    socket.destroy();
  });

  it('that comes late finds nobody', async () => {
    const open: Duplex[] = [];
    const { fake, transport } = await daemon(
      {},
      {
        onUpgrade: (_request, socket) => {
          open.push(socket);
        },
      },
    );
    const limits = { lane: 'own', deadlineMs: 50 } as const;
    expect(await failure(dial(transport, limits, { hijack: true }))).toMatchObject({
      name: 'EngineTimeoutError',
    });
    open[0]?.write(upgraded);
    await expect.poll(fake.connections).toBe(0);
  });

  it('that is reset ends nothing but itself', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    process.on('uncaughtExceptionMonitor', onError);
    onTestFinished(() => void process.off('uncaughtExceptionMonitor', onError));
    const { fake, transport } = await daemon(
      {},
      {
        onUpgrade: (_request, socket) => {
          socket.write(upgraded);
          socket.once('data', () => (socket as Socket).destroy());
        },
      },
    );
    const socket = (await dial(transport, { lane: 'own' }, { hijack: true })) as Duplex;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('x'.repeat(1_000_000));
    await closed;
    await expect.poll(fake.connections).toBe(0);
    expect(errors).toEqual([]);
  });

  it('that is refused says why', async () => {
    const { fake, transport } = await daemon(
      {},
      {
        onUpgrade: (_request, socket) => {
          socket.end('HTTP/1.1 409 Conflict\r\nContent-Length: 23\r\n\r\n{"message":"is paused"}');
        },
      },
    );
    expect(await failure(dial(transport, { lane: 'own' }, { hijack: true }))).toMatchObject({
      status: 409,
      message: 'is paused',
    });
    await expect.poll(fake.connections).toBe(0);
  });
});
