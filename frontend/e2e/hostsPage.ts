import type { Locator, Page } from '@playwright/test';
import { allowClipboard } from './logPage.ts';

/** The row of a host. */
export const hostRow = (view: Page, name: string): Locator =>
  view.getByRole('row').filter({ has: view.getByRole('link', { name, exact: true }) });

export const detailsOf = (view: Page, name: string): Locator =>
  view.getByRole('complementary', { name: `Details of ${name}` });

/** Chooses from the menu at the end of a host's row. */
export async function chooseForHost(view: Page, name: string, choice: string): Promise<void> {
  await view.getByRole('button', { name: `Actions for ${name}` }).click();
  await view.getByRole('menuitem', { name: choice, exact: true }).click();
}

/** Puts a text where it belongs as most people do. */
export async function paste(view: Page, field: Locator, text: string): Promise<void> {
  await allowClipboard(view);
  await view.evaluate((words) => navigator.clipboard.writeText(words), text);
  await field.click();
  await field.press('ControlOrMeta+v');
}
