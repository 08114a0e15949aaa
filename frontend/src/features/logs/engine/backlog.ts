import type { LogBuffer } from './buffer.ts';
import { classify } from './classify.ts';
import type { Gap } from './entry.ts';
import { lostPage, olderPage, type FetchPage } from './pages.ts';

/** `more`: scrolling up loads; `start`: the log begins here; `far`: it does not, and no more can be had. */
export type Older = 'more' | 'loading' | 'start' | 'far' | 'failed';

interface Options {
  buffer: LogBuffer;
  fetchPage: FetchPage;
  /** The buffer has other lines than before, not only at its end. */
  rebuilt(): void;
  /** Only what is said about them has changed. */
  changed(): void;
}

const tooFar = 'They are too far back to be loaded. The download has them.';

/** Lines from before: those above the first one, and those that were lost in between. */
export class Backlog {
  older: Older = 'more';
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  async loadOlder() {
    const { buffer, fetchPage, rebuilt } = this.options;
    const ready = this.older === 'more' || this.older === 'failed';
    if (!ready || buffer.full || buffer.lines === 0) return;
    this.set('loading');
    try {
      const page = await olderPage(fetchPage, buffer.all());
      buffer.prepend(page.lines);
      this.older = page.before;
      rebuilt();
    } catch {
      this.set('failed');
    }
  }

  async loadGap(gap: Gap) {
    const { buffer, fetchPage, rebuilt, changed } = this.options;
    const { count } = gap;
    if (gap.loading || count === null) return;
    gap.loading = true;
    gap.failure = null;
    changed();
    try {
      const before = buffer.neighbour(gap, -1);
      const after = buffer.neighbour(gap, 1);
      const page = await lostPage(fetchPage, buffer.all(), before, after, count);
      if (page.lines.length === 0 && page.left > 0) throw new Error(tooFar);
      buffer.fill(gap, classify(page.lines), page.left);
    } catch (error) {
      gap.failure = error instanceof Error ? error.message : 'They could not be loaded.';
    }
    gap.loading = false;
    rebuilt();
  }

  private set(older: Older) {
    this.older = older;
    this.options.changed();
  }
}
