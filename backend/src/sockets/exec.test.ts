import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { ShellSession } from '../containers/source.ts';
import { execServerFrame } from '../contract/index.ts';
import { conflict, dockerError } from '../errors.ts';
import { EchoShell, FakeShell } from '../../test/fakeShell.ts';
import { connect, sleep, socketServer, type Peer } from '../../test/sockets.ts';
import { ExecPump } from './exec.ts';
import { HIGH_WATER_BYTES } from './sender.ts';

interface Using {
  peer: Peer;
  socket: WebSocket;
  pump: ExecPump;
  /** Ends the authority, as a logout does. */
  lose: () => void;
}

/** A client of what `open` gives, over a real connection. */
async function use(open: () => Promise<ShellSession>): Promise<Using> {
  const over = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Omit<Using, 'peer'>>();
  const { url } = await socketServer((socket) => {
    socket.once('close', () => over.abort());
    const lose = () => {
      socket.close(4401, 'session ended');
      over.abort();
    };
    const { log } = Fastify();
    const pump = new ExecPump(socket, { signal: over.signal, open, log });
    resolve({ socket, pump, lose });
  });
  const peer = await connect(url);
  return { peer, ...(await promise) };
}

const useShell = async (shell: FakeShell) => {
  const using = await use(() => Promise.resolve(shell));
  await using.peer.next('ready');
  return using;
};

describe('a shell', () => {
  it('says which it is, takes keystrokes as they are, prints as it is', async () => {
    const shell = new FakeShell();
    const { peer } = await useShell(shell);
    expect(execServerFrame.parse(peer.frames[0])).toEqual({ type: 'ready', shell: 'bash' });
    const bytes = Buffer.from([0, 3, 27, 255, 254, 13, 10]);
    peer.send(bytes);
    await expect.poll(() => shell.written.length).toBe(bytes.length);
    expect(shell.written).toEqual(bytes);
    shell.output.write(bytes);
    await expect.poll(() => peer.bytes.length).toBe(bytes.length);
    expect(peer.bytes).toEqual(bytes);
    expect(shell.closes).toBe(0);
  });

  it.each([0, 130, null])(
    'ends with all its output, its exit code (%s) and the socket',
    async (code) => {
      const shell = new FakeShell();
      const { peer, pump } = await useShell(shell);
      shell.output.write('x'.repeat(3_000_000));
      shell.exit(code);
      expect(await peer.end()).toBe(1000);
      expect(peer.byteCount).toBe(3_000_000);
      expect(execServerFrame.parse(peer.frames.at(-1))).toEqual({ type: 'exit', code });
      expect(await pump.finished).toEqual({ shell: 'bash', exitCode: code, code: null });
      expect(shell.closes).toBe(1);
    },
  );

  it.each([
    ['there is none in the container', conflict('This container has no shell.'), 'conflict', 1000],
    ['the daemon refuses', dockerError('Docker says no.', 500), 'docker_error', 1000],
    ['of a bug', new TypeError('boom'), 'internal', 1011],
  ])('does not start because %s', async (_name, error, code, closed) => {
    const { peer, pump } = await use(() => Promise.reject(error));
    expect(await peer.end()).toBe(closed);
    expect(peer.frames).toMatchObject([{ type: 'error', code }]);
    expect(JSON.stringify(peer.frames)).not.toContain('boom');
    expect(await pump.finished).toEqual({ shell: null, exitCode: null, code });
  });

  it('says so when its connection breaks', async () => {
    const shell = new FakeShell();
    const { peer, pump } = await useShell(shell);
    shell.output.destroy(new Error('ECONNRESET'));
    expect(await peer.end()).toBe(1000);
    expect(peer.frames.at(-1)).toMatchObject({ type: 'error', code: 'host_unreachable' });
    expect(await pump.finished).toMatchObject({ shell: 'bash', code: 'host_unreachable' });
    expect(shell.closes).toBe(1);
  });

  it('hears of a window that is dragged: where it is, then where it ended up', async () => {
    const shell = new FakeShell();
    const { peer } = await useShell(shell);
    for (let cols = 80; cols <= 120; cols++) peer.send({ type: 'resize', cols, rows: 24 });
    peer.send(Buffer.from('.'));
    await expect.poll(() => shell.text).toBe('.');
    expect(shell.sizes).toEqual([[80, 24]]);
    shell.resized?.();
    await expect.poll(() => shell.sizes.length).toBe(2);
    expect(shell.sizes[1]).toEqual([120, 24]);
    shell.resized?.();
    peer.send({ type: 'resize', cols: 1, rows: 1 });
    await expect.poll(() => shell.sizes.at(-1)).toEqual([1, 1]);
  });

  it.each([
    ['no JSON', '{'],
    ['another type', '{"type":"ready"}'],
    ['a window of no size', '{"type":"resize","cols":0,"rows":24}'],
    ['a window beyond reason', '{"type":"resize","cols":1e9,"rows":24}'],
    ['half a column', '{"type":"resize","cols":80.5,"rows":24}'],
    ['an unknown key', '{"type":"resize","cols":80,"rows":24,"user":"root"}'],
    ['a negative ack', '{"type":"ack","bytes":-1}'],
    ['text for keystrokes', 'ls\n'],
  ])('closes on %s', async (_name, text) => {
    const shell = new FakeShell();
    const { peer, pump } = await useShell(shell);
    peer.send(text);
    peer.send(Buffer.from('too late\n'));
    expect(await peer.end()).toBe(1008);
    await pump.finished;
    expect(shell).toMatchObject({ text: '', closes: 1 });
  });
});

