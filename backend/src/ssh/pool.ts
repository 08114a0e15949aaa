import type { StoredSshHost } from '../db/sshHosts.ts';
import { ChannelStream } from './channelStream.ts';
import { chainOf, type Lookup } from './chain.ts';
import { Connection, type Kind, type Opener } from './connection.ts';
import type { Dialled } from './dial.ts';
import { needsPerson, SshFailure, type ShownKey } from './failure.ts';
import type { ClientChannel } from 'ssh2';
import { unlessAborted } from './unlessAborted.ts';

/** A machine with more than this many logs and shells open at once: the next one is told so. */
const MOST_CONNECTIONS = 8;
/** How long a call waits for one of the places on a connection. */
const QUEUE_MS = 15_000;
const IDLE_MS = 15_000;
/** The first wait after a failure, doubled with each; a failure that a person has to see to is asked about less. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
const PERSON_FIRST_WAIT_MS = 15_000;
const PERSON_LONGEST_WAIT_MS = 10 * 60_000;

export interface PoolOptions {
  /** The host as it is saved now. */
  host: () => StoredSshHost;
  /** The other saved hosts, which may be jump hosts, and their pools. */
  lookup: Lookup;
  poolOf: (id: number) => Pool | undefined;
  /** The socket of the SSH agent that the server was started with. */
  agentSocket: string | null;
  /** It has shown the pinned key, of this type. */
  onVerified?: (key: ShownKey) => void;
  idleMs?: number | undefined;
  /** How long a machine may take to let us in; and to open or to close a channel. The defaults unless told. */
  handshakeMs?: number | undefined;
  answerMs?: number | undefined;
}

export interface OpenOptions {
  kind: Kind;
  /** A command is run, which does what warming a connection is for. */
  isCommand?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * The connections to one host: made when somebody needs a channel, shared by all who do, ended when nobody did for a
 * while. The first carries the short calls and a little more; others are for logs and shells.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #connections: Connection[] = [];
  readonly #waiting = new Set<() => void>();
  #dialling: Promise<void> | undefined;
  #failure: { error: SshFailure; attempts: number; until: number } | null = null;
  readonly #theirs = new WeakSet<SshFailure>();
  readonly #ended = new AbortController();
  #shown: ShownKey | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Why nothing connects since a person has to do something; `null` when nothing is known against it. */
  get refusal(): SshFailure | null {
    for (const pool of [this, ...this.#hops()]) {
      const failure = pool.#failure?.error;
      if (failure && needsPerson(failure)) return failure;
    }
    return null;
  }

  /** The pinned key, as it was shown last; `null` before the first connection. */
  get shown(): ShownKey | null {
    return this.#shown;
  }

  /** Forgets that it failed, here and at its jump hosts, since somebody has changed something: the next call tries. */
  retry(): void {
    for (const pool of [this, ...this.#hops()]) if (pool.#failure) pool.#failure.until = 0;
  }

  /** Of the machines on the way, the one next to this first. */
  #hops(): Pool[] {
    const { host, lookup, poolOf } = this.#options;
    try {
      const hops = chainOf(host(), lookup).slice(0, -1).reverse();
      return hops.flatMap(({ id }) => poolOf(id) ?? []);
    } catch {
      // A chain that is broken leads to none.
      return [];
    }
  }

  /**
   * A channel.
   * @throws SshFailure the way there; what the machine refuses is the error of ssh2, with its `reason`
   */
  async open(opener: Opener, options: OpenOptions): Promise<ClientChannel> {
    const opening = this.#open(opener, options);
    try {
      return await unlessAborted(options.signal, opening);
    } catch (error) {
      // What is opened for somebody who has gone is closed again.
      if (options.signal?.aborted) opening.then(discard, () => undefined);
      throw error;
    }
  }

  async #open(
    opener: Opener,
    { kind, isCommand = false, signal }: OpenOptions,
  ): Promise<ClientChannel> {
    const until = Date.now() + QUEUE_MS;
    for (;;) {
      signal?.throwIfAborted();
      const connection = this.#connections.find((one) => one.hasRoom(kind));
      if (connection) {
        const wake = () => {
          this.#wake();
        };
        if (isCommand) connection.skipWarming();
        else connection.warm(wake);
        return connection.open(kind, opener, wake);
      }
      const canDial = this.#connections.length < MOST_CONNECTIONS && this.#needsMore(kind);
      if (canDial) await this.#dialOnce();
      else await this.#turn(until, signal);
    }
  }

  /** Connects, if there is no connection, and leaves it to go idle. @throws SshFailure */
  async reach(): Promise<void> {
    if (this.#connections.length === 0) await this.#dialOnce();
  }

  /** A fresh way to that machine: a channel of its jump host; `undefined` when there is none in between. @throws SshFailure */
  async way(): Promise<ChannelStream | undefined> {
    const host = this.#options.host();
    const jump = chainOf(host, this.#options.lookup).at(-2);
    if (!jump) return undefined;
    const pool = this.#options.poolOf(jump.id);
    const opener: Opener = (client, done) =>
      client.forwardOut('127.0.0.1', 0, host.address, host.port, done);
    try {
      if (!pool)
        throw new SshFailure('jump', `${jump.name} is not there any more.`, { hop: host.name });
      const channel = await pool.open(opener, { kind: 'long' });
      // The connection to a jump host ends with the last that goes through it.
      channel.once('close', () => {
        pool.endIdle();
      });
      return new ChannelStream(channel);
    } catch (error) {
      if (!(error instanceof SshFailure)) throw notForwarded(error, jump, host);
      this.#theirs.add(error);
      throw error;
    }
  }

  /** Ends the connections that nobody uses, without waiting whether somebody comes. */
  endIdle(): void {
    for (const connection of this.#connections.slice()) connection.endIfIdle();
  }

  /** Ends all, for good. */
  close(): void {
    this.#ended.abort(
      new SshFailure('broken', 'The host was changed or removed: try again.', { hop: null }),
    );
    for (const connection of this.#connections.slice()) connection.close();
    this.#wake();
  }

  /** Short calls share the first connection, and wait for each other there. */
  #needsMore(kind: Kind): boolean {
    return kind === 'long' || !this.#connections.some(({ carriesBrief }) => carriesBrief);
  }

  /** All who need a connection wait for the same one. */
  #dialOnce(): Promise<void> {
    this.#dialling ??= this.#dial().finally(() => {
      this.#dialling = undefined;
      this.#wake();
    });
    return this.#dialling;
  }

