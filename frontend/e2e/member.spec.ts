import { expect, test, watchForFaults } from './bench.ts';
import { signInMember } from './members.ts';
import { headOf, rowOf } from './table.ts';

const FORBIDDEN = 'Your role is member: you can look. Ask an admin to act.';

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
