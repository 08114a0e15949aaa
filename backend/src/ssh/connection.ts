import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { SshFailure } from './failure.ts';

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
      this.#watchBacklog(chunk.length);
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
      return channel;
    } finally {
      this.#opening[kind]--;
      this.#settle();
    }
  }

  /**
   * Runs a command that does nothing, once: OpenSSH's server turns Nagle's algorithm off with the first command of a
   * connection and not before, and without that each answer through a forwarded socket waits for 40 ms.
   */
  warm(): void {
    if (this.#warm || this.#ended) return;
    this.#warm = true;
    try {
      this.#request(
        (client, done) => client.exec('true', done),
        (error, channel) => {
          if (!error) drain(channel);
        },
      );
    } catch {
      // It has just ended: whoever opens a channel next hears of it.
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
    const before = new Set(Object.keys(held(this.#client)));
    let id: string | undefined;
    opener(this.#client, (error, channel) => {
      const refused = error && id !== undefined && !this.#ended && held(this.#client)[id];
      if (typeof refused === 'object') {
        refused.close();
        drain(refused);
      }
      done(error, channel);
    });
    id = Object.keys(held(this.#client)).find((key) => !before.has(key));
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

  /** ssh2 takes what comes beyond a channel's window. */
  #watchBacklog(bytes: number): void {
    this.#arrived += bytes;
    if (this.#arrived < CHECK_EVERY_BYTES) return;
    this.#arrived = 0;
    // Also those that were opened and whose command was not answered yet.
    for (const channel of Object.values(held(this.#client)))
      if (
        typeof channel === 'object' &&
        channel.readableLength + channel.stderr.readableLength > BACKLOG_BYTES
      )
        this.close();
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

/** A function for one that is not open yet. */
type Held = ClientChannel | (() => void);

/** What ssh2 1.17.0 keeps to itself: its channels, by their numbers. */
const managerOf = (client: Client) =>
  (
    client as Client & {
      _chanMgr: { _channels: Record<string, Held>; update(id: number, channel: Held): void };
    }
  )._chanMgr;

const held = (client: Client) => managerOf(client)._channels;

/**
 * What a machine sends after it said that nothing more would come is an error of a stream, before anybody has its
 * channel: with nobody who hears of it, one such machine would end this process.
 */
function guardStreams(client: Client): void {
  const manager = managerOf(client);
  const update = manager.update.bind(manager);
  manager.update = (id, channel) => {
    if (typeof channel === 'object')
      for (const stream of [channel, channel.stderr]) stream.on('error', () => undefined);
    update(id, channel);
  };
}

/** The other side has closed it, and what it sent may still be to read. */
const isClosedThere = (channel: ClientChannel) =>
  (channel as ClientChannel & { incoming: { state: string } }).incoming.state === 'closed';
