import { mergeTests, type Page } from '@playwright/test';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { addPerson, expect, rowIn, signIn, test as accounts } from './accountsKit.ts';
import { test as boxes } from './boxes.ts';
import { ShellPage } from './shellPage.ts';

const test = mergeTests(accounts, boxes);

async function makeThem(
  role: 'Admin' | 'Member',
  username: string,
  view: Page,
  server: TestServer,
) {
  await view.goto(`${server.url}/settings?tab=users`);
  await view.getByRole('button', { name: `What to do about ${username}` }).click();
  await view.getByRole('menuitem', { name: 'Edit…' }).click();
  const edit = view.getByRole('dialog', { name: `Edit ${username}` });
  await edit.getByText(role, { exact: true }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(rowIn(view, 'Users', username)).toContainText(role);
}

test('an open shell ends, in words, when its admin is made a member', async ({
  view,
  server,
  admin,
  makeBox,
  open,
  elsewhere,
}) => {
  const eve = await addPerson(server, admin, { username: 'eve', role: 'admin' });
  const her = await elsewhere();
  await signIn(her, server, eve);
  const box = await makeBox();
  await open(box, 'shell', her);
  const shell = new ShellPage(her, box);
  await shell.ready();
  await shell.type('sleep 4001');
  await expect.poll(() => box.processes()).toContain('sleep 4001');

  await makeThem('Member', 'eve', view, server);

  const panel = her.getByRole('tabpanel').last();
  await expect(panel).toContainText('Your role is member: you can look. Ask an admin to act.');
  // It is said once: what ended is gone, and does not come back with the role.
  await expect(her.getByText('Your role is member')).toHaveCount(1);
  await expect(her.getByRole('button', { name: 'Start again' })).toHaveCount(0);
  await expect.poll(() => box.processes()).not.toContain('sleep 4001');
  expect(await box.processes()).not.toContain('ash');
});

test('who is made a member is offered nothing any more that would be refused', async ({
  view,
  server,
  admin,
  elsewhere,
}) => {
  const eve = await addPerson(server, admin, { username: 'eve', role: 'admin' });
  const her = await elsewhere();
  await signIn(her, server, eve);
  await expect(her.getByRole('heading', { name: 'Add your first machine.' })).toBeVisible();
  await makeThem('Member', 'eve', view, server);
  await expect(her.getByRole('heading', { name: 'No machines yet.' })).toBeVisible();
  await her.getByRole('link', { name: 'Settings' }).click();
  const nav = her.getByRole('navigation', { name: 'Settings' });
  await expect(nav.getByRole('link', { name: 'Profile' })).toBeVisible();
  await expect(nav.getByRole('link', { name: 'Users' })).toHaveCount(0);
});

test('who is made an admin is offered what admins may, without a reload', async ({
  view,
  server,
  admin,
  elsewhere,
}) => {
  const bob = await addPerson(server, admin, { username: 'bob', role: 'member' });
  const his = await elsewhere();
  await signIn(his, server, bob);
  await expect(his.getByRole('heading', { name: 'No machines yet.' })).toBeVisible();
  await makeThem('Admin', 'bob', view, server);
  await expect(his.getByRole('heading', { name: 'Add your first machine.' })).toBeVisible();
  await his.getByRole('link', { name: 'Settings' }).click();
  const nav = his.getByRole('navigation', { name: 'Settings' });
  await expect(nav.getByRole('link', { name: 'Users' })).toBeVisible();
});
