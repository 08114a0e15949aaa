import type { Level, Line } from './entry.ts';

/** What no log line but the inside of a stack trace looks like: Java, .NET, JavaScript, Python, Ruby, Rust, Go. */
const frame =
  /^\s+(?:at\s\S|\.{3} \d+ (?:more|common)|File "|from \S+:\d+:in |\d+: +(?:0x|\S+::)|---> |\S+\.go:\d+)|^\s*(?:Caused by|Suppressed): |^\s*--- End of |^goroutine \d+ \[|^created by \S|^During handling of the above exception|^The above exception was /;
const traceback = /^Traceback \(most recent call last\)/;
const exception = /^(?:[\w$]+[.:])*[\w$]*(?:Exception|Error)\b(?::|$)/;
/** Go names the function at the start of a line, and its place on the next. */
const goCall = /^[\w./*(){}[\],…-]+\(.*\)$/;
const panic = /^panic: /;
const indented = /^\s+\S/;
/** Lines of one trace are written together. */
const together = 2_000;

type Head = Pick<Line, 'stream' | 'at' | 'level' | 'continues'>;

/** Sees the lines of a log in order and says which carry on the stack trace of the line before. */
export class TraceReader {
  private before: (Head & { text: string }) | null = null;
  private inGo = false;

  /** @param text without escape sequences @param level what the line itself says */
  read(text: string, line: Omit<Head, 'continues' | 'level'>, level: Level | null): boolean {
    const { before } = this;
    const near =
      before !== null && before.stream === line.stream && !(line.at - before.at > together);
    const continues = near && this.continues(text, before, level);
    this.inGo = panic.test(text) || /^goroutine \d+ \[/.test(text) || (continues && this.inGo);
    this.before = { ...line, text, level: continues ? before.level : level, continues };
    return continues;
  }

  /** The level of the line that was read last, or of the head of its trace. */
  get level(): Level | null {
    return this.before?.level ?? null;
  }

  private continues(text: string, before: Head & { text: string }, level: Level | null): boolean {
    const failed = before.level === 'error' || before.level === 'fatal';
    if (frame.test(text)) return true;
    if (this.inGo && (text === '' || goCall.test(text) || text.startsWith('[signal '))) return true;
    if (text === '') return false;
    // A first exception explains the error above it; a list of them is a list of errors.
    const own = exception.test(before.text) || traceback.test(before.text);
    if (traceback.test(text)) return failed && !before.continues && !own;
    if (exception.test(text)) {
      return before.continues ? indented.test(before.text) && level !== null : failed && !own;
    }
    return before.continues && indented.test(text);
  }
}
