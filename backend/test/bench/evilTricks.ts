/** What an `evilSshd` may do, below SSH and in its channels. */
import type { Socket } from 'node:net';
import type { ServerChannel } from 'ssh2';
import type { ExecRequest, Line } from './evilSshd.ts';

/** What a TCP port may say that is no SSH server. */
export const below = {
  silence: () => undefined,
  hangUp: (socket: Socket) => void socket.end(),
  http: (socket: Socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
  },
  garbage: (socket: Socket) => {
    socket.end(Buffer.from(Array.from({ length: 4_096 }, (_zero, at) => (at * 37 + 11) % 256)));
  },
  /** A greeting without an end, in bits and pieces. */
  endlessLine: (socket: Socket) => {
    pour(socket, Buffer.alloc(1_000, 'x'));
  },
  endlessLines: (socket: Socket) => {
    pour(socket, Buffer.from('Welcome to a very long story.\r\n'.repeat(40)));
  },
  /** The right greeting, and then packets that are none. */
  endlessPackets: (socket: Socket) => {
    socket.write('SSH-2.0-evil\r\n');
    // A length of 16,384, and nothing that is in its place.
    pour(socket, Buffer.concat([Buffer.from([0, 0, 0x40, 0, 4]), Buffer.alloc(16_383, 2)]));
  },
};

/** Writes for as long as the connection lives. */
function pour(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  // A client that has ended its half is not listened to.
  socket.once('close', () => socket.off('drain', more));
  more();
}

/** Prints the line that tells that the command has begun, on both outputs. */
export function begin({ accept, marker }: ExecRequest): ServerChannel {
  const channel = accept();
  channel.on('error', () => undefined);
  channel.write(`${marker}\n`);
  channel.stderr.write(`${marker}\n`);
  return channel;
}

/** Never says goodbye, whatever the other side does. */
export function keepOpen(channel: ServerChannel): void {
  channel.close = () => undefined;
  channel.resume();
}

export type Output = 'stdout' | 'stderr';

/** Prints so many bytes as fast as they are taken, as a command does; then ends well. */
export function print(channel: ServerChannel, where: Output, bytes: number): void {
  const to = where === 'stdout' ? channel : channel.stderr;
  const chunk = Buffer.alloc(64 * 1024, 'y');
  let left = bytes;
  const more = () => {
    while (left > 0) {
      left -= chunk.length;
      if (!to.write(chunk)) {
        to.once('drain', more);
        return;
      }
    }
    channel.exit(0);
    channel.end();
  };
  more();
}

/** Sends without regard to what the channel may hold, until it has sent so many bytes or the connection ends. */
export function overrun({ id, protocol, socket }: Line, where: Output, bytes: number): void {
  // No divisor of a window: it is never exactly used up.
  const chunk = Buffer.alloc(30_011, 'z');
  let sent = 0;
  const more = () => {
    while (!socket.destroyed && sent < bytes) {
      if (where === 'stdout') protocol.channelData(id, chunk);
      else protocol.channelExtData(id, chunk, 1);
      sent += chunk.length;
      if (socket.writableNeedDrain) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Asks for something of the connection as a whole, again and again, and reads no answer. */
export function nag({ protocol, socket }: Line, what: string): void {
  const GLOBAL_REQUEST = 80;
  const name = Buffer.from(what);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  const request = Buffer.concat([Buffer.from([GLOBAL_REQUEST]), length, name, Buffer.from([1])]);
  socket.pause();
  const more = () => {
    while (!socket.destroyed) {
      const { write } = protocol._packetRW;
      const packet = write.alloc(request.length);
      request.copy(packet, write.allocStart);
      protocol._cipher.encrypt(write.finalize(packet));
      if (socket.writableNeedDrain) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}
