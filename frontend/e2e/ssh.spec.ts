import type { Locator } from '@playwright/test';
import { AddSshPage } from './addSshPage.ts';
import { idle } from './boxes.ts';
import { detailsOf, hostRow, paste } from './hostsPage.ts';
import { LogPage } from './logPage.ts';
import { ShellPage } from './shellPage.ts';
import { expect, jumpOn, printed, test } from './sshMachines.ts';
import { rowOf, tablePath } from './table.ts';

test.skip(process.getuid?.() !== 0, 'only root starts an sshd');

const tunnel = 'Tunnel through /var/run/docker.sock';

test('a machine is added by a key, and its container is stopped, started, read and entered', async ({
  view,
  server,
  machine,
  makeBox,
}) => {
  const box = await makeBox({ command: idle('echo the first line') });
  await view.goto(`${server.url}/hosts`);
  const add = new AddSshPage(view);
  await add.door.click();
  await paste(view, add.field('Address'), `admin@127.0.0.1:${machine.port}`);
  await expect(add.field('Address')).toHaveValue('127.0.0.1');
  await expect(add.field('Port')).toHaveValue(String(machine.port));
  await expect(add.field('User')).toHaveValue('admin');
  await add.nameIt('nas');

  await expect(add.dialog).toContainText(machine.hostKey.fingerprint);
  await expect(add.dialog).toContainText('Not confirmed yet');
  const pin = add.button('Pin key and continue');
  await expect(pin).toBeDisabled();
  const other = `256 SHA256:${'A'.repeat(43)} root@machine (ED25519)`;
  await paste(view, add.field('2. Paste what it prints'), other);
  await expect(add.dialog.getByText('Another key. Do not pin it.')).toBeVisible();
  await expect(pin).toBeDisabled();
  await add.pin(machine);
  // Nobody signs in to a machine to see who it is.
  expect(await machine.connections()).toBe(0);

  await paste(view, add.field('Private key'), machine.key.privateKey);
  await expect(add.dialog).not.toContainText('-----BEGIN');
  await add.button('Test').click();
  await expect(add.trial).toContainText(/Docker \S+ answered in/);
  await expect(add.trial).toContainText(tunnel);
  await add.finish('nas');
  await expect(hostRow(view, 'nas')).toContainText('Online');
  await hostRow(view, 'nas').getByRole('link').click();
  await expect(detailsOf(view, 'nas')).toContainText(tunnel);

  await view.goto(server.url + tablePath(box.name));
  const row = rowOf(view, box.name);
  const press = async (name: string) => {
    await row.hover();
    await row.getByRole('button', { name }).click();
  };
  await expect(row).toContainText('Running');
  await press(`Stop ${box.name}`);
  await expect(row).toContainText('Exited');
  await press(`Start ${box.name}`);
  await expect(row).toContainText('Running');

  await press(`Logs of ${box.name}`);
  const log = new LogPage(view, box);
  await expect(log.line('the first line')).toHaveCount(2);
  await expect(log.follow).toHaveText(/^Following/);
  await box.print('a line that came later\n');
  await expect(log.line('a line that came later')).toBeVisible();

  await view.getByRole('tab', { name: 'Shell', exact: true }).click();
  const shell = new ShellPage(view, box);
  await shell.ready();
  await shell.type('hostname');
  await expect(shell.printed(box.id.slice(0, 12))).toBeVisible();
  await shell.type('exit');
  await shell.button('Start again').click();
  await shell.ready();
  await shell.type('sleep 4001');
  await expect.poll(() => box.processes()).toContain('sleep 4001');
  await shell.button(`Close ${box.name}`).click();
  await expect(shell.region).toHaveCount(0);
  await expect
    .poll(async () => (await box.processes()).filter((it) => /^(ash|sleep 4001)$/.test(it)))
    .toEqual([]);
});

test('a wrong password is said of the machine that refused it, and the right one works', async ({
  view,
  server,
  machine,
}) => {
  await view.goto(`${server.url}/hosts`);
  const add = new AddSshPage(view);
  await add.door.click();
  await add.field('Address').fill(`admin@127.0.0.1:${machine.port}`);
  await add.nameIt('nas');
  await add.pin(machine);
  await add.givePassword('not the password');
  await expect(add.trial).toContainText('The sign-in was refused.');
  await expect(add.trial).toContainText('nas');
  await expect(add.dialog).not.toContainText('not the password');
  await add.trial.getByRole('button', { name: 'Change the credentials' }).click();
  await add.givePassword(machine.user('admin').password);
  await expect(add.trial).toContainText(/Docker \S+ answered in/);
  await add.finish('nas');
  await expect(hostRow(view, 'nas')).toContainText('Online');
});

