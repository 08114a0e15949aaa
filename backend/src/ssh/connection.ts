import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { SshFailure } from './failure.ts';
import { channelsOf, guardStreams, isClosedThere, unanswered } from './insides.ts';

/** sshd allows ten sessions on a connection by default; what is beyond it waits or takes another connection. */
export const CHANNELS = 8;
/**
 * Of those, how many may be open for long on a connection that also carries short calls: events, a log, a shell. The
 * others are never all taken by what does not end.
 */
export const LONG_BESIDE_BRIEF = 2;
/** A machine that does not open or close a channel within this is not well. */
const ANSWER_MS = 10_000;
/** What ssh2 lets a channel hold, twice: more is a machine that does not keep to its window. */
const BACKLOG_BYTES = 4 * 1024 * 1024;
const CHECK_EVERY_BYTES = 1024 * 1024;
/** ssh2 asks a machine whether it still lives, and to prove host keys that it tells of: a few times. */
const MOST_ASKED = 1_000;

/** `brief`: one of the few that short calls share. `long`: open until somebody ends it. */
export type Kind = 'brief' | 'long';

/** How a channel is asked for. */
export type Opener = (
  client: Client,
  done: (error: Error | undefined, channel: ClientChannel) => void,
) => void;

export interface ConnectionOptions {
  name: string;
  /** Whether it carries short calls besides the long ones. */
  carriesBrief: boolean;
  /** Milliseconds without a channel after which it ends. */
  idleMs: number;
  /** Milliseconds that the machine may take to open or to close a channel; ten seconds unless told. */
  answerMs?: number | undefined;
  onEnd: () => void;
}

/** One connection to one machine, signed in, and its channels. */
export class Connection {
  readonly #client: Client;
  readonly #options: ConnectionOptions;
  readonly #open = new Map<ClientChannel, Kind>();
  readonly #opening: Record<Kind, number> = { brief: 0, long: 0 };
  #idle: NodeJS.Timeout | undefined;
  #ended = false;
  #warm = false;
  #isWarming = false;
  #arrived = 0;

  constructor(client: Client, socket: Duplex, options: ConnectionOptions) {
    this.#client = client;
    this.#options = options;
    client.once('close', () => {
      this.#end();
    });
    guardStreams(client);
    // A jump host may end its half of a channel and no more: ssh2 is dead then, and does not tell.
    client.once('end', () => {
      this.close();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#watchBacklog(socket, chunk.length);
    });
    this.#settle();
  }

  get carriesBrief(): boolean {
    return this.#options.carriesBrief;
  }

