import type { Locator, Page } from '@playwright/test';
import type { TestSshd } from '../../backend/test/bench/sshd.ts';
import { detailsOf, hostRow } from './hostsPage.ts';
import { LogPage } from './logPage.ts';
import { expect, hostOn, jumpOn, printed, test } from './sshMachines.ts';
import { rowOf, tablePath } from './table.ts';

test.skip(process.getuid?.() !== 0, 'only root starts an sshd');

/** Compares the new key of a machine in the dialog that is open, and puts it in the place of the old one. */
async function replaceKey(dialog: Locator, machine: TestSshd, name: string) {
  const replace = dialog.getByRole('button', { name: 'Replace the pinned key' });
  await dialog.getByLabel('2. Paste what it prints').fill(printed(machine));
  await expect(dialog.getByText('Same key')).toBeVisible();
  await expect(replace).toBeDisabled();
  const typed = dialog.getByLabel(`3. Type ${name} to replace its pinned key`);
  await typed.fill('yes');
  await expect(replace).toBeDisabled();
  await typed.fill(name);
  await replace.click();
}

const keyOf = (view: Page, name: string) =>
  view.getByRole('dialog', { name: `Host key of ${name}` });

test('a machine that shows another key is refused everywhere until the new one is confirmed', async ({
  view,
  server,
  machine,
  save,
  makeBox,
  openOn,
}) => {
  const box = await makeBox();
  const nas = await save(hostOn(machine, 'nas'));
  await view.goto(`${server.url}/hosts?host=${nas.key}`);
  await expect(hostRow(view, 'nas')).toContainText('Online');
  const before = machine.hostKey.fingerprint;
  await machine.swapHostKey();
  const now = machine.hostKey.fingerprint;
  const signedIn = await machine.connections();
  await expect(hostRow(view, 'nas')).toContainText('Unverified', { timeout: 20_000 });
  await expect(hostRow(view, 'nas')).toContainText('The host key of nas has changed');
  for (const fingerprint of [before, now])
    await expect(detailsOf(view, 'nas')).toContainText(fingerprint);

  await view.goto(server.url + tablePath(box.name));
  await expect(rowOf(view, box.name)).toContainText('Was running');
  await expect(rowOf(view, box.name)).toContainText('Unreachable');
  await expect(view.getByText(/nas is not verified: .*host key/i)).toBeVisible();
  await openOn(nas, box, 'logs');
  const log = view.getByRole('tabpanel', { name: 'Logs' });
  await expect(log).toContainText(/host key/i);
  await expect(new LogPage(view, box).follow).toHaveCount(0);
  await openOn(nas, box, 'shell');
  await expect(view.getByRole('alert')).toContainText('The host key of nas has changed');
  await expect(view.getByText('Not connected')).toBeVisible();

  await view.goto(`${server.url}/hosts?host=${nas.key}`);
  await detailsOf(view, 'nas').getByRole('button', { name: 'Check host key', exact: true }).click();
  const dialog = keyOf(view, 'nas');
  await expect(dialog).toContainText('Key changed, refused');
  for (const fingerprint of [before, now]) await expect(dialog).toContainText(fingerprint);
  expect(await machine.connections()).toBe(signedIn);
  await replaceKey(dialog, machine, 'nas');
  await expect(dialog.getByRole('heading', { name: 'Confirmed' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByRole('status', { name: 'Connection test' })).toContainText(
    /Docker \S+ answered in/,
  );
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(hostRow(view, 'nas')).toContainText('Online', { timeout: 20_000 });

  await view.goto(server.url + tablePath(box.name));
  const row = rowOf(view, box.name);
  await expect(row).toContainText('Running');
  await row.hover();
  await row.getByRole('button', { name: `Stop ${box.name}` }).click();
  await expect(row).toContainText('Exited');
});

test('a jump host that shows another key keeps what is behind it refused until it is confirmed', async ({
  view,
  server,
  machine,
  startMachine,
  save,
  makeBox,
}) => {
  const box = await makeBox();
  const gate = await startMachine({});
  const { id } = await save(jumpOn(gate, 'gate'));
  const nas = await save({ ...hostOn(machine, 'nas'), jumpHostId: id });
  await view.goto(`${server.url}/hosts?host=${nas.key}`);
  await expect(hostRow(view, 'nas')).toContainText('Online');
  const before = gate.hostKey.fingerprint;
  await gate.swapHostKey();
  await expect(hostRow(view, 'nas')).toContainText('Unverified', { timeout: 20_000 });
  await expect(hostRow(view, 'nas')).toContainText('The host key of gate has changed');
  const signedIn = await machine.connections();

  await detailsOf(view, 'nas').getByRole('button', { name: 'Check host key', exact: true }).click();
  const dialog = keyOf(view, 'nas');
  const way = dialog.getByRole('list', { name: 'The way there' }).getByRole('listitem');
  await expect(way.first()).toContainText('Key changed, refused');
  for (const fingerprint of [before, gate.hostKey.fingerprint])
    await expect(way.first()).toContainText(fingerprint);
  await expect(way.last()).toContainText('Not reached yet');
  expect(await machine.connections()).toBe(signedIn);
  await replaceKey(dialog, gate, 'gate');
  await expect(dialog.getByRole('heading', { name: 'Confirmed' })).toBeVisible();
  await expect(way.last()).toContainText('Matches the pin');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(hostRow(view, 'nas')).toContainText('Online', { timeout: 20_000 });
  await view.goto(server.url + tablePath(box.name));
  await expect(rowOf(view, box.name)).toContainText('Running');
});
