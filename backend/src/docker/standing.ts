import type { AppError } from '../errors.ts';

export type Phase = 'idle' | 'connecting' | 'online' | 'offline';

/** A host that answers, and slowly, must not hold up those who ask for all hosts. */
const LONGEST_WAIT_MS = 10_000;

/** Whether a host answers, and why not; and those who wait to hear it. */
export class Standing {
  #phase: Phase = 'idle';
  #failure: AppError | null = null;
  #seenAt: number | null = null;
  #connectingAt = 0;
  #told = Promise.withResolvers<void>();

  get phase(): Phase {
    return this.#phase;
  }

  /** Why it is offline. */
  get failure(): AppError | null {
    return this.#failure;
  }

  /** Milliseconds since 1970; `null` when it never answered. */
  get seenAt(): number | null {
    return this.#phase === 'online' ? Date.now() : this.#seenAt;
  }

  /** How long it has been online, in milliseconds; 0 when it is not. */
  get onlineForMs(): number {
    return this.#phase === 'online' ? Date.now() - (this.#seenAt ?? 0) : 0;
  }

  /** Whether it is online, or known to be offline. */
  get isKnown(): boolean {
    return this.#phase === 'online' || this.#phase === 'offline';
  }

  /** Settles once it is known, or takes longer to read than all who ask should wait together. */
  async settled(): Promise<void> {
    const left = LONGEST_WAIT_MS - (Date.now() - this.#connectingAt);
    if (this.isKnown || (this.#phase === 'connecting' && left <= 0)) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, left);
    });
    await Promise.race([this.#told.promise, patience]);
    clearTimeout(timer);
  }

  connecting(): void {
    this.#connectingAt = Date.now();
    this.#phase = 'connecting';
  }

  online(): void {
    this.#failure = null;
    this.#phase = 'online';
    this.#seenAt = Date.now();
    this.#told.resolve();
  }

  offline(failure: AppError): void {
    this.#seenAt = this.seenAt;
    this.#failure = failure;
    this.#phase = 'offline';
    this.#told.resolve();
  }

  /** Nobody looks any more. Who still waits must not wait for the next who does. */
  idle(): void {
    this.#seenAt = this.seenAt;
    this.#phase = 'idle';
    this.#told.resolve();
    this.#told = Promise.withResolvers();
  }

  /** For good: whoever waits hears that nothing will be known. */
  close(): void {
    this.#told.resolve();
  }
}
