import type { Page } from '@playwright/test';
import { ADMIN } from './bench.ts';
import { expect, part, signIn, signOut, test } from './accountsKit.ts';

/** How the page looks now. */
const looks = (page: Page) =>
  page.locator('html').evaluate((html) => ({
    theme: html.getAttribute('data-mantine-color-scheme'),
    accent: html.getAttribute('data-accent'),
    density: html.getAttribute('data-density'),
  }));

const chosen = { theme: 'dark', accent: 'teal', density: 'comfortable' };

test('theme, density and accent survive a reload, another browser and the way out', async ({
  view,
  server,
  elsewhere,
}) => {
  await view.emulateMedia({ colorScheme: 'light' });
  await view.goto(`${server.url}/settings?tab=appearance`);
  await expect
    .poll(() => looks(view))
    .toEqual({ theme: 'light', accent: 'blue', density: 'compact' });
  const group = (name: string) => part(view, 'Appearance').getByRole('group', { name });
  await group('Theme').getByText('Dark').click();
  await group('Density').getByText('Comfortable').click();
  // By the keyboard: blue, and then the next one.
  await group('Accent').getByRole('radio', { name: 'Blue' }).focus();
  await view.keyboard.press('ArrowRight');
  await expect(group('Accent').getByRole('radio', { name: 'Teal' })).toBeChecked();
  await expect.poll(() => looks(view)).toEqual(chosen);
  await expect(part(view, 'Appearance').getByRole('status')).toHaveText('Saved.');
  await view.reload();
  await expect.poll(() => looks(view)).toEqual(chosen);
  await expect(group('Theme').getByRole('radio', { name: 'Dark' })).toBeChecked();

  const other = await elsewhere({ colorScheme: 'light' });
  await signIn(other, server, ADMIN);
  await expect.poll(() => looks(other)).toEqual(chosen);

  await signOut(view);
  await expect(view.getByRole('heading', { name: 'Sign in to ArchNest' })).toBeVisible();
  expect(await looks(view)).toEqual(chosen);
  await view.reload();
  await expect(view.getByRole('heading', { name: 'Sign in to ArchNest' })).toBeVisible();
  expect(await looks(view)).toEqual(chosen);
});

test('what could not be saved says so, and is saved by a second try', async ({ view, server }) => {
  await view.goto(`${server.url}/settings?tab=appearance`);
  await expect(part(view, 'Appearance')).toBeVisible();
  await view.route('**/api/auth/me', (route) => route.abort());
  await part(view, 'Appearance').getByRole('radio', { name: 'Violet' }).check({ force: true });
  const said = part(view, 'Appearance').getByRole('status');
  await expect(said).toContainText('Not saved: The server did not answer.');
  expect((await looks(view)).accent).toBe('violet');
  await view.unroute('**/api/auth/me');
  await said.getByRole('button', { name: 'Try again' }).click();
  await expect(said).toHaveText('Saved.');
  await view.reload();
  await expect.poll(async () => (await looks(view)).accent).toBe('violet');
});
