import type { LogLine } from '../contract/index.ts';
import { dockerError } from '../errors.ts';
import { LineAssembler, STAMP_BYTES, stampEnd, type LineSink } from './logLines.ts';

/** Turns the bytes of a log into lines, as they come. */
export interface LogParser {
  /** @throws AppError docker_error when this is no log, or when the daemon says that it cannot read it */
  push(chunk: Buffer): void;
  /** No more bytes come. @returns whether the last message was whole */
  end(): boolean;
}

const HEADER_BYTES = 8;
/** Docker's messages have 16 KiB; a length above this is no length. */
const LONGEST_FRAME_BYTES = 16 * 1024 * 1024;
/** Where Docker cuts a long line (`defaultBufSize` in its `daemon/logger/copier.go`). */
const PIECE_BYTES = 16 * 1024;
const LONGEST_COMPLAINT_BYTES = 1024;
const STDERR = 2;
/** The daemon's own words, such as a log file that it cannot read (`stdcopy.Systemerr`). */
const SYSTEM = 3;

const NEWLINE = 10;

/** Joins bytes that were too few to decide about with those that come after them. */
class Carry {
  #rest: Buffer | undefined;

  get empty(): boolean {
    return this.#rest === undefined;
  }

  keep(chunk: Buffer, from: number): void {
    // A copy: a view would keep the whole chunk in memory.
    if (from < chunk.length) this.#rest = Buffer.from(chunk.subarray(from));
  }

  join(chunk: Buffer): Buffer {
    const rest = this.#rest;
    if (!rest) return chunk;
    this.#rest = undefined;
    return Buffer.concat([rest, chunk]);
  }
}

/**
 * A log without a terminal: frames of `[stream, 0, 0, 0, length as 4 bytes]` and a message.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export class MultiplexedParser implements LogParser {
  readonly #out: LineAssembler;
  readonly #err: LineAssembler;
  readonly #carry = new Carry();
  #current: LineAssembler;
  /** Bytes of the frame that are to come. */
  #left = 0;

  constructor(sink: LineSink) {
    this.#out = new LineAssembler('out', sink);
    this.#err = new LineAssembler('err', sink);
    this.#current = this.#out;
  }

  push(piece: Buffer): void {
    const chunk = this.#carry.join(piece);
    const { length } = chunk;
    let at = 0;
    while (at < length) {
      if (this.#left === 0) {
        const text = this.#beginFrame(chunk, at);
        if (text < 0) {
          this.#carry.keep(chunk, at);
          return;
        }
        at = text;
      }
      const end = Math.min(at + this.#left, length);
      this.#current.add(chunk, at, end);
      this.#left -= end - at;
      at = end;
    }
  }

  end(): boolean {
    this.#out.end();
    this.#err.end();
    return this.#left === 0 && this.#carry.empty;
  }

  /** @returns where the frame's text begins; -1 when its head is not whole yet */
  #beginFrame(chunk: Buffer, at: number): number {
    const from = at + HEADER_BYTES;
    if (from > chunk.length) return -1;
    const kind = chunk[at] ?? 0;
    const length = chunk.readUInt32BE(at + 4);
    if (kind > SYSTEM || length > LONGEST_FRAME_BYTES) throw dockerError('This is not a log.');
    const head = kind === SYSTEM ? LONGEST_COMPLAINT_BYTES : STAMP_BYTES;
    const need = Math.min(length, head);
    if (chunk.length - from < need) return -1;
    if (kind === SYSTEM) throw dockerError(chunk.toString('utf8', from, from + need).trim());
    this.#current = kind === STDERR ? this.#err : this.#out;
    if (length === 0) return from;
    const to = Math.min(from + length, chunk.length);
    const text = this.#current.begin(chunk, from, to);
    this.#left = length - (text - from);
    return text;
  }
}

export interface RawOptions {
  /** What its lines are of; `out` unless told. */
  stream?: LogLine['s'];
  /** Whether messages that were written one by one may have run together on their way. */
  joined?: boolean;
}

/** A log with a terminal: messages one after the other, with nothing between them. */
export class RawParser implements LogParser {
  readonly #out: LineAssembler;
  readonly #joined: boolean;
  readonly #carry = new Carry();
  /** Text until the next place where a message may begin without a newline before it. */
  #left = 0;

  constructor(sink: LineSink, { stream = 'out', joined = false }: RawOptions = {}) {
    this.#out = new LineAssembler(stream, sink);
    this.#joined = joined;
  }

  push(piece: Buffer): void {
    const chunk = this.#carry.join(piece);
    const { length } = chunk;
    // What was printed before a restart has no newline at its end; the daemon writes messages one by one.
    if (this.#out.open && stampEnd(chunk, 0, length) >= 0) this.#left = 0;
    let at = 0;
    while (at < length) {
      if (this.#left === 0) {
        if (length - at < STAMP_BYTES && chunk.indexOf(NEWLINE, at) < 0) {
          this.#carry.keep(chunk, at);
          return;
        }
        at = this.#out.begin(chunk, at, length);
        this.#left = PIECE_BYTES;
      }
      const newline = chunk.indexOf(NEWLINE, at);
      const end = Math.min(newline < 0 ? length : newline + 1, at + this.#left);
      const seam = this.#joined ? seamIn(chunk, at, end, this.#out.stamp) : end;
      this.#out.add(chunk, at, seam);
      this.#left = seam < end || end === newline + 1 ? 0 : this.#left - (end - at);
      at = seam;
    }
  }

  end(): boolean {
    // Too little to decide about, and nothing comes any more: it is text.
    const rest = this.#carry.join(Buffer.alloc(0));
    if (rest.length > 0) this.#out.add(rest, this.#out.begin(rest, 0, rest.length), rest.length);
    this.#out.end();
    return true;
  }
}

const STAMP_END = 'Z ';
/** Docker's stamp without its end. */
const USUAL_STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}$/;
const USUAL_STAMP_LENGTH = 29;
/** How far the clock of another machine may be ahead. */
const CLOCK_MS = 60_000;

/**
 * Where the dying words of one run end and the first line of the next one begins: at a stamp like Docker's that is later
 * than the line's own, and not to come. A program that prints the time itself did so before its line was stamped.
 * @returns `to` when there is no such place
 */
function seamIn(chunk: Buffer, from: number, to: number, stamp: string | null): number {
  if (stamp === null) return to;
  let end = chunk.indexOf(STAMP_END, from + 1, 'latin1');
  for (; end >= 0 && end + 1 < to; end = chunk.indexOf(STAMP_END, end + 1, 'latin1')) {
    const start = end - USUAL_STAMP_LENGTH;
    if (start <= from) continue;
    const found = chunk.toString('latin1', start, end);
    if (!USUAL_STAMP.test(found) || `${found}Z` <= stamp) continue;
    if (Date.parse(`${found.slice(0, 23)}Z`) <= Date.now() + CLOCK_MS) return start;
  }
  return to;
}
