import { ADMIN, expect, runAgent, test, watchForFaults } from './bench.ts';

test('setup, the empty page with its command, and the first report', async ({
  page,
  server,
  real,
}) => {
  const faults = watchForFaults(page);
  const line = server.logs.find((entry) => entry.startsWith('First start:'));
  const readyUrl = /http\S+/.exec(line ?? '')?.[0] ?? '';
  await page.goto(readyUrl);
  await expect(page).not.toHaveURL(/#token/);
  await page.getByLabel(/username/i).fill(ADMIN.username);
  const passwords = page.locator('input[type=password]');
  for (const field of await passwords.all()) await field.fill(ADMIN.password);
  await page.locator('button[type=submit]').click();

  await expect(page.getByText('Add your first machine')).toBeVisible();
  await page.getByRole('button', { name: 'Make the command' }).click();
  await expect(page.getByText(/--enrol /).first()).toBeVisible();
  await expect(page.getByText(/Waiting for the first report/i)).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toMatch(
    /eyJ/,
  );

  await runAgent(real.docker, server);
  await expect(page.getByText(real.fleet.get('plain1').name).first()).toBeVisible();
  expect(faults).toEqual([]);
});

test('sign out, a wrong password, sign in, back to where one was', async ({ view, server }) => {
  await view.goto(`${server.url}/containers?q=web`);
  await view
    .getByRole('button', { name: /ada|account|user/i })
    .first()
    .click();
  await view.getByRole('menuitem', { name: /sign out/i }).click();
  await expect(view).toHaveURL(/\/login/);
  await view.goto(`${server.url}/containers?q=web`);
  await expect(view).toHaveURL(/\/login/);
  await view.getByLabel(/username/i).fill(ADMIN.username);
  await view.locator('input[type=password]').fill('wrong password');
  await view.locator('button[type=submit]').click();
  await expect(view.getByRole('alert').getByText(/wrong username or password/i)).toBeVisible();
  await view.locator('input[type=password]').fill(ADMIN.password);
  await view.locator('button[type=submit]').click();
  await expect(view).toHaveURL(/\/containers\?q=web/);
});
