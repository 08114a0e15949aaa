import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { run } from '../../../backend/test/bench/commands.ts';

/**
 * Lets a port of this machine answer as port 22 of an address that nobody has (RFC 5737): a picture is to show where a
 * machine would be.
 */
export async function answerAt(address: string, port: number): Promise<{ stop(): Promise<void> }> {
  await run('ip', ['address', 'replace', `${address}/32`, 'dev', 'lo']);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const onward = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await once(server.listen(22, address), 'listening');
  return {
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await run('ip', ['address', 'delete', `${address}/32`, 'dev', 'lo']);
    },
  };
}
