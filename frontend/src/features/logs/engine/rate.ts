const span = 5;
const settling = 1_000;

/** Lines a second, over the last seconds. */
export class Rate {
  /** Whole lines from 1 on, else one decimal. */
  value = 0;
  private readonly seconds: number[] = [];
  private count = 0;
  private deafUntil = 0;

  add(lines: number) {
    if (performance.now() > this.deafUntil) this.count += lines;
  }

  /** What comes first is from before. */
  connected() {
    this.deafUntil = performance.now() + settling;
  }

  /** Call once a second. @returns whether the value changed */
  tick(): boolean {
    this.seconds.push(this.count);
    this.count = 0;
    if (this.seconds.length > span) this.seconds.shift();
    const mean = this.seconds.reduce((sum, each) => sum + each, 0) / this.seconds.length;
    const value = mean >= 1 ? Math.round(mean) : Math.round(mean * 10) / 10;
    const changed = value !== this.value;
    this.value = value;
    return changed;
  }
}
