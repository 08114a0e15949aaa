/** Runs before the next paint, or soon when nothing is painted because the page is hidden. */
export class NextFrame {
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly run: () => void;

  constructor(run: () => void) {
    this.run = run;
  }

  request() {
    if (this.timer !== undefined) return;
    const go = () => {
      this.cancel();
      this.run();
    };
    this.frame = requestAnimationFrame(go);
    this.timer = setTimeout(go, 300);
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** How long reading may take between two paints; nobody sees those of a hidden page. */
const budget = () => (document.hidden ? 100 : 7);
const stride = 100;

/** What has arrived and was not read yet: a burst is read over several frames. */
export class Intake<T> {
  length = 0;
  private batches: T[][] = [];
  private at = 0;

  add(items: T[]) {
    this.batches.push(items);
    this.length += items.length;
  }

  /** Hands on as much as fits between two paints, in order. */
  drain(read: (items: T[]) => void) {
    const end = performance.now() + budget();
    while (this.length > 0 && performance.now() < end) {
      const batch = this.batches[0] ?? [];
      const items = batch.slice(this.at, this.at + stride);
      this.at += items.length;
      this.length -= items.length;
      if (this.at >= batch.length) {
        this.batches.shift();
        this.at = 0;
      }
      read(items);
    }
  }
}
