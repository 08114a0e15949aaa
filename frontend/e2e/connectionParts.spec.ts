import { mergeTests, type Page } from '@playwright/test';
import { expect, signIn, test as accounts } from './accountsKit.ts';
import { ADMIN } from './bench.ts';
import { test as boxes } from './boxes.ts';

const test = mergeTests(accounts, boxes);

const lost = 'This part could not be loaded';
const again = (page: Page) => page.getByRole('button', { name: 'Try again' });

/** The files of this name do not come, so many times. @returns how often they were asked for */
async function breakFiles(page: Page, name: string, times = Infinity) {
  const asked = { times: 0 };
  await page.route(new RegExp(`/assets/${name}[^/]*$`), async (route) => {
    asked.times += 1;
    if (asked.times <= times) await route.abort('failed');
    else await route.continue();
  });
  return asked;
}

const mend = (page: Page) => page.unrouteAll({ behavior: 'wait' });

test('a page whose first script broke is loaded anew', async ({ view, server }) => {
  const asked = await breakFiles(view, 'index-.*\\.js', 2);
  await view.goto(`${server.url}/hosts`);
  await expect(view.getByRole('heading', { name: 'Hosts' })).toBeVisible();
  expect(asked.times).toBe(3);
});

test('a page whose first script does not come says so, and comes with another try', async ({
  view,
  server,
}) => {
  const asked = await breakFiles(view, 'index-.*\\.js');
  await view.goto(`${server.url}/hosts`);
  await expect(view.getByRole('alert')).toHaveText(/ArchNest could not be loaded/);
  expect(asked.times).toBe(3);
  await mend(view);
  await again(view).click();
  await expect(view.getByRole('heading', { name: 'Hosts' })).toBeVisible();
});

test('a part whose script broke once comes by itself', async ({ view, makeBox, open }) => {
  const box = await makeBox();
  await box.print('hello from the log\n');
  // It is asked for ahead of time, and then in earnest.
  const asked = await breakFiles(view, 'LogView.*\\.js', 2);
  await open(box, 'logs');
  await expect(view.getByRole('log')).toContainText('hello from the log');
  expect(asked.times).toBe(3);
});

test('a part that does not come says so in its place, and comes with another try', async ({
  view,
  makeBox,
  open,
}) => {
  const box = await makeBox();
  await box.print('hello from the log\n');
  await breakFiles(view, 'LogView');
  await open(box, 'logs');
  const place = view.getByRole('tabpanel').getByRole('alert');
  await expect(place).toContainText(lost);
  await expect(view.getByRole('tab', { name: new RegExp(box.name) })).toBeVisible();
  await again(view).click();
  await expect(again(view)).toBeEnabled();
  await expect(place).toContainText(lost);
  await mend(view);
  await again(view).click();
  await expect(view.getByRole('log')).toContainText('hello from the log');
  // With the style that did not come either.
  await expect(view.getByRole('log').locator('[data-kind=line]').first()).toHaveCSS(
    'font-family',
    /JetBrains Mono/,
  );
});

test('an open shell outlives a page that does not come', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('sleep 4002');
  await breakFiles(view, 'SettingsProfile');
  await view.getByRole('link', { name: 'Settings' }).click();
  await expect(view.getByRole('alert')).toContainText(lost);
  await mend(view);
  await again(view).click();
  await expect(view.getByRole('heading', { name: 'Profile', level: 2 })).toBeVisible();
  expect(await box.processes()).toContain('sleep 4002');
});

test('a dialog that does not come can be tried again, or let go', async ({ view, server }) => {
  await breakFiles(view, 'AddUser');
  await view.goto(`${server.url}/settings?tab=users`);
  await view.getByRole('button', { name: 'Add user' }).click();
  await expect(view.getByRole('alert')).toContainText(lost);
  await view.getByRole('button', { name: 'Dismiss' }).click();
  await expect(view.getByRole('alert')).toHaveCount(0);
  await view.getByRole('button', { name: 'Add user' }).click();
  await expect(view.getByRole('alert')).toContainText(lost);
  await mend(view);
  await again(view).click();
  await expect(view.getByRole('dialog', { name: 'Add user' })).toBeVisible();
});

test('sign-in says that the server is away, and goes on when it is back', async ({
  elsewhere,
  server,
  admin,
}) => {
  expect(admin.token).not.toBe('');
  const page = await elsewhere();
  await breakFiles(page, 'Login');
  await page.route(`${server.url}/`, (route) => route.abort('failed'));
  await page.goto(`${server.url}/login`);
  await expect(page.getByRole('alert')).toContainText('ArchNest did not answer');
  await mend(page);
  await again(page).click();
  await expect(page.getByLabel('Username')).toBeVisible();
  await signIn(page, server, ADMIN);
});

test('after an update it is the page that is loaded again', async ({ view, server }) => {
  await view.goto(`${server.url}/containers`);
  await breakFiles(view, 'Hosts');
  await view.route(`${server.url}/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script src="/assets/newer.js"></script>' }),
  );
  await view.getByRole('link', { name: 'Hosts' }).click();
  await expect(view.getByRole('alert')).toContainText('ArchNest was updated');
  await expect(again(view)).toHaveCount(0);
  await mend(view);
  await view.getByRole('button', { name: 'Reload the page' }).click();
  await expect(view.getByRole('heading', { name: 'Hosts' })).toBeVisible();
});
