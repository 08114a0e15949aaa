import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { hashPassword } from '../../backend/src/auth/passwords.ts';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { expect, test, watchForFaults } from './bench.ts';
import { headOf, rowOf } from './table.ts';

const FORBIDDEN = 'Your role is member: you can look. Ask an admin to act.';

/** Puts a member into the database, since there is no other way in yet, and signs the browser in as them. */
async function signInMember(server: TestServer, context: BrowserContext) {
  const member = { username: 'bob', password: 'a password of a member' };
  const database = new DatabaseSync(join(server.dataDir, 'archnest.db'));
  database
    .prepare(
      `insert into users (username, username_key, password_hash, role, active, created_at)
       values (?, ?, ?, 'member', 1, 0)`,
    )
    .run(member.username, member.username, await hashPassword(member.password));
  database.close();
  const headers = { origin: server.url };
  const login = await context.request.post(`${server.url}/api/auth/login`, {
    data: member,
    headers,
  });
  expect(login.status()).toBe(200);
}

test('a member sees everything, and is offered nothing that would be refused', async ({
  page,
  context,
  server,
  admin,
  docker,
  engineHost,
  own,
}) => {
  const says = ['sh', '-c', 'echo what it says; while :; do sleep 1; done'];
  const name = await own.run('web', ['--env', 'COLOUR=green'], says);
  const stopped = await own.create('stopped');
  await signInMember(server, context);
  const faults = watchForFaults(page);
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(response.url());
  });

  await page.goto(`${server.url}/containers?q=${own.prefix}`);
  const row = rowOf(page, name);
  await expect(row).toContainText('Running');
  await expect(row).toContainText('View only');
  await expect(rowOf(page, stopped)).toContainText('Created');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await row.hover();
  await expect(row.getByRole('button')).toHaveCount(1);
  await row.press('Space');
  await expect(page.getByRole('toolbar', { name: 'Selected containers' })).toHaveCount(0);

  await page.goto(`${server.url}/containers?q=${own.prefix}`);
  await rowOf(page, name)
    .getByRole('button', { name: `Logs of ${name}` })
    .click();
  await expect(page.getByText('what it says')).toBeVisible();
  const section = (title: string) => page.getByRole('tab', { name: title, exact: true });
  await section('Overview').click();
  await expect(page.getByRole('region', { name: 'Environment' })).toContainText('COLOUR');
  await expect(page.getByText('View only').first()).toBeVisible();
  for (const verb of ['Stop', 'Restart'])
    await expect(page.getByRole('button', { name: verb, exact: true })).toHaveCount(0);
  await section('Shell').click();
  await expect(page.getByRole('status').filter({ hasText: FORBIDDEN })).toBeVisible();
  await expect(page.getByRole('region', { name: /^Shell in/ })).toHaveCount(0);
  await headOf(page, name).getByRole('button').click();
  await expect(page.getByRole('menuitem')).toHaveText(['Logs in its own tab']);

  await page.goto(`${server.url}/hosts?host=${engineHost.key}`);
  const details = page.getByRole('complementary', { name: `Details of ${engineHost.name}` });
  await expect(details).toContainText('Online.');
  await expect(page.getByRole('row').filter({ hasText: engineHost.name })).toContainText('Online');
  for (const button of ['Add host', `Actions for ${engineHost.name}`, 'Test connection', 'Edit'])
    await expect(page.getByRole('button', { name: button })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Remove…' })).toHaveCount(0);
  expect(await page.locator('body').innerText()).not.toContain(docker.host);

  // The page did not even ask for what a member may not have.
  expect(refused).toEqual([]);
  expect(faults).toEqual([]);
  const audit = await fetch(`${server.url}/api/audit?action=access`, {
    headers: { authorization: `Bearer ${admin.token}` },
  });
  expect(await audit.json()).toMatchObject({ items: [] });
});
