import type { LiveWatch } from '@archnest/backend/contract';

/** Scrolling changes what is on the screen many times a second; the server hears where it came to rest. */
const restsFor = 250;
/** The contract's limit. */
const mostVisible = 1_000;

/** What the page asks of the live socket: all hosts, and samples of what somebody is looking at. */
export class Watch {
  private readonly shown = new Map<object, readonly string[]>();
  private said = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly send: (message: string) => void;

  constructor(send: (message: string) => void) {
    this.send = send;
  }

  /** Says which containers one part of the page shows, in place of what that part said before. */
  show(owner: object, keys: readonly string[]) {
    if (keys.length > 0) this.shown.set(owner, keys);
    else this.shown.delete(owner);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.say, restsFor);
  }

  /** Sends what is watched if it is something else than what was sent last. */
  readonly say = () => {
    clearTimeout(this.timer);
    const message = this.message();
    if (message !== this.said) this.repeat();
  };

  /** Sends it in any case: to a new socket, or to hear whether the old one lives. */
  repeat() {
    clearTimeout(this.timer);
    this.said = this.message();
    this.send(this.said);
  }

  dispose() {
    clearTimeout(this.timer);
    this.said = '';
  }

  /** Samples cost the daemons work: a page that nobody sees asks for none. */
  private message(): string {
    const visible = [...new Set([...this.shown.values()].flat())].toSorted().slice(0, mostVisible);
    const watch: LiveWatch = { type: 'watch', hosts: 'all', stats: !document.hidden, visible };
    return JSON.stringify(watch);
  }
}
