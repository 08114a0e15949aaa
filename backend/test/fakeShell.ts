import { PassThrough } from 'node:stream';
import type { ShellSession } from '../src/containers/source.ts';

/** A shell that a test plays the part of: what reaches it, and what it is made to do. */
export class FakeShell implements ShellSession {
  readonly containerId = 'a'.repeat(64);
  readonly shell = 'bash';
  readonly output = new PassThrough();
  readonly exited: Promise<number | null>;
  written = Buffer.alloc(0);
  /** What `write` answers. */
  reads = true;
  sizes: [cols: number, rows: number][] = [];
  closes = 0;
  /** Lets the resize that is under way settle. */
  resized: (() => void) | undefined;
  #exit: (code: number | null) => void;
  #drained: (() => void) | undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    this.exited = promise;
    this.#exit = resolve;
  }

  write(data: Buffer): boolean {
    this.written = Buffer.concat([this.written, data]);
    return this.reads;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => (this.#drained = resolve));
  }

  /** Reads on, after `reads` was false. */
  drain(): void {
    this.reads = true;
    this.#drained?.();
  }

  resize(cols: number, rows: number): Promise<void> {
    this.sizes.push([cols, rows]);
    return new Promise((resolve) => (this.resized = resolve));
  }

  exit(code: number | null): void {
    this.output.end();
    this.#exit(code);
  }

  async close(): Promise<void> {
    this.closes++;
  }

  get text(): string {
    return this.written.toString();
  }
}

/** `cat` with a terminal: prints what is typed, and reads nothing while nobody takes what it prints. */
export class EchoShell extends FakeShell {
  override write(data: Buffer): boolean {
    return this.output.write(data);
  }

  override drained(): Promise<void> {
    return new Promise((resolve) => this.output.once('drain', resolve));
  }
}
