import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { call, setUp, testServer, type TestServer } from '../kit.ts';
import { opcode, RawSocket, rawFrame } from '../rawSocket.ts';

let server: TestServer;
let token: string;

beforeEach(async () => {
  server = await testServer();
  ({ token } = await setUp(server));
});

const watch = '{"type":"watch","hosts":"all"}';
const { more, text, binary, ping } = opcode;

async function attack(): Promise<RawSocket> {
  return RawSocket.open(`${server.url}/api/live`, { authorization: `Bearer ${token}` });
}

/** Another page goes on as if nothing had happened. */
async function othersAreServed(): Promise<void> {
  expect((await call(server, 'GET', '/api/health')).status).toBe(200);
  const page = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const answer = new Promise((resolve, reject) => {
    page.once('message', resolve).once('error', reject);
  });
  page.once('open', () => {
    page.send(watch);
  });
  await answer;
  page.close();
}

describe('a socket that breaks the rules is closed, and it alone', () => {
  const attacks: [name: string, frames: () => Iterable<Buffer>, code: number][] = [
    ['a frame over 64 KB', () => [rawFrame(text, 'x'.repeat(65_537))], 1009],
    ['a frame that says it has 4 GB', () => [rawFrame(text, 'x', { length: 2 ** 32 })], 1009],
    [
      'a frame of a length that no number can hold',
      () => [rawFrame(text, 'x', { length: Number.MAX_SAFE_INTEGER + 1 })],
      1009,
    ],
    [
      'fragments that are over 64 KB together',
      () => [
        rawFrame(text, 'x'.repeat(30_000), { fin: false }),
        rawFrame(more, 'x'.repeat(30_000), { fin: false }),
        rawFrame(more, 'x'.repeat(30_000), { fin: false }),
      ],
      1009,
    ],
    ['fragments without end', () => fragments('x', 5_000), 1008],
    ['empty fragments without end', () => fragments('', 5_000), 1008],
    ['bad UTF-8', () => [rawFrame(text, Buffer.from([0x22, 0xc3, 0x28, 0x22]))], 1007],
    ['half a surrogate', () => [rawFrame(text, Buffer.from([0xed, 0xa0, 0x80]))], 1007],
    ['bad UTF-8 over two fragments', () => splitCharacter(), 1007],
    ['an unmasked frame', () => [rawFrame(text, watch, { masked: false })], 1002],
    ['reserved bits', () => [rawFrame(text, watch, { reserved: 2 })], 1002],
    ['compression that was not agreed on', () => [rawFrame(text, watch, { reserved: 4 })], 1002],
    ['an opcode that does not exist', () => [rawFrame(3, watch)], 1002],
    ['a continuation of nothing', () => [rawFrame(more, watch)], 1002],
    ['a ping in fragments', () => [rawFrame(ping, 'x', { fin: false })], 1002],
    ['a ping that is too long', () => [rawFrame(ping, 'x'.repeat(126))], 1002],
    ['a close code that is not for the wire', () => [rawFrame(8, Buffer.from([3, 237]))], 1002],
    ['a flood of pings', () => pings(), 1008],
    ['bytes for text', () => [rawFrame(binary, watch)], 1008],
  ];

  it.each(attacks)('%s', async (_name, frames, code) => {
    const raw = await attack();
    for (const frame of frames()) raw.socket.write(frame);
    await expect.poll(() => raw.closeCode, { timeout: 5_000 }).toBe(code);
    // Whether it answers the close or not.
    await expect.poll(() => raw.gone, { timeout: 5_000 }).toBe(true);
    await othersAreServed();
  });

  it('a message that comes byte by byte in pieces that are kept', async () => {
    const raw = await attack();
    raw.socket.setNoDelay();
    const frame = rawFrame(text, 'x'.repeat(60_000));
    for (let at = 0; at < 1_500 && !raw.gone; at++) {
      raw.socket.write(frame.subarray(at, at + 1));
      // A turn between them, or the kernel hands them over as one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await othersAreServed();
    expect([undefined, 1008]).toContain(raw.closeCode);
  });
});

function* fragments(payload: string, count: number): Generator<Buffer> {
  yield rawFrame(text, payload, { fin: false });
  for (let index = 0; index < count; index++) yield rawFrame(more, payload, { fin: false });
}

function* pings(): Generator<Buffer> {
  for (let index = 0; index < 200; index++) yield rawFrame(ping, 'x');
}

function* splitCharacter(): Generator<Buffer> {
  yield rawFrame(text, Buffer.from([0x22, 0xe2, 0x82]), { fin: false });
  yield rawFrame(more, Buffer.from([0x22]));
}

/** Its last five bytes begin within the €. */
const euro = Buffer.from('{"type":"watch","hosts":"all","visible":["€"]}');

describe('a socket that keeps to the rules stays open', () => {
  it.each([
    [
      'a message in fragments',
      [
        rawFrame(text, watch.slice(0, 10), { fin: false }),
        rawFrame(ping, 'in between'),
        rawFrame(more, watch.slice(10)),
      ],
    ],
    ['some pings', Array.from({ length: 15 }, () => rawFrame(ping, 'still there?'))],
    [
      'a character over two fragments',
      [rawFrame(text, euro.subarray(0, -5), { fin: false }), rawFrame(more, euro.subarray(-5))],
    ],
  ])('%s', async (_name, frames) => {
    const raw = await attack();
    for (const frame of [...frames, rawFrame(text, watch)]) raw.socket.write(frame);
    await othersAreServed();
    expect(raw.closeCode).toBeUndefined();
    expect(raw.gone).toBe(false);
  });
});

describe('an upgrade', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
      socket.once('open', () => {
        socket.close();
        resolve('open');
      });
      socket.once('error', (error) => {
        resolve(/\d{3}/.exec(error.message)?.[0] ?? error.message);
      });
    });

  it('is for the own page alone when it carries the cookie', async () => {
    const cookie = `archnest_session=${token}`;
    const { host, hostname, port } = new URL(server.url);
    const foreign = [
      'null',
      '',
      'https://evil.example',
      `http://${hostname}`,
      `http://${hostname}:${Number(port) + 1}`,
      `http://${hostname}:${port}0`,
      `http://${host}.evil.example`,
      `http://evil.example/${host}`,
      `http://evil.example#${host}`,
      `http://${host}@evil.example`,
      `http://localhost:${port}`,
      `http://${host}/`,
      `ws://${host}`,
      `file://${host}`,
      `${server.url}, https://evil.example`,
      `https://evil.example ${server.url}`,
    ];
    for (const origin of foreign)
      expect(await upgrade('/api/live', { cookie, origin }), origin).toBe('403');
    expect(await upgrade('/api/live', { cookie }), 'no origin').toBe('403');
    expect(await upgrade('/api/live', { cookie, origin: server.url })).toBe('open');
    const forged = { cookie, origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' };
    expect(await upgrade('/api/live', forged)).toBe('403');
  });

  it('is refused from another origin with a Bearer token too: no script has one', async () => {
    const authorization = `Bearer ${token}`;
    expect(await upgrade('/api/live', { authorization, origin: 'https://evil.example' })).toBe(
      '403',
    );
    expect(await upgrade('/api/live', { authorization })).toBe('open');
  });

  it('never takes a token from its address', async () => {
    for (const name of ['token', 'access_token', 'authorization', 'archnest_session', 'jwt'])
      expect(await upgrade(`/api/live?${name}=${token}`, {}), name).toBe('401');
  });
});
