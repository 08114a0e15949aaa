import { AddSshPage } from './addSshPage.ts';
import { watchForFaults } from './bench.ts';
import { chooseForHost, detailsOf, hostRow } from './hostsPage.ts';
import { signInMember } from './members.ts';
import { expect, hostOn, jumpOn, printed, test } from './sshMachines.ts';
import { rowOf, tablePath } from './table.ts';

test.skip(process.getuid?.() !== 0, 'only root starts an sshd');

test('the hosts of an ssh_config come in one go, each behind its jump host', async ({
  view,
  server,
  machine,
  startMachine,
}) => {
  const [gate, other] = [await startMachine(), await startMachine()];
  const config = `
# of a laptop
Host gate
  HostName 127.0.0.1
  Port ${gate.port}
  User admin
Host nas
  HostName 127.0.0.1
  Port ${machine.port}
  User admin
  ProxyJump gate
  IdentityFile ~/.ssh/id_home
Host nameless
  HostName 127.0.0.1
  Port ${other.port}
Match user root
  ForwardAgent yes
`;
  await view.goto(`${server.url}/hosts`);
  const add = new AddSshPage(view);
  await add.door.click();
  await add.button('Import from ssh_config').click();
  const dialog = view.getByRole('dialog', { name: 'Import from ssh_config' });
  const next = dialog.getByRole('button', { name: 'Next' });
  await dialog.getByLabel('Text of the ssh_config').fill(config);
  await next.click();
  const found = (alias: string) =>
    dialog.getByRole('row').filter({ has: view.getByRole('rowheader', { name: alias }) });
  await expect(found('nas')).toContainText('via gate');
  await expect(found('nas')).toContainText('id_home');
  await expect(dialog).toContainText('3 of 3 chosen.');
  await expect(dialog.getByText(/^Line \d+ .*Match/)).toBeVisible();
  // One without a user to sign in as does not get through.
  await next.click();
  const user = dialog.getByLabel('User for nameless');
  await expect(user).toBeFocused();
  await user.fill('admin');
  await next.click();
  await dialog.getByRole('textbox', { name: 'Private key' }).fill(machine.key.privateKey);
  await dialog.getByRole('button', { name: 'Import 3' }).click();
  await expect(dialog).toContainText('3 of 3 hosts added');
  expect(await gate.connections()).toBe(0);

  await dialog.getByRole('link', { name: 'Check host keys' }).click();
  for (const name of ['gate', 'nas', 'nameless'])
    await expect(hostRow(view, name)).toContainText('Unverified');
  await expect(hostRow(view, 'nas')).toContainText('via gate');
  const keys = view.getByRole('dialog', { name: 'Host key of gate' });
  await keys.getByLabel('2. Paste what it prints').fill(printed(gate));
  await keys.getByRole('button', { name: 'Pin this key' }).click();
  await expect(keys.getByRole('heading', { name: 'Confirmed' })).toBeVisible();
  await keys.getByRole('button', { name: /^Next: (nas|nameless)$/ }).click();
  await expect(view.getByRole('dialog', { name: /^Host key of (nas|nameless)$/ })).toBeVisible();
});

test('a host that moves wants its credentials and its key anew; its jump host stays while it is needed', async ({
  view,
  server,
  machine,
  startMachine,
  save,
}) => {
  const gate = await startMachine({});
  const { id } = await save(jumpOn(gate, 'gate'));
  await save({ ...hostOn(machine, 'nas'), jumpHostId: id });
  await view.goto(`${server.url}/hosts`);
  await expect(hostRow(view, 'nas')).toContainText('Online');

  await chooseForHost(view, 'gate', 'Remove…');
  const removal = view.getByRole('dialog', { name: 'Remove gate?' });
  await removal.getByRole('button', { name: 'Remove gate' }).click();
  await expect(removal.getByRole('alert')).toContainText('nas');
  await removal.getByRole('button', { name: 'Cancel' }).click();
  await expect(hostRow(view, 'gate')).toBeVisible();

  const moved = await startMachine();
  await chooseForHost(view, 'nas', 'Edit');
  const edit = view.getByRole('dialog', { name: 'Edit nas' });
  await expect(edit).toContainText('Private key: stored encrypted');
  await expect(edit.getByRole('textbox', { name: 'Private key' })).toHaveCount(0);
  await edit.getByLabel('Port').fill(String(moved.port));
  await expect(edit.getByRole('status').first()).toContainText('The way to it changed');
  await edit
    .getByLabel('Jump host', { exact: true })
    .selectOption({ label: 'None: ArchNest reaches it directly' });
  await edit.getByRole('button', { name: 'Save and check key' }).click();
  await expect(edit.getByRole('alert').first()).toBeVisible();
  await edit.getByRole('textbox', { name: 'Private key' }).fill(moved.key.privateKey);
  await edit.getByRole('button', { name: 'Save and check key' }).click();

  const keys = view.getByRole('dialog', { name: 'Host key of nas' });
  await expect(keys).toContainText(moved.hostKey.fingerprint);
  expect(await moved.connections()).toBe(0);
  await keys.getByLabel('2. Paste what it prints').fill(printed(moved));
  await keys.getByRole('button', { name: 'Pin this key' }).click();
  await keys.getByRole('button', { name: 'Done' }).click();
  await expect(hostRow(view, 'nas')).toContainText('Online', { timeout: 20_000 });
  await expect(hostRow(view, 'nas')).not.toContainText('via gate');

  for (const name of ['gate', 'nas']) {
    await chooseForHost(view, name, 'Remove…');
    const dialog = view.getByRole('dialog', { name: `Remove ${name}?` });
    await dialog.getByRole('button', { name: `Remove ${name}` }).click();
    await expect(hostRow(view, name)).toHaveCount(0);
  }
  await expect.poll(() => moved.openConnections(), { timeout: 20_000 }).toBe(0);
});

