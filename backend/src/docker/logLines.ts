import type { LogLine } from '../contract/index.ts';

/** A longer line is cut into several, so that no line can hold the memory of the server or of a page. */
export const LONGEST_LINE_BYTES = 64 * 1024;
/** The longest stamp and its space: `2026-06-20T19:30:00.123456789+02:00 `. */
export const STAMP_BYTES = 36;
/** Docker pads the fraction to nine digits and writes UTC. */
const USUAL_STAMP_BYTES = 30;
/** Buffers of daemons are multiples of this: 16 KiB in Docker, 8 KiB in Podman. */
const PAGE_BYTES = 4096;

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;

/** Of a log that nobody asks for just now so much is kept. */
const NEWEST_LINES = 1_000;
const NEWEST_BYTES = 256 * 1024;

/** Where the lines of both streams go in the order of their arrival: all of them, or the newest and a number. */
export class LineSink {
  lines: LogLine[] = [];
  /** Text in `lines`, in bytes. */
  bytes = 0;
  /** Lines that were left out since this was last set to 0. */
  dropped = 0;
  #isSkipping = false;

  get skipping(): boolean {
    return this.#isSkipping;
  }

  /** Whether `take` has kept lines back. */
  get holding(): boolean {
    return false;
  }

  /** @param bytes of its text */
  push(line: LogLine, bytes: number): void {
    this.lines.push(line);
    this.bytes += bytes;
    // Seldom, since each time costs a look at all that stays.
    const isMuch = this.lines.length > 2 * NEWEST_LINES || this.bytes > 2 * NEWEST_BYTES;
    if (this.#isSkipping && isMuch) this.#leaveNewest();
  }

  /** @param _all also what would better wait for what comes after it: for a sink that keeps lines back */
  take(_all = true): LogLine[] {
    const { lines } = this;
    this.lines = [];
    this.bytes = 0;
    return lines;
  }

  /** From now on, and of what is here, the newest lines alone are kept, until `keepAll`. */
  keepNewest(): void {
    this.#isSkipping = true;
    this.lines = this.take();
    this.#leaveNewest();
  }

  keepAll(): void {
    this.#isSkipping = false;
  }

  #leaveNewest(): void {
    const { lines } = this;
    let from = lines.length;
    let bytes = 0;
    for (const line of lines.toReversed()) {
      const size = Buffer.byteLength(line.m);
      if (lines.length - from === NEWEST_LINES || bytes + size > NEWEST_BYTES) break;
      bytes += size;
      from--;
    }
    this.lines = lines.slice(from);
    this.bytes = bytes;
    this.dropped += from;
  }
}

/**
 * Makes the lines of one stream out of the messages of a daemon. A message is a stamp and up to 16 KiB of text; a
 * longer line comes as several messages, only the last of which ends with a newline.
 */
export class LineAssembler {
  readonly #stream: LogLine['s'];
  readonly #sink: LineSink;
  #stamp: string | null = null;
  /** A line has begun and not ended. */
  #open = false;
  /** Text of the open line; made for the first line that comes in pieces. */
  #buffer: Buffer | undefined;
  #used = 0;
  /** Text of the current message so far. */
  #messageBytes = 0;

  constructor(stream: LogLine['s'], sink: LineSink) {
    this.#stream = stream;
    this.#sink = sink;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Of the line that is open, or was last. */
  get stamp(): string | null {
    return this.#stamp;
  }

  /**
   * A message begins at `from`: takes its stamp, which is whole in `chunk` when there is one.
   * @returns where its text begins
   */
  begin(chunk: Buffer, from: number, to: number): number {
    const end = stampEnd(chunk, from, to);
    const stamp = end < 0 ? null : chunk.toString('latin1', from, end);
    if (this.#open && !this.#continues(stamp)) this.end();
    if (!this.#open) this.#stamp = stamp;
    this.#messageBytes = 0;
    return end < 0 ? from : end + 1;
  }

  /** Text of the current message. */
  add(chunk: Buffer, from: number, to: number): void {
    this.#messageBytes += to - from;
    let at = from;
    while (at < to) {
      const newline = chunk.indexOf(NEWLINE, at);
      const ends = newline >= 0 && newline < to;
      const end = ends ? newline : to;
      if (ends && this.#used === 0 && end - at <= LONGEST_LINE_BYTES)
        this.#emit(chunk, at, end, true);
      else this.#collect(chunk, at, end, ends);
      this.#open = !ends;
      if (!ends) return;
      at = end + 1;
      // Not Docker's way, but nothing forbids it: several lines in one message.
      if (at < to) at = this.#stampOfNext(chunk, at, to);
    }
  }

  /** No more text comes for the open line. */
  end(): void {
    if (this.#open && this.#buffer) this.#emit(this.#buffer, 0, this.#used, true);
    this.#used = 0;
    this.#open = false;
  }

  /**
   * All messages of one line have the stamp of its first. Without that, a full buffer was cut; anything else is the
   * end of a program that did not finish its line, and the start of the next one's.
   */
  #continues(stamp: string | null): boolean {
    if (stamp === null || stamp === this.#stamp) return true;
    return this.#messageBytes > 0 && this.#messageBytes % PAGE_BYTES === 0;
  }

  #stampOfNext(chunk: Buffer, from: number, to: number): number {
    const end = stampEnd(chunk, from, to);
    if (end < 0) return from;
    this.#stamp = chunk.toString('latin1', from, end);
    return end + 1;
  }

  /** Adds to the open line, cut where it is too long, and emits it when it `ends`. */
  #collect(chunk: Buffer, from: number, to: number, ends: boolean): void {
    this.#buffer ??= Buffer.allocUnsafeSlow(LONGEST_LINE_BYTES);
    const buffer = this.#buffer;
    let at = from;
    for (;;) {
      const count = Math.min(to - at, LONGEST_LINE_BYTES - this.#used);
      chunk.copy(buffer, this.#used, at, at + count);
      this.#used += count;
      at += count;
      if (at === to) break;
      const cut = characterEnd(buffer, this.#used);
      this.#emit(buffer, 0, cut, false);
      buffer.copyWithin(0, cut, this.#used);
      this.#used -= cut;
    }
    if (!ends) return;
    this.#emit(buffer, 0, this.#used, true);
    this.#used = 0;
  }

  #emit(bytes: Buffer, from: number, to: number, whole: boolean): void {
    let end = to;
    // A terminal writes \r\n, and \r\r\n for what was \r\n before. A \r within the line is the program's own.
    if (whole) while (end > from && bytes[end - 1] === RETURN) end--;
    const m = bytes.toString('utf8', from, end);
    this.#sink.push({ t: this.#stamp, s: this.#stream, m }, end - from);
  }
}

/** The place of the space after the stamp at `from`; -1 when there is no stamp. */
export function stampEnd(bytes: Buffer, from: number, to: number): number {
  // 2026-06-20T19:30:…
  if (bytes[from + 4] !== 0x2d || bytes[from + 10] !== 0x54 || bytes[from + 13] !== 0x3a) return -1;
  const usual = from + USUAL_STAMP_BYTES;
  if (usual < to && bytes[usual] === SPACE) return usual;
  const last = Math.min(to, from + STAMP_BYTES);
  for (let at = from + 19; at < last; at++) {
    if (bytes[at] === SPACE) return at;
    if (bytes[at] === NEWLINE) return -1;
  }
  return -1;
}

/** The last place up to `end` that is not within a UTF-8 character. Bytes that are no UTF-8 are cut anywhere. */
function characterEnd(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? end - back : end;
    }
  }
  return end;
}
