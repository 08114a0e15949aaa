import type { Page } from '@playwright/test';
import { addPerson, expect, part, rowIn, signIn, test, typeSignIn } from './accountsKit.ts';
import { rowOf } from './table.ts';

const settingsNav = (page: Page) => page.getByRole('navigation', { name: 'Settings' });

/** Opens what an admin can do about somebody, and chooses. */
async function choose(page: Page, username: string, choice: string) {
  await page.getByRole('button', { name: `What to do about ${username}` }).click();
  await page.getByRole('menuitem', { name: choice }).click();
}

test('an admin adds a member, who chooses a password, looks, and is sent out', async ({
  view,
  server,
  engineHost,
  own,
  elsewhere,
}) => {
  const name = await own.run('web');
  await view.goto(`${server.url}/settings?tab=users`);
  await expect(part(view, 'Users')).toContainText('1 of 10 seats used');
  await view.getByRole('button', { name: 'Add user' }).click();
  const dialog = view.getByRole('dialog');
  await dialog.getByLabel('Username').fill('bob');
  await dialog.getByLabel(/^Name/).fill('Bob Ross');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await expect(dialog).toHaveAccessibleName('bob is added');
  await expect(dialog).toContainText('The temporary password is shown this once.');
  const temporary = await dialog.locator('pre').innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowIn(view, 'Users', 'Bob Ross')).toContainText('Temporary password');
  await expect(part(view, 'Users')).toContainText('2 of 10 seats used');
  expect(await view.content()).not.toContain(temporary);
  await view.reload();
  await expect(rowIn(view, 'Users', 'Bob Ross')).toContainText('Member');
  expect(await view.content()).not.toContain(temporary);

  const bob = await elsewhere();
  await bob.goto(`${server.url}/settings?tab=users`);
  await typeSignIn(bob, { username: 'bob', password: temporary });
  await expect(bob.getByRole('heading', { name: 'Choose a password' })).toBeVisible();
  await expect(bob.getByRole('navigation')).toHaveCount(0);
  await bob.goto(`${server.url}/containers`);
  const password = 'happy little password trees';
  const save = bob.getByRole('button', { name: 'Save and go on' });
  await bob.getByLabel('Temporary password').fill('wrong temporary one');
  await bob.getByLabel('New password', { exact: true }).fill(password);
  await bob.getByLabel('New password again').fill('something else');
  await save.click();
  await expect(bob.getByText('The two passwords differ.')).toBeVisible();
  await bob.getByLabel('New password again').fill(password);
  await save.click();
  await expect(bob.getByText(/wrong|does not fit|not right|is not/i).first()).toBeVisible();
  await bob.getByLabel('Temporary password').fill(temporary);
  await save.click();
  await expect(bob.getByRole('navigation', { name: 'Pages' })).toBeVisible();

  await bob.goto(`${server.url}/containers?q=${own.prefix}`);
  await expect(rowOf(bob, name)).toContainText('View only');
  await expect(bob.getByRole('checkbox')).toHaveCount(0);
  await bob.getByRole('link', { name: 'Settings' }).click();
  await expect(settingsNav(bob).getByRole('link')).toHaveText([
    'Profile',
    'Appearance',
    'Security',
    'Hosts',
    'About',
  ]);
  for (const tab of ['users', 'agents', 'audit']) {
    await bob.goto(`${server.url}/settings?tab=${tab}`);
    await expect(bob.getByRole('heading', { name: 'Profile', level: 2 })).toBeVisible();
    await expect(bob).toHaveURL(/\/settings$/);
  }
  await bob.goto(`${server.url}/hosts?host=${engineHost.key}`);
  await expect(bob.getByRole('complementary')).toContainText('Online.');
  await expect(bob.getByRole('button', { name: 'Add host' })).toHaveCount(0);

  await view.reload();
  await expect(rowIn(view, 'Users', 'Bob Ross')).toContainText('Active');
  await choose(view, 'bob', 'Edit…');
  const edit = view.getByRole('dialog', { name: 'Edit bob' });
  await edit.getByRole('checkbox', { name: /^Active/ }).uncheck();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(rowIn(view, 'Users', 'Bob Ross')).toContainText(/inactive|deactivated|not active/i);
  await expect(part(view, 'Users')).toContainText('1 of 10 seats used');
  await expect(bob).toHaveURL(/\/login/);
  await typeSignIn(bob, { username: 'bob', password });
  await expect(bob.getByRole('alert').getByText('Wrong username or password.')).toBeVisible();
});

test('an admin resets a password, and deletes whom they name', async ({
  view,
  server,
  admin,
  elsewhere,
}) => {
  const bob = await addPerson(server, admin, { username: 'bob', role: 'member' });
  const his = await elsewhere();
  await signIn(his, server, bob);
  await view.goto(`${server.url}/settings?tab=users`);
  await choose(view, 'bob', 'Reset password…');
  const reset = view.getByRole('dialog');
  await expect(reset).toHaveAccessibleName('Reset the password of bob?');
  await expect(reset.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await reset.getByRole('button', { name: 'Reset password' }).click();
  await expect(reset).toHaveAccessibleName('New password of bob');
  const temporary = await reset.locator('pre').innerText();
  await reset.getByRole('button', { name: 'Done' }).click();
  await expect(his).toHaveURL(/\/login/);
  await typeSignIn(his, bob);
  await expect(his.getByRole('alert').getByText('Wrong username or password.')).toBeVisible();
  await typeSignIn(his, { username: 'bob', password: temporary });
  await expect(his.getByRole('heading', { name: 'Choose a password' })).toBeVisible();

  await choose(view, 'bob', 'Delete…');
  const remove = view.getByRole('dialog', { name: 'Delete bob?' });
  const verb = remove.getByRole('button', { name: 'Delete bob' });
  await expect(verb).toBeDisabled();
  await remove.getByLabel('Type bob to confirm').fill('bo');
  await expect(verb).toBeDisabled();
  await remove.getByLabel('Type bob to confirm').fill('bob');
  await verb.click();
  await expect(rowIn(view, 'Users', 'bob')).toHaveCount(0);
  await his.reload();
  await expect(his).toHaveURL(/\/login/);
});

test('the only admin stays one, and the last seat is the last', async ({ view, server, admin }) => {
  for (let one = 1; one < 9; one += 1)
    await addPerson(server, admin, { username: `user-${one}`, role: 'member' });
  await view.goto(`${server.url}/settings?tab=users`);
  await choose(view, 'ada', 'Edit…');
  const edit = view.getByRole('dialog', { name: 'Edit ada' });
  await expect(edit.getByRole('radio', { name: 'Member' })).toBeDisabled();
  await expect(edit.getByRole('checkbox')).toHaveCount(0);
  await edit.getByRole('button', { name: 'Cancel' }).click();

  await expect(part(view, 'Users')).toContainText('9 of 10 seats used');
  await view.getByRole('button', { name: 'Add user' }).click();
  const dialog = view.getByRole('dialog');
  await dialog.getByLabel('Username').fill('USER-1');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await expect(dialog.getByRole('alert')).toContainText(
    'There is a user with the name user-1 already',
  );
  await dialog.getByLabel('Username').fill('user-9');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(part(view, 'Users')).toContainText('10 of 10 seats used');
  await expect(view.getByRole('button', { name: 'Add user' })).toBeDisabled();
});