  /** Whether one more channel of this kind may be opened now. */
  hasRoom(kind: Kind): boolean {
    const { carriesBrief } = this.#options;
    if (this.#ended || (kind === 'brief' && !carriesBrief)) return false;
    const used = { ...this.#opening };
    if (this.#isWarming) used.brief++;
    for (const open of this.#open.values()) used[open]++;
    const most =
      kind === 'brief' ? CHANNELS - LONG_BESIDE_BRIEF : carriesBrief ? LONG_BESIDE_BRIEF : CHANNELS;
    return used[kind] < most;
  }

  /**
   * Opens a channel, for which there must be room. `onFree` is called when its place is free again.
   * @throws SshFailure when the connection breaks or the machine does not answer; what the machine refuses is the
   * error of ssh2, with its `reason`
   */
  async open(kind: Kind, opener: Opener, onFree: () => void): Promise<ClientChannel> {
    clearTimeout(this.#idle);
    this.#opening[kind]++;
    try {
      const channel = await this.#ask(opener);
      this.#open.set(channel, kind);
      channel.once('close', () => {
        this.#open.delete(channel);
        this.#settle();
        onFree();
      });
      this.#expectClose(channel);
      this.#opening[kind]--;
      return channel;
    } catch (error) {
      this.#opening[kind]--;
      onFree();
      throw error;
    } finally {
      this.#settle();
    }
  }

  /**
   * Runs a command that does nothing, once: OpenSSH's server turns Nagle's algorithm off with the first command of a
   * connection and not before, and without that each answer through a forwarded socket waits for 40 ms.
   * @param onFree as for `open`: its channel has the place of a short call
   */
  warm(onFree: () => void): void {
    if (this.#warm || this.#ended) return;
    this.#warm = true;
    this.#isWarming = true;
    const done = () => {
      this.#isWarming = false;
      onFree();
    };
    try {
      this.#request(
        (client, asked) => client.exec('true', asked),
        (error, channel) => {
          if (error) {
            done();
            return;
          }
          channel.once('close', done);
          drain(channel);
          // Where something else runs in its place, that may never end.
          channel.close();
        },
      );
    } catch {
      // It has just ended: whoever opens a channel next hears of it.
      this.#isWarming = false;
    }
  }

  /** A command is about to run anyway. */
  skipWarming(): void {
    this.#warm = true;
  }

  /** Ends it, and every channel. */
  close(): void {
    this.#client.end();
    // A machine that hangs does not answer the goodbye.
    this.#client.destroy();
    this.#end();
  }

  #ask(opener: Opener): Promise<ClientChannel> {
    const { name } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new SshFailure('timeout', `${name} did not open a channel: its sshd hangs.`, {
            hop: name,
          }),
        );
        this.close();
      }, this.#answerMs);
      const lost = (cause?: unknown) =>
        new SshFailure('broken', `The connection to ${name} broke.`, { hop: name, cause });
      try {
        this.#request(opener, (error, channel) => {
          clearTimeout(timer);
          if (!error) resolve(channel);
          else reject(this.#ended ? lost(error) : error);
        });
      } catch (error) {
        clearTimeout(timer);
        reject(lost(error));
      }
    });
  }

  /** When a channel was opened and the command in it is refused, ssh2 tells of the refusal, and leaves the channel open. */
  #request(opener: Opener, done: Parameters<Opener>[1]): void {
    const before = new Set(Object.keys(channelsOf(this.#client)));
    let id: string | undefined;
    opener(this.#client, (error, channel) => {
      const refused = error && id !== undefined && !this.#ended && channelsOf(this.#client)[id];
      if (typeof refused === 'object') {
        refused.close();
        drain(refused);
      }
      done(error, channel);
    });
    id = Object.keys(channelsOf(this.#client)).find((key) => !before.has(key));
  }

  get #answerMs(): number {
    return this.#options.answerMs ?? ANSWER_MS;
  }

  /** A channel that we have closed and the other side has not would keep its place for ever. */
  #expectClose(channel: ClientChannel): void {
    const { close } = channel;
    let asked = false;
    channel.close = (...parameters) => {
      if (!asked && !isClosedThere(channel)) {
        asked = true;
        const timer = setTimeout(() => {
          if (!isClosedThere(channel)) this.close();
        }, this.#answerMs).unref();
        channel.once('close', () => {
          clearTimeout(timer);
        });
      }
      close.apply(channel, parameters);
    };
  }

  /** ssh2 takes what comes beyond a channel's window, and answers who does not read its answers. */
  #watchBacklog(socket: Duplex, bytes: number): void {
    this.#arrived += bytes;
    if (this.#arrived < CHECK_EVERY_BYTES) return;
    this.#arrived = 0;
    // Also those that were opened and whose command was not answered yet.
    const isFull = Object.values(channelsOf(this.#client)).some(
      (channel) =>
        typeof channel === 'object' &&
        channel.readableLength + channel.stderr.readableLength > BACKLOG_BYTES,
    );
    const isIgnored =
      socket.writableLength > BACKLOG_BYTES || unanswered(this.#client) > MOST_ASKED;
    if (isFull || isIgnored) this.close();
  }

  /** Without waiting whether somebody comes. */
  endIfIdle(): void {
    if (this.#isIdle) this.close();
  }

  get #isIdle(): boolean {
    return !this.#ended && !this.#open.size && !this.#opening.brief && !this.#opening.long;
  }

  #settle(): void {
    clearTimeout(this.#idle);
    if (!this.#isIdle) return;
    this.#idle = setTimeout(() => {
      this.close();
    }, this.#options.idleMs).unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#idle);
    this.#options.onEnd();
  }
}

function drain(channel: ClientChannel): void {
  channel.resume();
  channel.stderr.resume();
}
