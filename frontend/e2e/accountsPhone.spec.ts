import type { Page } from '@playwright/test';
import { ask, expect, part, test } from './accountsKit.ts';

const size = { width: 390, height: 844 };

const overflow = (view: Page) =>
  view.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test.describe('on a phone', () => {
  test.use({ viewport: size, hasTouch: true });

  test('the settings are a list, and every one of them fits', async ({ view, server, admin }) => {
    await ask(server, admin, 'POST', '/api/auth/tokens', { name: 'n'.repeat(64), scope: 'read' });
    await ask(server, admin, 'POST', '/api/users', {
      username: 'u'.repeat(64),
      name: 'W'.repeat(64),
      role: 'member',
    });
    await view.goto(`${server.url}/settings`);
    const nav = view.getByRole('navigation', { name: 'Settings' });
    for (const tab of ['Profile', 'Appearance', 'Security', 'Users', 'Agents', 'Audit', 'About']) {
      await nav.getByRole('link', { name: tab }).tap();
      await expect(view.getByRole('heading', { name: tab, level: 1 })).toBeVisible();
      await expect(view.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
      await expect(view.getByRole('region').first()).toBeVisible();
      await expect(nav).toHaveCount(0);
      expect(await overflow(view), tab).toBeLessThanOrEqual(0);
      for (const button of await view.getByRole('main').getByRole('button').all()) {
        const box = await button.boundingBox();
        if (!box) continue;
        const name = `${tab}: ${await button.innerText()}`;
        expect(box.x, name).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width, name).toBeLessThanOrEqual(size.width);
      }
      await view.getByRole('link', { name: 'Back to Settings' }).tap();
    }

    await view.goto(`${server.url}/settings?tab=hosts`);
    await expect(view.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible();

    await view.goto(`${server.url}/settings?tab=users`);
    await view.getByRole('button', { name: 'Add user' }).tap();
    const dialog = view.getByRole('dialog', { name: 'Add user' });
    await dialog.getByLabel('Username').fill('bob');
    await expect(dialog.getByRole('button', { name: 'Add user' })).toBeInViewport({ ratio: 1 });
    expect(await dialog.boundingBox()).toMatchObject({ x: 0, width: size.width });
    await dialog.getByRole('button', { name: 'Add user' }).tap();
    await expect(dialog).toHaveCount(0);
    await view.getByRole('dialog').getByRole('button', { name: 'Done' }).tap();
    await expect(part(view, 'Users').getByRole('row').filter({ hasText: 'bob' })).toBeVisible();
    expect(await overflow(view)).toBeLessThanOrEqual(0);
  });
});

test('by keys alone: from tab to tab, through a choice, and out of each dialog', async ({
  view,
  server,
}) => {
  await view.goto(`${server.url}/settings`);
  const nav = view.getByRole('navigation', { name: 'Settings' });
  await nav.getByRole('link', { name: 'Profile' }).focus();
  await view.keyboard.press('Tab');
  await view.keyboard.press('Enter');
  await expect(view).toHaveURL(/tab=appearance/);
  await expect(nav.getByRole('link', { name: 'Appearance' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(nav.getByRole('link', { name: 'Appearance' })).toBeFocused();
  const density = part(view, 'Appearance').getByRole('group', { name: 'Density' });
  await density.getByRole('radio', { name: 'Compact' }).focus();
  await view.keyboard.press('ArrowRight');
  await expect(density.getByRole('radio', { name: 'Comfortable' })).toBeChecked();
  await expect(view.locator('html')).toHaveAttribute('data-density', 'comfortable');

  const dialogs: [tab: string, opener: string][] = [
    ['security', 'Change password'],
    ['security', 'Set up'],
    ['security', 'New token'],
    ['users', 'Add user'],
    ['agents', 'Enrol a host'],
  ];
  for (const [tab, opener] of dialogs) {
    await view.goto(`${server.url}/settings?tab=${tab}`);
    const button = view.getByRole('button', { name: opener });
    await button.focus();
    await view.keyboard.press('Enter');
    const dialog = view.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(':focus'), opener).toHaveCount(1);
    await expect(dialog.getByRole('textbox').first(), opener).toBeFocused();
    await view.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(button, opener).toBeFocused();
  }
});
