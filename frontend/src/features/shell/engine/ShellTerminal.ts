import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { motionless, typeScale } from '../../../appearance.ts';
import { asApplication } from './keys.ts';
import { openLink } from './links.ts';
import { cleanPaste, runsAtOnce } from './paste.ts';
import { searchColors, terminalTheme } from './theme.ts';

export interface TerminalEvents {
  onKeys(text: string): void;
  onBinary(text: string): void;
  onResize(cols: number, rows: number): void;
  onSelection(selected: boolean): void;
  /** Text with line ends, each of which would run what is before it: ask first, then `paste`. */
  onDoubtfulPaste(text: string): void;
  onCopy(text: string): void;
  onFind(): void;
  onMatches(at: number, count: number): void;
}

export interface Size {
  cols: number;
  rows: number;
}

const fontSize = 12.5;
const font = "12.5px 'JetBrains Mono Variable'";
const fontDeadline = 1_000;
const resizeRest = 60;
/** What the server takes. */
const largest: Size = { cols: 1_000, rows: 500 };
/** Title and icon; clipboard. A page is not a terminal's window, and its clipboard is not the container's. */
const ignored = [0, 1, 2, 52];
/** Moves the cursor too, so only for who is there. */
const leaveOtherScreen = '\u001b[?1049l';
/** Leaves the modes of a program that did not live to do so: mouse, paste, keys, cursor. */
const leaveModes =
  '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[?1l\u001b>\u001b[!p\u001b[?25h\u001b[0m';

/** xterm in one element, from its first line to `dispose`. */
export class ShellTerminal {
  private readonly terminal: Terminal;
  private readonly fit = new FitAddon();
  private readonly search = new SearchAddon();
  private readonly host: HTMLElement;
  private readonly events: TerminalEvents;
  private readonly observer: ResizeObserver;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
  private hidden = false;

  constructor(host: HTMLElement, events: TerminalEvents) {
    this.host = host;
    this.events = events;
    this.terminal = new Terminal({
      // The addons for wide characters and for marks need it.
      allowProposedApi: true,
      cursorBlink: !motionless(),
      fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
      fontSize: fontSize * typeScale(),
      lineHeight: 1.1,
      letterSpacing: 0,
      scrollback: 10_000,
      minimumContrastRatio: 4.5,
      rightClickSelectsWord: false,
      macOptionIsMeta: true,
      theme: terminalTheme(),
      linkHandler: { activate: (_event, uri) => openLink(uri), allowNonHttpProtocols: false },
    });
    this.load();
    this.listen();
    this.observer = new ResizeObserver(() => {
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.resize(), resizeRest);
    });
  }

  /** Draws it. Waits for the font, whose width is the width of every column. @returns the size */
  async open(): Promise<Size> {
    const late = new Promise((resolve) => setTimeout(resolve, fontDeadline));
    await Promise.race([document.fonts.load(font).catch(() => []), late]);
    if (this.disposed) return this.size;
    this.terminal.open(this.host);
    this.host.addEventListener('paste', this.onPaste, true);
    this.resize();
    this.observer.observe(this.host);
    return this.size;
  }

  get size(): Size {
    return { cols: this.terminal.cols, rows: this.terminal.rows };
  }

  get selection() {
    return this.terminal.getSelection();
  }

  /** Bytes as they come: xterm joins characters that were cut in two. `drawn` is called once they are on the screen. */
  write(bytes: Uint8Array, drawn: () => void) {
    this.terminal.write(bytes, drawn);
  }

  /** What was there stays; what a program had switched on does not. */
  startAnew() {
    const { active } = this.terminal.buffer;
    const screen = active.type === 'alternate' ? leaveOtherScreen : '';
    this.terminal.write(screen + leaveModes, () => {
      if (this.terminal.buffer.active.cursorX > 0) this.terminal.write('\r\n');
    });
  }

  /** Nobody is there who would take a key. */
  hideCursor() {
    this.terminal.write('\u001b[?25l');
  }

  focus() {
    this.terminal.focus();
  }

  /** As from the clipboard; ends where a bracketed paste would. */
  paste(text: string) {
    this.terminal.paste(cleanPaste(text));
    this.focus();
  }

  /** Types as if from the keyboard, with arrows in the way that the program wants them. */
  press(key: string) {
    const { applicationCursorKeysMode } = this.terminal.modes;
    this.terminal.input(applicationCursorKeysMode ? asApplication(key) : key);
    this.focus();
  }

  find(text: string, direction: 1 | -1, typing = false) {
    const options = { decorations: searchColors(), incremental: typing };
    if (direction === 1) this.search.findNext(text, options);
    else this.search.findPrevious(text, options);
  }

  stopFinding() {
    this.search.clearDecorations();
    this.terminal.clearSelection();
    this.focus();
  }

  dispose() {
    this.disposed = true;
    clearTimeout(this.rest);
    this.observer.disconnect();
    this.host.removeEventListener('paste', this.onPaste, true);
    this.terminal.dispose();
  }

  private load() {
    const { terminal } = this;
    terminal.loadAddon(this.fit);
    terminal.loadAddon(this.search);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    for (const code of ignored) terminal.parser.registerOscHandler(code, () => true);
  }

  private listen() {
    const { terminal, events } = this;
    terminal.onData((text) => events.onKeys(text));
    terminal.onBinary((text) => events.onBinary(text));
    terminal.onResize(({ cols, rows }) => events.onResize(cols, rows));
    terminal.onSelectionChange(() => events.onSelection(terminal.hasSelection()));
    this.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      events.onMatches(resultIndex, resultCount),
    );
    terminal.attachCustomKeyEventHandler((event) => this.onKey(event));
  }

  /** @returns false for keys that are not the shell's */
  private onKey(event: KeyboardEvent): boolean {
    const chord = event.ctrlKey && event.shiftKey && !event.altKey;
    if (event.type !== 'keydown' || !chord) return true;
    if (event.code === 'KeyC') this.events.onCopy(this.selection);
    else if (event.code === 'KeyF') this.events.onFind();
    // The browser pastes by itself.
    else return event.code !== 'KeyV';
    event.preventDefault();
    return false;
  }

  private readonly onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    event.stopPropagation();
    if (runsAtOnce(text, this.terminal.modes.bracketedPasteMode)) this.events.onDoubtfulPaste(text);
    else this.paste(text);
  };

  private resize() {
    const wasHidden = this.hidden;
    this.hidden = this.host.clientWidth === 0;
    // Out of sight it keeps its size, and its shell hears nothing of it.
    if (this.hidden) return;
    if (wasHidden) this.focus();
    // It may have been chosen anew while this was out of sight.
    this.terminal.options.fontSize = fontSize * typeScale();
    const wanted = this.fit.proposeDimensions();
    if (this.disposed || !wanted || !(wanted.cols > 1) || !(wanted.rows > 0)) return;
    const cols = Math.min(largest.cols, wanted.cols);
    const rows = Math.min(largest.rows, wanted.rows);
    if (cols !== this.terminal.cols || rows !== this.terminal.rows)
      this.terminal.resize(cols, rows);
  }
}
