const kept = 5;
/** What comes later was hardly the echo of a key. */
const longest = 2_000;

/** How long a key takes until the shell has answered: the only round trip that a terminal shows. */
export class Latency {
  private readonly samples: number[] = [];
  private sentAt: number | null = null;
  private readonly now: () => number;

  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /** The middle one of the last echoes, in milliseconds; `null` before the first. */
  get value(): number | null {
    const sorted = this.samples.toSorted((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    return middle === undefined ? null : Math.max(1, Math.round(middle));
  }

  sent() {
    this.sentAt ??= this.now();
  }

  received() {
    if (this.sentAt === null) return;
    const span = this.now() - this.sentAt;
    this.sentAt = null;
    if (span > longest) return;
    this.samples.push(span);
    if (this.samples.length > kept) this.samples.shift();
  }
}
