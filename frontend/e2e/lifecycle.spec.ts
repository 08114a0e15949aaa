import type { SignedIn, TestServer } from '../../backend/test/bench/server.ts';
import { ADMIN, expect, test } from './bench.ts';
import { chooseInRow, confirm, headOf, rowOf, tablePath } from './table.ts';

interface Entry {
  action: string;
  actor: string | null;
  target: string | null;
  outcome: string;
}

/** What was done to this container, in the order in which it was done. */
async function auditOf(server: TestServer, { token }: SignedIn, target: string) {
  const response = await fetch(`${server.url}/api/audit?action=container`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await response.json()) as { items: Entry[] };
  return items
    .filter((entry) => entry.target === target)
    .map(({ action, actor, outcome }) => `${action} ${actor} ${outcome}`)
    .toReversed();
}

const done = (...actions: string[]) =>
  actions.map((action) => `container.${action} ${ADMIN.username} ok`);

test('every act from the row: the row follows, and all of it is in the audit', async ({
  view,
  server,
  admin,
  docker,
  engineHost,
  own,
}) => {
  const name = await own.run('web');
  const other = await own.create('other');
  await view.goto(server.url + tablePath(own.prefix));
  const row = rowOf(view, name);
  const press = async (verb: string) => {
    await row.hover();
    await row.getByRole('button', { name: `${verb} ${name}` }).click();
  };
  await expect(row).toContainText('Running');

  await press('Stop');
  await expect(row).toContainText('Exited');
  await press('Start');
  await expect(row).toContainText('Running');

  const started = await row.locator('time').getAttribute('datetime');
  await press('Restart');
  await expect(row.locator('time')).not.toHaveAttribute('datetime', started ?? '');
  await expect(row).toContainText('Running');

  await chooseInRow(view, name, 'Pause');
  await expect(row).toContainText('Paused');
  await press('Unpause');
  await expect(row).toContainText('Running');

  await chooseInRow(view, name, 'Kill…');
  await confirm(view, 'Kill 1 container?', 'Kill 1');
  await expect(row).toContainText('Exited137');

  await chooseInRow(view, name, 'Remove…');
  await confirm(view, 'Remove 1 container?', 'Remove 1');
  await expect(row).toHaveCount(0);
  await expect(rowOf(view, other)).toContainText('Created');

  expect(await docker.docker(['ps', '-aq', '--filter', `name=${name}`])).toBe('');
  await expect
    .poll(() => auditOf(server, admin, `${engineHost.key}/${name}`))
    .toEqual(done('stop', 'start', 'restart', 'pause', 'unpause', 'kill', 'remove'));
});

test('every act from the head of its tab, to its removal with force and volumes', async ({
  view,
  server,
  admin,
  docker,
  engineHost,
  own,
}) => {
  const name = await own.run('db', ['-v', '/data']);
  const format = '{{.Id}} {{(index .Mounts 0).Name}}';
  const [id = '', volume = ''] = (await docker.docker(['inspect', '--format', format, name])).split(
    ' ',
  );
  const tab = `${engineHost.key}/${id.slice(0, 12)}`;
  await view.goto(`${server.url}/containers?tabs=${tab}&tab=${tab}`);
  const head = headOf(view, name);
  const state = view.getByRole('region', { name: 'State & health' });
  const press = (verb: string) => head.getByRole('button', { name: verb, exact: true }).click();
  const choose = async (choice: string) => {
    await head.getByRole('button', { name: `More actions for ${name}` }).click();
    await view.getByRole('menuitem', { name: choice, exact: true }).click();
  };
  await expect(state).toContainText('Running');

  await press('Stop');
  await expect(state).toContainText('Exited');
  await press('Start');
  await expect(state).toContainText('Running');
  const moment = state.locator('time').first();
  const started = await moment.getAttribute('datetime');
  await press('Restart');
  await expect(moment).not.toHaveAttribute('datetime', started ?? '');
  await expect(state).toContainText('Running');
  await choose('Pause');
  await expect(state).toContainText('Paused');
  await press('Unpause');
  await expect(state).toContainText('Running');
  await choose('Kill…');
  await confirm(view, 'Kill 1 container?', 'Kill 1');
  await expect(state).toContainText('137');
  await press('Start');
  await expect(state).toContainText('Running');

  await choose('Remove…');
  const dialog = view.getByRole('dialog');
  await expect(dialog).toContainText('running, will be killed');
  await expect(dialog).toContainText('Volumes and images stay.');
  await dialog.getByRole('checkbox', { name: /Force/ }).uncheck();
  await expect(dialog).toContainText('running, stays');
  await expect(dialog.getByRole('button', { name: 'Remove 0' })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /Force/ }).check();
  await dialog.getByRole('checkbox', { name: /anonymous volumes/ }).check();
  await expect(dialog).toContainText('Named volumes and images stay.');
  await confirm(view, 'Remove 1 container?', 'Remove 1');
  await expect(view.getByRole('heading', { name: `${name} is gone` })).toBeVisible();

  expect(await docker.docker(['volume', 'ls', '-q', '--filter', `name=${volume}`])).toBe('');
  await expect
    .poll(() => auditOf(server, admin, `${engineHost.key}/${name}`))
    .toEqual(done('stop', 'start', 'restart', 'pause', 'unpause', 'kill', 'start', 'remove'));
});

test('what Docker refuses is said where it was asked for, and can be tried again', async ({
  view,
  server,
  docker,
  engineHost,
  own,
}) => {
  const name = await own.create('broken', [], ['/no-such-program']);
  await view.goto(`${server.url}${tablePath(own.prefix)}&host=${engineHost.key}`);
  const row = rowOf(view, name);
  await row.getByRole('button', { name: `Start ${name}` }).click();
  const told = view.getByRole('region', { name: 'Could not start' });
  await expect(told).toContainText('/no-such-program');
  await expect(row).toContainText('Could not start');

  await told.getByRole('button', { name: `Try ${name} again` }).click();
  await expect(told).toContainText('/no-such-program');
  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
  await expect(row).not.toContainText('Could not start');
  expect(await docker.docker(['inspect', '--format', '{{.State.Running}}', name])).toBe('false');
});