test('a jump host that nobody confirmed is confirmed on the way to what is behind it', async ({
  view,
  server,
  machine,
  startMachine,
  save,
  makeBox,
}) => {
  const box = await makeBox();
  const gate = await startMachine({});
  const { fingerprint: _, ...unconfirmed } = jumpOn(gate, 'gate');
  await save(unconfirmed);
  await view.goto(`${server.url}/hosts`);
  await expect(hostRow(view, 'gate')).toContainText('Unverified');
  await view.getByRole('button', { name: 'Add host' }).click();
  await view.getByRole('radio', { name: 'SSH', exact: true }).check();
  const add = new AddSshPage(view);
  await add.field('Address').fill(`ssh -J gate -p ${machine.port} admin@127.0.0.1`);
  await add.nameIt('behind');

  const way = add.dialog.getByRole('list', { name: 'The way there' }).getByRole('listitem');
  await expect(way).toHaveCount(2);
  await expect(way.first()).toContainText(gate.hostKey.fingerprint);
  await expect(way.last()).toContainText('Not reached yet');
  await expect(way.last()).not.toContainText('SHA256:');
  await add.pin(gate, 'Pin key of gate');
  await expect(way.first()).toContainText('Matches the pin');
  await expect(way.last()).toContainText(machine.hostKey.fingerprint);
  await add.pin(machine);
  await add.giveKey(machine.key.privateKey);
  await expect(add.trial).toContainText(tunnel);
  await add.finish('behind');
  await expect(hostRow(view, 'behind')).toContainText('Online');
  await expect(hostRow(view, 'behind')).toContainText('via gate');
  await expect(hostRow(view, 'gate')).toContainText('Jump host');
  await view.goto(server.url + tablePath(box.name));
  await expect(rowOf(view, box.name)).toContainText('Running');
});

test('a machine is added without a mouse', async ({ view, server, machine }) => {
  await view.goto(`${server.url}/hosts`);
  const add = new AddSshPage(view);
  const { keyboard } = view;
  /** Moves on until this has the focus. */
  const tabTo = async (wanted: Locator) => {
    await expect(async () => {
      await keyboard.press('Tab');
      await expect(wanted).toBeFocused({ timeout: 100 });
    }).toPass({ intervals: [0] });
  };
  await expect(add.door).toBeVisible();
  await tabTo(add.door);
  await keyboard.press('Enter');
  await expect(add.field('Address')).toBeFocused();
  await keyboard.type(`admin@127.0.0.1:${machine.port}`);
  await tabTo(add.field('Name'));
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('nas');
  await keyboard.press('Enter');
  await expect(add.dialog).toContainText(machine.hostKey.fingerprint);
  await tabTo(add.field('2. Paste what it prints'));
  await keyboard.insertText(printed(machine));
  await keyboard.press('Enter');
  await tabTo(add.dialog.getByRole('radio', { name: 'Private key' }));
  await keyboard.press('ArrowRight');
  await tabTo(add.field('Password'));
  await keyboard.type(machine.user('admin').password);
  await keyboard.press('Enter');
  await expect(add.trial).toContainText(/Docker \S+ answered in/);
  await tabTo(add.button('Add host'));
  await keyboard.press('Enter');
  await expect(add.button('Done')).toBeFocused();
  await keyboard.press('Enter');
  await expect(hostRow(view, 'nas')).toContainText('Online');
  // Who closed the dialog stands on the page, not on nothing.
  expect(await view.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a machine is added, and nothing of it is out of reach', async ({
    view,
    server,
    machine,
  }) => {
    const fits = async () => {
      const over = await view.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(over).toBeLessThanOrEqual(0);
      const box = await add.dialog.boundingBox();
      expect(box).toMatchObject({ x: 0, width: 390, height: 844 });
      for (const button of await add.dialog.locator('footer').getByRole('button').all())
        await expect(button).toBeInViewport({ ratio: 1 });
    };
    const add = new AddSshPage(view);
    await view.goto(`${server.url}/hosts`);
    await add.door.tap();
    await add.field('Address').fill(`admin@127.0.0.1:${machine.port}`);
    await add.field('Name').fill('nas');
    await fits();
    await add.button('Next').tap();
    await expect(add.dialog).toContainText(machine.hostKey.fingerprint);
    await fits();
    await add.field('2. Paste what it prints').fill(printed(machine));
    await expect(add.dialog.getByText('Same key')).toBeVisible();
    await fits();
    await add.button('Pin key and continue').tap();
    await add.dialog.getByText('Password', { exact: true }).tap();
    await add.field('Password').fill(machine.user('admin').password);
    await fits();
    await add.button('Test').tap();
    await expect(add.trial).toContainText(/Docker \S+ answered in/);
    await fits();
    await add.button('Add host').tap();
    await add.button('Done').tap();
    const cards = view.getByRole('list', { name: 'Hosts' });
    await expect(cards.getByRole('listitem')).toContainText('Online');
  });
});
