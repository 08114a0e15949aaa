import type { Locator, Page } from '@playwright/test';
import { expect } from './bench.ts';
import type { Box } from './boxes.ts';

const nothing = 'nothing was copied';

/** The log of one container as a reader meets it. */
export class LogPage {
  readonly view: Page;
  /** What scrolls. */
  readonly list: Locator;
  /** The rows that are in the document: those in sight, and a few around. */
  readonly lines: Locator;
  /** `Following` or `Paused`, and what came since. */
  readonly follow: Locator;
  readonly jump: Locator;
  readonly search: Locator;

  constructor(view: Page, box: Box) {
    this.view = view;
    this.list = view.getByRole('log', { name: `Log of ${box.name}` });
    this.lines = this.list.locator('[data-kind=line]');
    this.follow = view.getByRole('button', { name: /^(Following|Paused)/ });
    this.jump = view.getByRole('button', { name: 'Jump to the newest line' });
    this.search = view.getByRole('textbox', { name: 'Search the log' });
  }

  /** The line with exactly this text. */
  line(text: string): Locator {
    return this.lines.filter({ has: this.view.locator('bdi').getByText(text, { exact: true }) });
  }

  /** The texts of the lines in the document. */
  texts(): Promise<string[]> {
    return this.lines.locator('bdi').allInnerTexts();
  }

  button(name: string | RegExp): Locator {
    return this.view.getByRole('button', { name });
  }

  async scrollTo(end: 'top' | 'bottom'): Promise<void> {
    await this.list.evaluate((element, top) => {
      element.scrollTop = top ? 0 : element.scrollHeight;
    }, end === 'top');
  }

  /** What the footer says of lines that are here, were left out, and were let go. */
  async figures(): Promise<{ lines: number; skipped: number; dropped: number }> {
    const words = await this.view.getByRole('tabpanel', { name: 'Logs' }).innerText();
    const figure = (pattern: RegExp) =>
      Number((pattern.exec(words)?.[1] ?? '0').replaceAll(',', ''));
    return {
      lines: figure(/([\d,]+) lines since/),
      skipped: figure(/([\d,]+) skipped/),
      dropped: figure(/([\d,]+) older lines? dropped/),
    };
  }

  /** Everything that was read, by way of the clipboard, without times. The clipboard must be allowed. */
  async copyAll(): Promise<string[]> {
    const times = this.button('Timestamps');
    if ((await times.getAttribute('aria-pressed')) === 'true') await times.click();
    await this.view.evaluate((text) => navigator.clipboard.writeText(text), nothing);
    await this.button('Copy all lines shown').click();
    await expect.poll(() => readClipboard(this.view)).not.toBe(nothing);
    return (await readClipboard(this.view)).split('\n');
  }
}

export const allowClipboard = (view: Page) =>
  view.context().grantPermissions(['clipboard-read', 'clipboard-write']);

export const readClipboard = (view: Page) => view.evaluate(() => navigator.clipboard.readText());