describe('before the shell is there', () => {
  it('keystrokes and sizes wait for it, in order', async () => {
    const shell = new FakeShell();
    const { promise, resolve } = Promise.withResolvers<ShellSession>();
    const { peer } = await use(() => promise);
    peer.send({ type: 'resize', cols: 90, rows: 30 });
    peer.send({ type: 'resize', cols: 100, rows: 40 });
    for (let index = 0; index < 500; index++) peer.send(Buffer.from(`${index} `));
    await sleep(50);
    resolve(shell);
    peer.send(Buffer.from('last'));
    const expected = `${Array.from({ length: 500 }, (_, index) => `${index} `).join('')}last`;
    await expect.poll(() => shell.text).toBe(expected);
    expect(shell.sizes).toEqual([[100, 40]]);
  });

  it('no more than that is read from who sends much, and nothing of it is lost', async () => {
    const shell = new FakeShell();
    const { promise, resolve } = Promise.withResolvers<ShellSession>();
    const { peer, socket } = await use(() => promise);
    const sent = Buffer.alloc(4_000_000, 'abcdefghij');
    for (let at = 0; at < sent.length; at += 40_000) peer.send(sent.subarray(at, at + 40_000));
    await expect.poll(() => socket.isPaused).toBe(true);
    resolve(shell);
    await expect.poll(() => shell.written.length, { timeout: 10_000 }).toBe(sent.length);
    expect(shell.written.equals(sent)).toBe(true);
    expect(socket.isPaused).toBe(false);
  });

  it.each(['close', 'terminate'] as const)(
    'a peer that leaves (%s) leaves no shell',
    async (how) => {
      const shell = new FakeShell();
      const { promise, resolve } = Promise.withResolvers<ShellSession>();
      const { peer, pump, socket } = await use(() => promise);
      peer.send(Buffer.from('rm -rf /\n'));
      await sleep(20);
      peer.socket[how]();
      await expect.poll(() => socket.readyState).toBe(socket.CLOSED);
      resolve(shell);
      await pump.finished;
      expect(shell).toMatchObject({ text: '', closes: 1 });
    },
  );

  it('an authority that is lost leaves no shell', async () => {
    const shell = new FakeShell();
    const { promise, resolve } = Promise.withResolvers<ShellSession>();
    const { peer, pump, lose } = await use(() => promise);
    peer.send(Buffer.from('rm -rf /\n'));
    await sleep(20);
    lose();
    resolve(shell);
    await pump.finished;
    expect(await peer.end()).toBe(4401);
    expect(peer.frames).toEqual([]);
    expect(shell).toMatchObject({ text: '', closes: 1 });
  });
});

