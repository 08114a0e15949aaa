import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { shrink } from './shrink.ts';

const themes = ['light', 'dark'] as const;
const heights: Record<number, number> = { 1440: 900, 1024: 768, 390: 844 };
const phone = 390;
export type Width = 1440 | 1024 | 390;

interface Options {
  browser: Browser;
  url: string;
  cookie: string;
  folder: string;
}

export type Camera = Awaited<ReturnType<typeof makeCamera>>;

/** Two pages that stay open, on a desk and in a hand: what they show has the time to become what it is. */
export async function makeCamera({ browser, url, cookie, folder }: Options) {
  const [name = '', value = ''] = cookie.split('=');
  const open = async (touch: boolean) => {
    const width = touch ? phone : 1440;
    const context = await browser.newContext({
      viewport: { width, height: heights[width] ?? 0 },
      hasTouch: touch,
      isMobile: touch,
    });
    await context.addCookies([{ name, value, url }]);
    return context.newPage();
  };
  const pages = { desk: await open(false), hand: await open(true) };
  const taken = new Set<string>();

  const shoot = async (page: Page, label: string, width: number) => {
    await page.setViewportSize({ width, height: heights[width] ?? 0 });
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500);
      const file = `${label}-${colorScheme}-${width}.png`;
      await writeFile(join(folder, file), shrink(await page.screenshot()));
      taken.add(file);
    }
  };

  return {
    /** Opens an address on both and makes it what is wanted there, then takes the picture at each width. */
    take: async (
      label: string,
      path: string,
      ready: (page: Page, inHand: boolean) => Promise<unknown>,
      { widths = [1440, phone], rest = 0 }: { widths?: readonly Width[]; rest?: number } = {},
    ) => {
      for (const page of [pages.desk, pages.hand]) {
        const inHand = page === pages.hand;
        if (!inHand) await page.setViewportSize({ width: 1440, height: 900 });
        // From elsewhere, so that what an earlier picture chose is gone.
        await page.goto('about:blank');
        await page.goto(url + path);
        await ready(page, inHand);
      }
      await pages.desk.waitForTimeout(rest);
      for (const width of widths)
        await shoot(width === phone ? pages.hand : pages.desk, label, width);
      console.log(label);
    },
    /** Deletes the pictures of earlier times. */
    tidy: async () => {
      for (const file of await readdir(folder))
        if (file.endsWith('.png') && !taken.has(file)) await rm(join(folder, file));
    },
  };
}
