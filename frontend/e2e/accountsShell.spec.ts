import { mergeTests, type Page } from '@playwright/test';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { addPerson, expect, rowIn, signIn, test as accounts } from './accountsKit.ts';
import { test as boxes } from './boxes.ts';
import { ShellPage } from './shellPage.ts';

const test = mergeTests(accounts, boxes);

async function demote(view: Page, server: TestServer, username: string): Promise<void> {
  await view.goto(`${server.url}/settings?tab=users`);
  await view.getByRole('button', { name: `What to do about ${username}` }).click();
  await view.getByRole('menuitem', { name: 'Edit…' }).click();
  const edit = view.getByRole('dialog', { name: `Edit ${username}` });
  await edit.getByText('Member', { exact: true }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(rowIn(view, 'Users', username)).toContainText('Member');
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

  await demote(view, server, 'eve');

  await expect(her.getByText('Your role is member: you can look.').first()).toBeVisible();
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
  await demote(view, server, 'eve');
  await expect(her.getByRole('heading', { name: 'No machines yet.' })).toBeVisible();
  await her.getByRole('link', { name: 'Settings' }).click();
  const nav = her.getByRole('navigation', { name: 'Settings' });
  await expect(nav.getByRole('link', { name: 'Profile' })).toBeVisible();
  await expect(nav.getByRole('link', { name: 'Users' })).toHaveCount(0);
});
