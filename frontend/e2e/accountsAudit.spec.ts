import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { ask, expect, part, test } from './accountsKit.ts';

const audit = '/settings?tab=audit';

test('the audit is filtered by its address, comes in pages, and goes along as a file', async ({
  view,
  server,
  admin,
}) => {
  // More than two pages.
  for (let one = 1; one <= 220; one += 1)
    await ask(server, admin, 'PATCH', '/api/auth/me', { name: `name ${one}` });
  const { id } = await ask<{ apiToken: { id: string } }>(
    server,
    admin,
    'POST',
    '/api/auth/tokens',
    { name: 'nightly', scope: 'read' },
  ).then(({ apiToken }) => apiToken);
  await ask(server, admin, 'DELETE', `/api/auth/tokens/${id}`);

  const entries = view.getByRole('list', { name: 'Audit entries' }).getByRole('listitem');
  await view.goto(server.url + audit);
  await expect(entries.first()).toContainText('Revoke API token');
  await expect(entries).toHaveCount(100);
  await entries.last().scrollIntoViewIfNeeded();
  await expect.poll(() => entries.count()).toBeGreaterThan(100);
  await expect(async () => {
    await entries.last().scrollIntoViewIfNeeded();
    await expect(view.getByText('That is all there is.')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(entries.last()).toContainText('Set up ArchNest');

  await view.getByLabel('What').selectOption({ label: 'Make API token' });
  await expect(view).toHaveURL(/action=token\.create/);
  await expect(entries).toHaveCount(1);
  await entries.first().locator('summary').click();
  await expect(entries.first()).toContainText('token.create');
  await view.reload();
  await expect(entries).toHaveCount(1);
  await expect(view.getByLabel('What')).toHaveValue('token.create');
  await view.getByLabel('Who').fill('somebody');
  await expect(view).toHaveURL(/actor=somebody/);
  await expect(view.getByText('Nothing fits this filter.')).toBeVisible();
  await view.getByRole('button', { name: 'Clear filter' }).click();
  await expect(view).toHaveURL(/\?tab=audit$/);
  await expect(view.getByLabel('Who')).toHaveValue('');
  await view.goto(`${server.url}${audit}&actor=ADA&action=token`);
  await expect(entries).toHaveCount(2);

  const save = async (name: string) => {
    await view.getByRole('button', { name: 'Export' }).click();
    const download = view.waitForEvent('download');
    await view.getByRole('menuitem', { name }).click();
    const file = await download;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const csv = await save('CSV, for a spreadsheet');
  expect(csv.name).toMatch(/^archnest-audit-[\d-]+\.csv$/);
  const lines = csv.text.split('\r\n');
  expect(lines[0]).toBe('id,at,actor,address,action,target,outcome,code,details');
  expect(lines.slice(1, 3).map((line) => line.split(',')[4])).toEqual([
    'token.delete',
    'token.create',
  ]);
  expect(lines.slice(3)).toEqual(['']);
  const json = await save('JSON, for a program');
  expect(JSON.parse(json.text)).toMatchObject([
    { action: 'token.delete' },
    { action: 'token.create' },
  ]);
  await expect(view).toHaveURL(/tab=audit/);
});

test('the chain is verified, and says where it was broken', async ({ view, server }) => {
  await view.goto(server.url + audit);
  const verify = view.getByRole('button', { name: 'Verify chain' });
  await verify.click();
  await expect(part(view, 'Audit')).toContainText(/\d+ entr(y|ies) checked\. All are as they were/);
  const database = new DatabaseSync(join(server.dataDir, 'archnest.db'));
  database.exec(`update audit_log set action = 'session.end' where id = 1`);
  database.close();
  await verify.click();
  await expect(part(view, 'Audit')).toContainText('The chain is broken at entry 1.');
});
