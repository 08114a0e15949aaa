import type { Locator, Page } from '@playwright/test';

/** The rows of these containers and no others, without groups. */
export const tablePath = (search: string) =>
  `/containers?group=none&q=${encodeURIComponent(search)}`;

/** The row of a container, or its card. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

/** Chooses from the menu at the end of a container's row. */
export async function chooseInRow(page: Page, name: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: choice, exact: true }).click();
}

/** What stands at the head of a container's tab. */
export const headOf = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: `Actions for ${name}` });

/** Says yes to what the page asks. */
export async function confirm(page: Page, question: string, verb: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: question });
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
