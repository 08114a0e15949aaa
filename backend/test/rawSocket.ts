import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Opcodes of RFC 6455, 5.2. */
export const opcode = { more: 0, text: 1, binary: 2, close: 8, ping: 9 } as const;

interface FrameOptions {
  fin?: boolean;
  masked?: boolean;
  /** RSV1 to RSV3, as a number. */
  reserved?: number;
  /** What the header says, where that is not the truth. */
  length?: number;
}

/** One frame as a client sends it, or as none should. */
export function rawFrame(
  kind: number,
  payload: string | Buffer = '',
  { fin = true, masked = true, reserved = 0, length }: FrameOptions = {},
): Buffer {
  const data = Buffer.from(payload);
  const size = length ?? data.length;
  const extended = size > 65_535 ? 8 : size > 125 ? 2 : 0;
  const header = Buffer.alloc(2 + extended);
  header[0] = (fin ? 0x80 : 0) | (reserved << 4) | kind;
  header[1] = (masked ? 0x80 : 0) | (extended === 8 ? 127 : extended === 2 ? 126 : size);
  if (extended === 8) header.writeBigUInt64BE(BigInt(size), 2);
  if (extended === 2) header.writeUInt16BE(size, 2);
  if (!masked) return Buffer.concat([header, data]);
  const mask = randomBytes(4);
  const hidden = data.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([header, mask, hidden]);
}

/** A client below the WebSocket: it sends what it likes, and sees how the server takes it. */
export class RawSocket {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  gone = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => (this.gone = true));
    onTestFinished(() => {
      socket.destroy();
    });
  }

  /** @throws Error when the server does not upgrade */
  static async open(url: string, headers: Record<string, string>): Promise<RawSocket> {
    const { hostname, port, pathname } = new URL(url);
    const raw = new RawSocket(connect(Number(port), hostname));
    const lines = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    raw.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const head = await raw.#until('\r\n\r\n');
    if (!head.startsWith('HTTP/1.1 101')) throw new Error(head.split('\r\n')[0]);
    raw.#received = raw.#received.subarray(head.length);
    return raw;
  }

  /** The code of the server's close frame; `undefined` before it, or when there was none. */
  get closeCode(): number | undefined {
    for (let at = 0; at + 2 <= this.#received.length;) {
      const kind = (this.#received[at] ?? 0) & 15;
      const length = (this.#received[at + 1] ?? 0) & 127;
      const extended = length === 127 ? 8 : length === 126 ? 2 : 0;
      if (kind === opcode.close && this.#received.length >= at + 4)
        return this.#received.readUInt16BE(at + 2);
      const size = extended === 2 ? this.#received.readUInt16BE(at + 2) : length;
      at += 2 + extended + size;
    }
    return undefined;
  }

  async #until(end: string): Promise<string> {
    for (;;) {
      const text = this.#received.toString('latin1');
      const at = text.indexOf(end);
      if (at >= 0) return text.slice(0, at + end.length);
      if (this.gone) throw new Error('closed');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
