import type { Locator, Page } from '@playwright/test';
import { addPerson, expect, test } from './accountsKit.ts';

/** Where a dialog is opened, and by which button: what stands there gets the focus back. */
const dialogs = [
  ['/settings?tab=security', 'New token'],
  ['/settings?tab=security', 'Change password'],
  ['/settings?tab=security', 'Set up'],
  ['/settings?tab=users', 'Add user'],
  ['/settings?tab=agents', 'Enrol a host'],
  ['/hosts', 'Engine'],
  ['/hosts', 'SSH'],
] as const;

const holdsFocus = (dialog: Locator) =>
  dialog.evaluate((element) => element.contains(document.activeElement));

/** Controls that nobody but who sees them can tell. */
const nameless = (dialog: Locator) =>
  dialog.locator('input, select, textarea, button').evaluateAll((controls) =>
    controls
      .filter((control) => control.getAttribute('aria-hidden') !== 'true')
      .filter(
        (control) =>
          !(
            control.ariaLabel ??
            control.getAttribute('aria-labelledby') ??
            ((control as HTMLInputElement).labels?.length || control.textContent)
          ),
      )
      .map((control) => control.outerHTML),
  );

async function opened(view: Page, button: string): Promise<{ opener: Locator; dialog: Locator }> {
  const opener = view.getByRole('button', { name: button }).first();
  await opener.focus();
  await view.keyboard.press('Enter');
  const dialog = view.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return { opener, dialog };
}

for (const [path, button] of dialogs) {
  test(`the dialog behind "${button}" is used and left by keys alone`, async ({ view, server }) => {
    await view.goto(server.url + path);
    const { opener, dialog } = await opened(view, button);
    await expect.poll(() => holdsFocus(dialog)).toBe(true);
    expect(await nameless(dialog)).toEqual([]);
    for (const key of ['Tab', 'Shift+Tab'])
      for (let times = 0; times < 20; times += 1) {
        await view.keyboard.press(key);
        expect(await holdsFocus(dialog)).toBe(true);
      }
    await view.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  });
}

test('a refused form leads to the field that is wrong, and says why there', async ({
  view,
  server,
}) => {
  await view.goto(`${server.url}/settings?tab=security`);
  const { dialog } = await opened(view, 'New token');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  const name = dialog.getByLabel('Name');
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription('Must not be empty.');
  await expect(dialog.getByRole('group', { name: 'Scope' })).toHaveAccessibleDescription(
    'It sees hosts and containers, and changes nothing.',
  );
});

test('a question starts on Cancel, and what is typed to confirm it can be sent with Enter', async ({
  view,
  server,
  admin,
}) => {
  await addPerson(server, admin, { username: 'bob', role: 'member' });
  await view.goto(`${server.url}/settings?tab=users`);
  const menu = view.getByRole('button', { name: 'What to do about bob' });
  await menu.click();
  await view.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = view.getByRole('dialog', { name: 'Delete bob?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await view.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  await menu.click();
  await view.getByRole('menuitem', { name: 'Delete…' }).click();
  const field = dialog.getByLabel('Type bob to confirm');
  await field.fill('bo');
  await view.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await field.fill('bob');
  await view.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(menu).toHaveCount(0);
});