describe('while the shell runs', () => {
  it.each(['close', 'terminate'] as const)('its peer leaves (%s): so does it', async (how) => {
    const shell = new FakeShell();
    const { peer, pump } = await useShell(shell);
    peer.socket[how]();
    expect(await pump.finished).toEqual({ shell: 'bash', exitCode: null, code: null });
    expect(shell.closes).toBe(1);
  });

  it('no keystroke reaches it once the authority is lost, also from a peer that does not listen', async () => {
    const shell = new FakeShell();
    const { peer, pump, lose } = await useShell(shell);
    peer.send(Buffer.from('before'));
    await expect.poll(() => shell.text).toBe('before');
    // It sees no close frame and types on.
    peer.raw.pause();
    lose();
    for (let turn = 0; turn < 50; turn++) {
      peer.send(Buffer.from('after'));
      peer.send({ type: 'resize', cols: 10, rows: 10 });
      await sleep(2);
    }
    await pump.finished;
    expect(shell).toMatchObject({ text: 'before', sizes: [], closes: 1 });
    peer.raw.resume();
    expect(await peer.end()).toBe(4401);
  });

  it('keystrokes that it has not read are not delivered after the authority is lost', async () => {
    const shell = new FakeShell();
    const { peer, pump, lose } = await useShell(shell);
    shell.reads = false;
    for (const key of 'abc') peer.send(Buffer.from(key));
    await sleep(50);
    expect(shell.text).toBe('a');
    lose();
    shell.drain();
    await pump.finished;
    await sleep(20);
    expect(shell.text).toBe('a');
  });

  it('what is typed while it reads nothing waits, in order', async () => {
    const shell = new FakeShell();
    const { peer, socket } = await useShell(shell);
    shell.reads = false;
    const sent = Buffer.alloc(4_000_000, '0123456789');
    for (let at = 0; at < sent.length; at += 40_000) peer.send(sent.subarray(at, at + 40_000));
    await expect.poll(() => socket.isPaused).toBe(true);
    expect(shell.written.length).toBe(40_000);
    shell.drain();
    await expect.poll(() => shell.written.length, { timeout: 10_000 }).toBe(sent.length);
    expect(shell.written.equals(sent)).toBe(true);
  });

  it('a peer that leaves is noticed although nothing is read from it', async () => {
    const shell = new FakeShell();
    const { peer, pump, socket } = await useShell(shell);
    shell.reads = false;
    for (let count = 0; count < 100; count++) peer.send(Buffer.alloc(40_000));
    await expect.poll(() => socket.isPaused).toBe(true);
    peer.socket.terminate();
    await pump.finished;
    expect(shell.closes).toBe(1);
  });
});

describe('a client that is slow', () => {
  it('makes the program wait, and gets all of it', async () => {
    const shell = new FakeShell();
    const { peer, socket } = await useShell(shell);
    peer.raw.pause();
    let printed = 0;
    const print = () => {
      while (printed < 40_000_000) {
        printed += 50_000;
        if (!shell.output.write(Buffer.alloc(50_000))) break;
      }
    };
    shell.output.on('drain', print);
    print();
    await expect.poll(() => shell.output.isPaused(), { timeout: 10_000 }).toBe(true);
    expect(socket.bufferedAmount).toBeLessThan(HIGH_WATER_BYTES + 128 * 1024);
    const before = printed;
    await sleep(100);
    expect(printed).toBe(before);
    expect(printed).toBeLessThan(40_000_000);
    peer.raw.resume();
    await expect.poll(() => peer.byteCount, { timeout: 20_000 }).toBe(40_000_000);
  });

  it('is not sent much more than it has drawn, once it says what it has', async () => {
    const shell = new FakeShell();
    const { peer } = await useShell(shell);
    peer.send({ type: 'ack', bytes: 1 });
    peer.send(Buffer.from('go'));
    await expect.poll(() => shell.text).toBe('go');
    for (let count = 0; count < 80; count++) shell.output.write(Buffer.alloc(16_384));
    await expect.poll(() => shell.output.isPaused()).toBe(true);
    await sleep(100);
    const first = peer.byteCount;
    expect(first).toBeGreaterThan(512 * 1024);
    expect(first).toBeLessThan(1024 * 1024);
    peer.send({ type: 'ack', bytes: first });
    await expect.poll(() => peer.byteCount).toBeGreaterThan(first + 512 * 1024);
    peer.send({ type: 'ack', bytes: 1_000_000_000 });
    await expect.poll(() => peer.byteCount).toBe(80 * 16_384);
  });

  it('is sent everything when it never says', async () => {
    const shell = new FakeShell();
    const { peer } = await useShell(shell);
    for (let count = 0; count < 200; count++) shell.output.write(Buffer.alloc(16_384));
    await expect.poll(() => peer.byteCount, { timeout: 10_000 }).toBe(200 * 16_384);
  });

  it('does not lock itself out: a long paste into a program that echoes it', async () => {
    const shell = new EchoShell();
    const { peer } = await useShell(shell);
    peer.send({ type: 'ack', bytes: 1 });
    let drawn = 0;
    peer.socket.on('message', (data, isBinary) => {
      if (!isBinary) return;
      drawn += (data as Buffer).length;
      peer.send({ type: 'ack', bytes: (data as Buffer).length });
    });
    // All at once: the acks come behind it.
    for (let count = 0; count < 400; count++) peer.send(Buffer.alloc(40_000, 'p'));
    await expect.poll(() => drawn, { timeout: 20_000 }).toBe(16_000_000);
  });
});
