import type { ContainerChanges } from '../containers/registry.ts';

/** One container that is being read. */
interface Reading {
  /** Somebody wants what is true after now. */
  again: boolean;
  /** What is on its way is from before something that is known better. */
  outdated: boolean;
  done: Promise<void>;
}

/** Readings of single containers: one at a time of each, and none is kept that is older than what is known. */
export class Readings {
  readonly #running = new Map<string, Reading>();
  readonly #read: (id: string) => Promise<ContainerChanges | null>;
  readonly #keep: (changes: ContainerChanges) => void;

  /**
   * @param read asks the host; `null` when nobody wants the answer any more
   * @param keep takes the answer
   */
  constructor(
    read: (id: string) => Promise<ContainerChanges | null>,
    keep: (changes: ContainerChanges) => void,
  ) {
    this.#read = read;
    this.#keep = keep;
  }

  /**
   * Settles when what is true after this call began was kept. Calls that come while one is read share one more
   * reading.
   */
  refresh(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) {
      running.again = true;
      return running.done;
    }
    const reading = { again: false, outdated: false, done: Promise.resolve() };
    this.#running.set(id, reading);
    reading.done = this.#untilNew(id, reading).finally(() => {
      this.#running.delete(id);
    });
    return reading.done;
  }

  /** Something newer is known of this container, or of all: what is on its way is dropped, and asked for again. */
  outdate(id?: string): void {
    for (const [key, reading] of this.#running)
      if (id === undefined || key === id) reading.again = reading.outdated = true;
  }

  async #untilNew(id: string, reading: Reading): Promise<void> {
    do {
      reading.again = false;
      reading.outdated = false;
      try {
        const changes = await this.#read(id);
        if (changes && !reading.outdated) this.#keep(changes);
      } catch (error) {
        // Who came later asked for a reading of their own.
        if (!reading.again) throw error;
      }
    } while (reading.again);
  }
}