  async #dial(): Promise<void> {
    try {
      this.#ended.signal.throwIfAborted();
      const known = this.#failure;
      if (known && Date.now() < known.until) throw known.error;
      this.#add(await this.#connect());
      this.#failure = null;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  async #connect(): Promise<Dialled> {
    const { host, agentSocket, handshakeMs, onVerified } = this.#options;
    // With the first connection: ssh2 takes memory that a server without SSH hosts need not hold.
    const { dial } = await import('./dial.ts');
    const through = await this.way();
    const { signal } = this.#ended;
    const dialled = await dial(host(), { through, agentSocket, signal, handshakeMs });
    this.#shown = dialled.key;
    onVerified?.(dialled.key);
    return dialled;
  }

  #add({ client, socket }: Dialled): void {
    const { name } = this.#options.host();
    const carriesBrief = !this.#connections.some((one) => one.carriesBrief);
    const connection = new Connection(client, socket, {
      name,
      carriesBrief,
      idleMs: this.#options.idleMs ?? IDLE_MS,
      answerMs: this.#options.answerMs,
      onEnd: () => {
        const at = this.#connections.indexOf(connection);
        if (at >= 0) this.#connections.splice(at, 1);
        // A jump host's channel ends with what went through it.
        socket.destroy();
        this.#wake();
      },
    });
    if (this.#ended.signal.aborted) connection.close();
    else this.#connections.push(connection);
  }

  #failed(error: unknown): void {
    if (!(error instanceof SshFailure) || error === this.#failure?.error) return;
    // What failed at a jump host is that one's to wait for; it tells at once.
    if (this.#theirs.has(error)) return;
    const attempts = (this.#failure?.attempts ?? 0) + 1;
    const [first, longest] = needsPerson(error)
      ? [PERSON_FIRST_WAIT_MS, PERSON_LONGEST_WAIT_MS]
      : [FIRST_WAIT_MS, LONGEST_WAIT_MS];
    const wait = Math.min(longest, first * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);
    this.#failure = { error, attempts, until: Date.now() + wait };
  }

  /** Settles when a place may be free. */
  async #turn(until: number, signal: AbortSignal | undefined): Promise<void> {
    const left = until - Date.now();
    const { name } = this.#options.host();
    if (left <= 0)
      throw new SshFailure(
        'timeout',
        `${name} is busy: all channels of its connections are in use. Close some logs or shells.`,
        { hop: name },
      );
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, left);
      this.#waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

function discard(channel: ClientChannel): void {
  channel.close();
  channel.resume();
  channel.stderr.resume();
}

/** ssh2 has the reason of RFC 4254, 5.1: 1 prohibited, 2 connect failed. */
function notForwarded(error: unknown, jump: StoredSshHost, host: StoredSshHost): SshFailure {
  const { reason } = error as { reason?: number | string };
  const details = { hop: jump.name, cause: error };
  if (reason === 1)
    return new SshFailure(
      'forwarding',
      `${jump.name} does not let connections through: allow AllowTcpForwarding in its sshd_config.`,
      details,
    );
  return new SshFailure(
    'network',
    `${jump.name} cannot reach ${host.address}, port ${host.port}: is ${host.name} on, and is this its address as seen from there?`,
    details,
  );
}
