/** A sample is due by then; only a longer silence moves the picture on by itself. */
const patience = 3_000;

/**
 * The moment at the right edge: the newest sample's. Samples carry the server's clock, which is not
 * this one's, so a silence after them is measured here and added.
 */
export class Lead {
  private newest: number | null = null;
  private seenAt = 0;

  now(newest: number | null, clock: number): number {
    if (newest !== this.newest) {
      this.newest = newest;
      this.seenAt = clock;
    }
    const silence = clock - this.seenAt;
    return (newest ?? clock) + (silence > patience ? silence : 0);
  }
}
