const beat = 5_000;
const sleptFor = 30_000;

/** Says when the machine slept or its network changed: sockets that look open then may be dead. */
export class SleepWatch {
  private readonly onWake: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;
  private last = 0;

  constructor(onWake: () => void) {
    this.onWake = onWake;
  }

  start() {
    this.last = Date.now();
    this.timer = setInterval(() => this.check(), beat);
    window.addEventListener('online', this.onWake);
  }

  dispose() {
    clearInterval(this.timer);
    window.removeEventListener('online', this.onWake);
  }

  private check() {
    const now = Date.now();
    // A hidden page's timers are slowed to one a minute, which is no sleep.
    const limit = document.hidden ? 4 * sleptFor : sleptFor;
    if (now - this.last > limit) this.onWake();
    this.last = now;
  }
}
