import type { Shell } from '@archnest/backend/contract';
import { withCtrl } from './keys.ts';
import { ShellSocket, type ShellPhase } from './ShellSocket.ts';
import { ShellTerminal, type Size } from './ShellTerminal.ts';

export interface ShellChoice {
  shell: Shell;
  /** Empty: as the image says. */
  user: string;
}

export interface ShellState {
  /** `null` before the first attempt. */
  phase: ShellPhase | null;
  choice: ShellChoice;
  size: Size | null;
  /** Milliseconds from a key to its echo. */
  latency: number | null;
  selected: boolean;
  /** Text that waits for a yes. */
  doubtful: string | null;
  /** `null` while nothing is looked for. */
  matches: { at: number; count: number } | null;
  /** The next key is pressed with Ctrl. */
  ctrl: boolean;
}

interface Options {
  url(query: { shell: Shell; user?: string } & Size): string;
  /** Asks why a connection never came about. */
  explain(): Promise<ShellPhase>;
  onCopy(text: string): void;
  onFind(): void;
}

const latencyEvery = 1_000;

/** A terminal and the shell behind it, one after another. An external store. */
export class ShellSession {
  private state: ShellState = {
    phase: null,
    choice: { shell: 'auto', user: '' },
    size: null,
    latency: null,
    selected: false,
    doubtful: null,
    matches: null,
    ctrl: false,
  };
  private terminal: ShellTerminal | null = null;
  private socket: ShellSocket | null = null;
  private ready: Promise<Size> | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly options: Options;
  private readonly listeners = new Set<() => void>();

  constructor(options: Options) {
    this.options = options;
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = () => this.state;

  /** Puts the terminal into an element. */
  attach(host: HTMLElement) {
    this.terminal = new ShellTerminal(host, {
      onKeys: (text) => this.type(text),
      onBinary: (text) => this.socket?.sendBinary(text),
      onResize: (cols, rows) => {
        this.set({ size: { cols, rows } });
        this.socket?.resize(cols, rows);
      },
      onSelection: (selected) => selected !== this.state.selected && this.set({ selected }),
      onDoubtfulPaste: (doubtful) => this.set({ doubtful }),
      onCopy: (text) => this.options.onCopy(text),
      onFind: () => this.options.onFind(),
      onMatches: (at, count) => this.set({ matches: { at, count } }),
    });
    this.ready = this.terminal.open();
    this.timer = setInterval(() => this.readLatency(), latencyEvery);
  }

  /** Takes everything away, the shell in the container included. */
  dispose() {
    clearInterval(this.timer);
    this.socket?.dispose();
    this.terminal?.dispose();
    this.socket = this.terminal = this.ready = null;
    this.set({ phase: null, size: null, selected: false, doubtful: null, matches: null });
  }

  /** A new shell, in place of the one that is or was there. */
  async start(choice = this.state.choice) {
    const { terminal } = this;
    if (!terminal || !this.ready) return;
    const attempt = (this.attempt += 1);
    const again = this.socket !== null;
    this.socket?.dispose();
    this.set({ choice, phase: { kind: 'connecting' }, latency: null, ctrl: false });
    await this.ready;
    if (terminal !== this.terminal || attempt !== this.attempt) return;
    if (again) terminal.startAnew();
    this.connect(terminal);
    terminal.focus();
  }

  focus() {
    this.terminal?.focus();
  }

  get selection() {
    return this.terminal?.selection ?? '';
  }

  /** The answer to a doubtful paste. */
  answerPaste(yes: boolean) {
    const { doubtful } = this.state;
    this.set({ doubtful: null });
    if (yes && doubtful !== null) this.terminal?.paste(doubtful);
    else this.terminal?.focus();
  }

  /** A key of the bar over a phone's keyboard. */
  press(key: string) {
    this.terminal?.press(key);
  }

  toggleCtrl() {
    this.set({ ctrl: !this.state.ctrl });
    this.terminal?.focus();
  }

  find(text: string, direction: 1 | -1, typing = false) {
    this.terminal?.find(text, direction, typing);
  }

  stopFinding() {
    this.terminal?.stopFinding();
    this.set({ matches: null });
  }

  private connect(terminal: ShellTerminal) {
    const { shell, user } = this.state.choice;
    const { size } = terminal;
    this.set({ size });
    const socket: ShellSocket = new ShellSocket(
      this.options.url({ shell, ...(user && { user }), ...size }),
      {
        onOutput: (bytes) => terminal.write(bytes, () => socket.ack(bytes.length)),
        onPhase: (phase) => void this.onPhase(socket, phase),
      },
    );
    this.socket = socket;
  }

  private async onPhase(socket: ShellSocket, phase: ShellPhase) {
    if (socket !== this.socket) return;
    if (phase.kind !== 'open') this.terminal?.hideCursor();
    if (phase.kind !== 'refused') {
      this.set({ phase });
      // The window may have changed while the shell was on its way.
      const { size } = this.state;
      if (phase.kind === 'open' && size) socket.resize(size.cols, size.rows);
      return;
    }
    const why = await this.options.explain();
    if (socket === this.socket) this.set({ phase: why });
  }

  private type(text: string) {
    const { ctrl } = this.state;
    if (ctrl) this.set({ ctrl: false });
    this.socket?.send(ctrl ? withCtrl(text) : text);
  }

  private readLatency() {
    const latency = this.socket?.latency.value ?? null;
    if (latency !== this.state.latency) this.set({ latency });
  }

  private set(part: Partial<ShellState>) {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
