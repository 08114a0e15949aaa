import { onTestFinished } from 'vitest';
import type { ShellOpener, ShellOptions, ShellSession } from '../../src/containers/source.ts';
import { until } from '../bench/commands.ts';

/** A person at a shell. */
export class Terminal {
  readonly session: ShellSession;
  ended = false;
  #bytes = Buffer.alloc(0);

  constructor(session: ShellSession) {
    this.session = session;
    session.output.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
    session.output.once('end', () => (this.ended = true));
  }

  get text(): string {
    return this.#bytes.toString('utf8');
  }

  type(text: string): void {
    this.session.write(Buffer.from(text));
  }

  /** What a line of shell prints, between two marks: the echo of what is typed shows words, and not what comes of them. */
  async run(line: string): Promise<string> {
    const before = this.text.length;
    this.type(`echo "<$((20 + 1))>"; ${line}; echo "<$((40 + 2))>"\r`);
    const printed = await until(`the end of ${line}`, () =>
      /<21>\r\n([^]*)<42>/.exec(this.text.slice(before)),
    );
    return (printed[1] ?? '').trim();
  }
}

/** A shell that is closed with the test. */
export async function testTerminal(
  opener: ShellOpener,
  ref: string,
  options: Partial<ShellOptions> = {},
): Promise<Terminal> {
  const session = await opener.open(ref, { shell: 'auto', cols: 80, rows: 24, ...options });
  onTestFinished(() => session.close());
  return new Terminal(session);
}
