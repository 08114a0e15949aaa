import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/**
 * A channel as a stream that ends as Node's own do, and that an HTTP agent can keep: ssh2's cannot be destroyed with a
 * reason, and has none of a socket's methods.
 */
export class ChannelStream extends Duplex {
  readonly #channel: ClientChannel;
  #idle: NodeJS.Timeout | undefined;
  #silent = true;
  #atEnd = false;
  /** Whether the end may be told, whether it is kept for a reader, and whether it was told. */
  #isOver = false;
  #isKept = false;
  #isTold = false;
  #explain: (() => Promise<Error | null>) | undefined;
  /** Milliseconds; HTTP agents compare it. */
  timeout = 0;

  constructor(channel: ClientChannel) {
    super({ emitClose: true, autoDestroy: true });
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => {
      this.#touch();
      this.#silent = false;
      // What comes after the end of this stream is read all the same: only then the channel tells of its own end.
      if (!this.push(chunk) && !this.destroyed) channel.pause();
    });
    channel.once('end', () => {
      this.#atEnd = true;
      if (this.#silent && this.#explain) this.#endWithReason(this.#explain);
      else this.#end();
    });
    channel.once('close', () => {
      // What is still to be read is read first.
      if (this.readableEnded) this.destroy();
      else this.once('end', () => this.destroy());
    });
    channel.on('error', (error: Error) => this.destroy(error));
    channel.pause();
  }

  /**
   * From now on: when the channel ends before anything more has come, the stream ends with what `why` gives, if that is
   * an error.
   */
  explainSilence(why: () => Promise<Error | null>): void {
    this.#silent = this.readableLength === 0;
    this.#explain = why;
    this.#isKept = false;
    if (!this.#atEnd) return;
    this.#isOver = false;
    if (this.#silent) this.#endWithReason(why);
    else this.#end();
  }

  /** From now on the end is told to somebody who reads, and not before: while the stream is handed on nobody hears. */
  keepEnd(): void {
    this.#isKept = true;
  }

  #endWithReason(why: () => Promise<Error | null>): void {
    void why().then((reason) => {
      if (reason) this.destroy(reason);
      else this.#end();
    });
  }

  #end(): void {
    this.#isOver = true;
    const isRead = this.readableFlowing === true || this.listenerCount('readable') > 0;
    if (!this.#isKept || isRead) this.#tellEnd();
  }

  #tellEnd(): void {
    if (!this.#isOver || this.#isTold || (this.#isKept && this.readableLength > 0)) return;
    this.#isTold = true;
    this.push(null);
    // An HTTP agent keeps streams that it does not read: they too must tell that they have ended.
    if (this.readableLength === 0) super.read(0);
  }

  override read(size?: number): unknown {
    this.#tellEnd();
    return super.read(size);
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#touch();
    this.#channel.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle);
    this.#channel.close();
    // A channel tells of its end only when all of it was read.
    this.#channel.resume();
    this.#channel.stderr.resume();
    done(error);
  }

  /** Emits `timeout` when nothing was sent or came for so long; 0 is never, and forgets `onTimeout`, as Node's do. */
  setTimeout(ms: number, onTimeout?: () => void): this {
    this.timeout = ms;
    if (onTimeout) this[ms ? 'once' : 'off']('timeout', onTimeout);
    this.#touch();
    return this;
  }

  #touch(): void {
    clearTimeout(this.#idle);
    if (this.timeout) this.#idle = setTimeout(() => this.emit('timeout'), this.timeout).unref();
  }

  // The connection below has these, for all of its channels.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
