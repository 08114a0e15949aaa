import type { Duplex } from 'node:stream';
import { streamTransport, type Lane, type Transport } from '../docker/transport.ts';
import { AppError, hostUnreachable } from '../errors.ts';
import { ChannelStream } from './channelStream.ts';
import type { Kind } from './connection.ts';
import { SshFailure } from './failure.ts';
import type { Pool } from './pool.ts';
import { RemoteError, type Output, type Remote } from './remote.ts';

/**
 * `shared` and the ping are what the first connection has for short calls. Samples stand beside the long ones, since
 * Docker before 23 answers each after up to a second: some more at once are worth a second connection.
 */
const AT_ONCE = { shared: 5, stats: 6 };

/** The sshd did not open the socket. */
export class SocketRefused extends Error {
  override readonly name = 'SocketRefused';

  constructor(path: string, host: string, cause: unknown) {
    super(
      `${path} on ${host} cannot be opened: is Docker running there, may this account use it, and does its sshd forward sockets?`,
      { cause },
    );
  }
}

export interface TunnelOptions {
  pool: Pool;
  name: string;
  /** A call found that this way to Docker does not work any more. */
  onRefused: () => void;
}

/** Docker's API through its socket on that machine, forwarded by the sshd. */
export function socketTransport(path: string, options: TunnelOptions): Transport {
  const { pool, name, onRefused } = options;
  return streamTransport(async (lane) => {
    try {
      const channel = await pool.open(
        (client, done) => client.openssh_forwardOutStreamLocal(path, done),
        { kind: kindOf(lane) },
      );
      return new ChannelStream(channel);
    } catch (error) {
      if (error instanceof SshFailure) throw error.asAppError();
      onRefused();
      const refused = new SocketRefused(path, name, error);
      throw new AppError('host_unreachable', refused.message, undefined, refused);
    }
  }, AT_ONCE);
}

/**
 * Docker's API through `docker system dial-stdio`, which a command carries.
 * @param explain what the command's end means, when it ends before Docker answered
 * @param onRefused no command is run there any more
 */
export function stdioTransport(
  remote: Remote,
  command: readonly string[],
  explain: (output: Output) => Error | null,
  onRefused: () => void,
): Transport {
  return streamTransport(async (lane): Promise<Duplex> => {
    const argv = [...command, 'system', 'dial-stdio'];
    // Two kinds of channel, so that what is open for long does not take the places of short calls.
    const running = await remote.start(argv, { kind: kindOf(lane) }).catch((error: unknown) => {
      if (!(error instanceof RemoteError)) throw error;
      onRefused();
      throw hostUnreachable(error.message, error);
    });
    const { stream, stderr, exited } = running;
    let words = '';
    stderr.on('data', (chunk: Buffer) => {
      if (words.length < 4_096) words += chunk.toString('utf8');
    });
    if (stream instanceof ChannelStream)
      stream.explainSilence(async () => {
        const code = await exited;
        return explain({ stdout: Buffer.alloc(0), stderr: words, code });
      });
    return stream;
  }, AT_ONCE);
}

const kindOf = (lane: Lane): Kind => (lane === 'own' || lane === 'stats' ? 'long' : 'brief');
