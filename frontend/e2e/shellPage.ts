import type { Locator, Page } from '@playwright/test';
import { expect } from './bench.ts';
import type { Box } from './boxes.ts';

/** A shell in one container, as whoever types in it meets it. */
export class ShellPage {
  readonly view: Page;
  readonly region: Locator;
  /** The lines on the screen, top to bottom. */
  readonly rows: Locator;
  /** `Shell: ash`, `Shell: sh as nobody`. */
  readonly chooser: Locator;

  constructor(view: Page, box: Box) {
    this.view = view;
    this.region = view.getByRole('region', { name: `Shell in ${box.name}` });
    this.rows = this.region.locator('.xterm-rows > div');
    this.chooser = view.getByRole('button', { name: /^Shell: / });
  }

  button(name: string): Locator {
    return this.view.getByRole('button', { name, exact: true });
  }

  /** Waits until there is one that takes keys. */
  async ready(): Promise<void> {
    await expect(this.view.getByText(/^Connected/)).toBeVisible();
    await expect(this.rows.filter({ hasText: /[#$]/ }).last()).toBeVisible();
  }

  /** Types a line, and Enter. */
  async type(line: string): Promise<void> {
    await this.region.getByRole('textbox').focus();
    await this.view.keyboard.insertText(line);
    await this.view.keyboard.press('Enter');
  }

  /** The line that is exactly this: what a command printed, not the command. */
  printed(line: string | RegExp): Locator {
    const exact = typeof line === 'string' ? new RegExp(`^${escape(line)}\\s*$`) : line;
    return this.rows.filter({ hasText: exact });
  }

  /** Waits for vi: what follows an Escape at once is a key's code to it. */
  async leftInsertMode(file: string): Promise<void> {
    await expect(this.rows.filter({ hasText: `- ${file}` })).toBeVisible();
  }

  /** What stands on the screen. */
  async text(): Promise<string> {
    const lines = await this.rows.allInnerTexts();
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** Points at the start of such a line: the terminal draws on rows, and listens above them. */
  async pointAt(line: string): Promise<void> {
    const box = await this.printed(line).boundingBox();
    if (!box) throw new Error(`${line} is not in sight`);
    await this.view.mouse.move(box.x + 12, box.y + box.height / 2);
  }

  async click(line: string, clickCount = 1): Promise<void> {
    await expect(this.printed(line)).toBeVisible();
    await this.pointAt(line);
    const { mouse } = this.view;
    for (let count = 1; count <= clickCount; count += 1) {
      await mouse.down({ clickCount: count });
      await mouse.up({ clickCount: count });
    }
  }

  /** As the footer says it: columns and rows. */
  async size(): Promise<[cols: number, rows: number]> {
    const label = await this.view.getByLabel(/^\d+ columns, \d+ rows$/).getAttribute('aria-label');
    const [cols = 0, rows = 0] = label?.match(/\d+/g)?.map(Number) ?? [];
    return [cols, rows];
  }
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, (sign) => `\\${sign}`);
