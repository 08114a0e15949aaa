import { ADMIN } from './bench.ts';
import {
  codeOf,
  expect,
  part,
  rowIn,
  signIn,
  signOut,
  statusFor,
  stored,
  test,
  typeSignIn,
} from './accountsKit.ts';

const security = '/settings?tab=security';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

test('sessions are named, this one too; another is ended, and a new password ends the rest', async ({
  view,
  server,
  elsewhere,
}) => {
  const firefox = await elsewhere({ userAgent: FIREFOX });
  const safari = await elsewhere({ userAgent: SAFARI });
  for (const page of [firefox, safari]) await signIn(page, server, ADMIN);
  await view.goto(server.url + security);
  await expect(rowIn(view, 'Sessions', 'This session')).toHaveCount(1);
  await expect(rowIn(view, 'Sessions', 'This session').getByRole('button')).toHaveCount(0);
  await expect(rowIn(view, 'Sessions', 'Firefox on Linux')).toContainText('127.0.0.1');
  await view.getByRole('button', { name: 'End the session of Safari on iOS' }).click();
  await expect(rowIn(view, 'Sessions', 'Safari on iOS')).toHaveCount(0);
  await expect(safari).toHaveURL(/\/login/);
  await expect(firefox).not.toHaveURL(/\/login/);

  await view.getByRole('button', { name: 'Change password' }).click();
  const dialog = view.getByRole('dialog', { name: 'Change password' });
  const verb = dialog.getByRole('button', { name: 'Change password' });
  const password = 'staple battery horse correct';
  await dialog.getByLabel('Current password').fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill('short');
  await dialog.getByLabel('New password again').fill('short');
  await verb.click();
  await expect(dialog).toContainText('Must have at least 10 characters.');
  await dialog.getByLabel('New password', { exact: true }).fill(password);
  await dialog.getByLabel('New password again').fill(password);
  await verb.click();
  await expect(dialog.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Current password').fill(ADMIN.password);
  await verb.click();
  await expect(dialog).toHaveCount(0);
  await expect(firefox).toHaveURL(/\/login/);
  await expect(rowIn(view, 'Sessions', /./)).toHaveCount(2);
  await typeSignIn(firefox, ADMIN);
  await expect(firefox.getByRole('alert').getByText('Wrong username or password.')).toBeVisible();
  await typeSignIn(firefox, { ...ADMIN, password });
  await expect(firefox).not.toHaveURL(/\/login/);

  await view.reload();
  await expect(rowIn(view, 'Sessions', 'Firefox on Linux')).toHaveCount(1);
  await expect(rowIn(view, 'Recent sign-ins', 'Refused').first()).toContainText('127.0.0.1');
  await view.getByRole('button', { name: 'End all others' }).click();
  const others = view.getByRole('dialog', { name: 'End 1 other session?' });
  await others.getByRole('button', { name: 'End 1', exact: true }).click();
  await expect(firefox).toHaveURL(/\/login/);
  await expect(rowIn(view, 'Sessions', 'Firefox on Linux')).toHaveCount(0);
  for (const secret of [password, ADMIN.password]) {
    expect(await stored(view)).not.toContain(secret);
    expect(await stored(firefox)).not.toContain(secret);
  }
});

test('an API token is shown once, works, and is refused when it is revoked', async ({
  view,
  server,
}) => {
  await view.goto(server.url + security);
  await view.getByRole('button', { name: 'New token' }).click();
  const dialog = view.getByRole('dialog');
  await expect(dialog).toHaveAccessibleName('New API token');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription(/must not be empty/i);
  await dialog.getByLabel('Name').fill('nightly');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(dialog).toHaveAccessibleName('Token nightly');
  const token = await dialog.locator('pre').first().innerText();
  expect(token).toMatch(/^archnest_pat_[\w-]{43}$/);
  expect(await statusFor(server, token, '/api/hosts')).toBe(200);
  expect(await statusFor(server, token, '/api/audit')).toBe(403);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = rowIn(view, 'API tokens', 'nightly');
  await expect(row).toContainText(`…${token.slice(-4)}`);
  await expect(row).toContainText('Read');
  expect(await view.content()).not.toContain(token);
  expect(await stored(view)).not.toContain(token);
  await view.reload();
  await expect(row).toContainText('127.0.0.1');
  expect(await view.content()).not.toContain(token);

  await view.getByRole('button', { name: 'Revoke nightly' }).click();
  const question = view.getByRole('dialog', { name: 'Revoke nightly?' });
  await question.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(part(view, 'API tokens')).toContainText('No tokens.');
  expect(await statusFor(server, token, '/api/hosts')).toBe(401);
});

test('a second factor is set up, asked for, replaced by a recovery code once, and turned off', async ({
  view,
  server,
}) => {
  await view.goto(server.url + security);
  await view.getByRole('button', { name: 'Set up' }).click();
  const dialog = view.getByRole('dialog');
  await expect(dialog).toHaveAccessibleName('Set up a second factor');
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Your password').fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(
    dialog.getByRole('img', { name: 'QR code for the authenticator app' }),
  ).toBeVisible();
  const secret = (await dialog.locator('code').innerText()).replaceAll(/\s/g, '');
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, 40));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog).toHaveAccessibleName('Keep your recovery codes');
  const codes = await dialog.getByRole('listitem').allInnerTexts();
  expect(codes).toHaveLength(10);
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeDisabled();
  await dialog.getByRole('checkbox').check();
  const download = view.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download as a file' }).click();
  expect((await download).suggestedFilename()).toBe('archnest-recovery-codes.txt');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(part(view, 'Sign-in')).toContainText('A code of your authenticator app');
  const kept = `${await view.content()} ${await stored(view)}`;
  for (const each of [secret, ...codes]) expect(kept).not.toContain(each);

  await signOut(view);
  await typeSignIn(view, ADMIN);
  const field = view.getByRole('textbox', { name: 'Code' });
  await expect(field).toBeFocused();
  await field.fill('000000');
  await expect(view.getByRole('alert')).toContainText('This code is wrong or was used already.');
  // The one of now was used up by turning it on.
  await field.fill(codeOf(secret, 1));
  await expect(view).not.toHaveURL(/\/login/);

  const withRecovery = async (code: string) => {
    await signOut(view);
    await typeSignIn(view, ADMIN);
    await view.getByRole('button', { name: 'Use a recovery code' }).click();
    await view.getByRole('textbox', { name: 'Recovery code' }).fill(code);
    await view.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const [first = '', second = ''] = codes;
  await withRecovery(first);
  await expect(view).not.toHaveURL(/\/login/);
  await withRecovery(first);
  await expect(view.getByRole('alert')).toContainText('This code is wrong or was used already.');
  await view.getByRole('textbox', { name: 'Recovery code' }).fill(second);
  await view.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(view).not.toHaveURL(/\/login/);

  await view.goto(server.url + security);
  await view.getByRole('button', { name: 'Turn off…' }).click();
  const question = view.getByRole('dialog', { name: 'Turn off the second factor?' });
  await question.getByLabel('Your password').fill(ADMIN.password);
  await question.getByRole('button', { name: 'Turn off' }).click();
  await expect(question).toHaveCount(0);
  await expect(view.getByRole('button', { name: 'Set up' })).toBeVisible();
  await signOut(view);
  await typeSignIn(view, ADMIN);
  await expect(view).not.toHaveURL(/\/login/);
});
