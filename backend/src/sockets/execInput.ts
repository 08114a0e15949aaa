import type { WebSocket } from 'ws';
import type { ShellSession } from '../containers/source.ts';

/** What may wait for a shell before its socket is read no further. */
const LONGEST_QUEUE_BYTES = 64 * 1024;
/** A message of one byte takes more than that. */
const MESSAGE_BYTES = 64;
const LOOK_FOR_PEER_MS = 1_000;

/**
 * Keystrokes on their way to a shell, in order: they wait while it is not there yet, and while it reads none. Then the
 * socket is not read either, and whoever types waits.
 */
export class ExecInput {
  readonly #socket: WebSocket;
  readonly #onPause: () => void;
  #session: ShellSession | undefined;
  #queue: Buffer[] = [];
  #queued = 0;
  #blocked = true;
  #over = false;
  #look: NodeJS.Timeout | undefined;

  /** @param onPause hears that the socket is read no further, and so none of its acks */
  constructor(socket: WebSocket, onPause: () => void) {
    this.#socket = socket;
    this.#onPause = onPause;
  }

  push(data: Buffer): void {
    if (this.#over) return;
    if (!this.#blocked) {
      this.#write(data);
      return;
    }
    this.#queue.push(data);
    this.#queued += data.length + MESSAGE_BYTES;
    if (this.#queued > LONGEST_QUEUE_BYTES && !this.#socket.isPaused) this.#pause();
  }

  /** Gives the shell what came before it was there. */
  start(session: ShellSession): void {
    this.#session = session;
    this.#flush();
  }

  /** Nothing more reaches the shell. */
  end(): void {
    this.#over = true;
    this.#queue = [];
    // The peer's answer to our close is still to be read.
    this.#resume();
  }

  #write(data: Buffer): void {
    const session = this.#session;
    if (!session || session.write(data)) return;
    this.#blocked = true;
    session.drained().then(
      () => {
        this.#flush();
      },
      () => undefined,
    );
  }

  #flush(): void {
    if (this.#over) return;
    this.#blocked = false;
    while (!this.#blocked) {
      const data = this.#queue.shift();
      if (!data) break;
      this.#queued -= data.length + MESSAGE_BYTES;
      this.#write(data);
    }
    if (this.#queued <= LONGEST_QUEUE_BYTES) this.#resume();
  }

  #pause(): void {
    this.#socket.pause();
    // Who does not read does not see that the other side has gone. Who writes to it does.
    this.#look = setInterval(() => {
      this.#socket.ping();
    }, LOOK_FOR_PEER_MS);
    this.#onPause();
  }

  #resume(): void {
    clearInterval(this.#look);
    if (this.#socket.isPaused) this.#socket.resume();
  }
}