const hostile = '"><img src=x onerror=alert(1)>';

test('a hostile name, label and file are text and nothing else', async ({
  view,
  server,
  machine,
  startMachine,
  save,
  makeBox,
}) => {
  const project = ['--label', `com.docker.compose.project=${hostile}`];
  const box = await makeBox({ flags: [...project, '--label', `evil=${hostile}`] });
  const gate = await startMachine({});
  const { id } = await save(jumpOn(gate, `gate ${hostile}`));
  const { key } = await save({ ...hostOn(machine, hostile), jumpHostId: id });
  const inert = async () => expect(await view.locator('img:not([role])').count()).toBe(0);

  await view.goto(`${server.url}/containers?q=${box.name}`);
  await expect(rowOf(view, box.name)).toContainText('Running');
  await expect(view.getByRole('row').filter({ hasText: hostile }).first()).toBeVisible();
  await inert();
  await rowOf(view, box.name).getByText(box.name, { exact: true }).click();
  await expect(view.getByRole('region', { name: 'Labels' })).toContainText(hostile);
  await inert();

  await view.goto(`${server.url}/hosts?host=${key}`);
  const details = detailsOf(view, hostile);
  await expect(details).toContainText(`gate ${hostile}`);
  await details.getByRole('button', { name: 'Test connection' }).click();
  await expect(details.getByText(/answered in/)).toBeVisible();
  await machine.swapHostKey();
  await expect(details).toContainText('Unverified', { timeout: 20_000 });
  await details.getByRole('button', { name: 'Check host key', exact: true }).click();
  const keys = view.getByRole('dialog', { name: `Host key of ${hostile}` });
  await expect(keys).toContainText(machine.hostKey.fingerprint);
  await inert();
  await keys.getByRole('button', { name: 'Cancel' }).click();

  await view.getByRole('button', { name: 'Add host' }).click();
  await view.getByRole('radio', { name: 'SSH', exact: true }).check();
  await new AddSshPage(view).button('Import from ssh_config').click();
  const dialog = view.getByRole('dialog', { name: 'Import from ssh_config' });
  const evil = hostile.slice(2);
  const config = [
    `Host "${evil}"`,
    'User x',
    'Host y',
    `ProxyJump ${evil}`,
    `IdentityFile "${evil}"`,
  ];
  await dialog.getByLabel('Text of the ssh_config').fill(config.join('\n'));
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog).toContainText('onerror=alert(1)');
  await inert();
});

test('a member sees the containers of a machine, and nothing of how it is reached', async ({
  page,
  context,
  server,
  machine,
  save,
  makeBox,
}) => {
  const box = await makeBox();
  const { key } = await save(hostOn(machine, 'nas'));
  await signInMember(server, context);
  const faults = watchForFaults(page);
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(response.url());
  });
  await page.goto(server.url + tablePath(box.name));
  await expect(rowOf(page, box.name)).toContainText('Running');
  await expect(rowOf(page, box.name)).toContainText('View only');
  await page.goto(`${server.url}/hosts?host=${key}&check=key`);
  await expect(detailsOf(page, 'nas')).toContainText('Online.');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const button of ['Add host', 'Actions for nas', 'Check host key', 'Edit', 'Remove…'])
    await expect(page.getByRole('button', { name: button })).toHaveCount(0);
  const words = await page.locator('body').innerText();
  for (const secret of ['127.0.0.1', 'SHA256:', '/var/run']) expect(words).not.toContain(secret);
  expect(refused).toEqual([]);
  expect(faults).toEqual([]);
});

test('one of three machines freezes: the others stay live, and it says so until it is back', async ({
  view,
  server,
  machine,
  startMachine,
  save,
  makeBox,
}) => {
  test.setTimeout(120_000);
  const others = [await startMachine(), await startMachine()];
  const box = await makeBox();
  await save(hostOn(machine, 'ice'));
  for (const [index, other] of others.entries()) await save(hostOn(other, `warm-${index}`));
  await view.goto(server.url + tablePath('page-'));
  const rows = (name: string) => rowOf(view, name).filter({ hasNotText: 'Was running' });
  await expect(rows(box.name)).toHaveCount(3);

  await machine.freeze();
  const later = await makeBox();
  await expect(rows(later.name)).toHaveCount(2);
  const banner = view.getByText(/ice is offline: .*did not answer/);
  await expect(banner).toBeVisible({ timeout: 30_000 });
  await expect(rowOf(view, box.name).filter({ hasText: 'Was running' })).toHaveCount(1);
  await expect(rows(box.name)).toHaveCount(2);
  const last = await makeBox();
  await expect(rows(last.name)).toHaveCount(2);

  await machine.thaw();
  await expect(banner).toHaveCount(0, { timeout: 60_000 });
  for (const { name } of [box, later, last]) await expect(rows(name)).toHaveCount(3);
});
