import type { Page } from '@playwright/test';
import { startProxy } from '../../backend/test/bench/daemonProxy.ts';
import { addEngineHost, expect, test } from './bench.ts';
import { rowOf, tablePath } from './table.ts';

const bar = (view: Page) => view.getByRole('toolbar', { name: 'Selected containers' });
const box = (view: Page, name: string) => view.getByRole('checkbox', { name: `Select ${name}` });

test('several are chosen by click, range and key; a question that is not answered does nothing', async ({
  view,
  server,
  docker,
  engineHost,
  own,
}) => {
  const [a, b, c, d, e] = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((role) => own.run(role)));
  if (!a || !b || !c || !d || !e) throw new Error('five were started');
  await view.goto(server.url + tablePath(own.prefix));
  await box(view, a).click();
  await box(view, c).click({ modifiers: ['Shift'] });
  await expect(bar(view)).toContainText('3 selected');
  await rowOf(view, d).press('Space');
  await rowOf(view, d).press('Shift+ArrowDown');
  await expect(bar(view)).toContainText(`5 selected`);
  await rowOf(view, b).press('Space');
  await expect(bar(view)).toContainText('4 selected');
  await expect(box(view, b)).not.toBeChecked();
  await expect(bar(view).getByRole('button', { name: /^Start / })).toHaveCount(0);

  await bar(view).getByRole('button', { name: 'Stop 4' }).click();
  const dialog = view.getByRole('dialog', { name: 'Stop 4 containers?' });
  const named = dialog.getByRole('region', { name: engineHost.name });
  for (const name of [a, c, d, e])
    await expect(named.getByRole('listitem').filter({ hasText: name })).toContainText(
      'running, will be stopped',
    );
  await expect(named.getByRole('listitem')).toHaveCount(4);
  await expect(dialog).toContainText('Containers and their data stay.');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();

  // What goes in the meantime is not asked about any more.
  await docker.docker(['rm', '-f', e]);
  const fewer = view.getByRole('dialog', { name: 'Stop 3 containers?' });
  await expect(fewer.getByRole('listitem')).toHaveCount(3);
  await view.keyboard.press('Escape');
  await expect(view.getByRole('dialog')).toHaveCount(0);
  await expect(bar(view)).toContainText('3 selected');
  for (const name of [a, b, c, d]) await expect(rowOf(view, name)).toContainText('Running');
  const running = ['ps', '--format', '{{.Names}}', '--filter', `name=${own.prefix}`];
  expect((await docker.docker(running)).split('\n').toSorted()).toEqual([a, b, c, d]);
  await view.keyboard.press('Escape');
  await expect(bar(view)).toHaveCount(0);
});

test('stops, starts and removes several; one that is gone by its turn says so, and the others go on', async ({
  view,
  server,
  docker,
  engineHost,
  own,
}) => {
  // Six at a time on one host: these keep the last two waiting, until Docker kills them.
  const deaf = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  const slow = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((role) => own.run(role, ['--stop-timeout', '6'], deaf)),
  );
  const lost = await own.run('y');
  const last = await own.run('z');
  await view.goto(`${server.url}${tablePath(own.prefix)}&host=${engineHost.key}`);
  await expect(rowOf(view, last)).toContainText('Running');
  await view.getByRole('checkbox', { name: 'Select all containers' }).click();
  await bar(view).getByRole('button', { name: 'Stop 8' }).click();
  await view.getByRole('dialog').getByRole('button', { name: 'Stop 8' }).click();

  const stopping = view.getByRole('region', { name: 'Stopping 8 containers' });
  await expect(stopping).toContainText('8 to go');
  await expect(rowOf(view, slow[0] ?? '')).toContainText('Stopping…');
  await expect(rowOf(view, lost)).toContainText('Stop: waiting');
  await docker.docker(['rm', '-f', lost]);

  const failed = view.getByRole('region', { name: 'Could not stop 1 container' });
  await expect(failed).toContainText('7 done, 1 failed', { timeout: 30_000 });
  const step = failed.getByRole('listitem');
  await expect(step).toHaveCount(1);
  await expect(step).toContainText(lost);
  await expect(step).toContainText(/no container/i);
  await failed.getByRole('button', { name: 'Details' }).click();
  await expect(failed.getByRole('listitem')).toHaveCount(8);
  await expect(failed.getByRole('listitem').filter({ hasText: last })).toContainText('Done');
  await failed.getByRole('button', { name: 'Dismiss' }).click();
  for (const name of [...slow, last]) await expect(rowOf(view, name)).toContainText('Exited');
  await expect(rowOf(view, lost)).toHaveCount(0);

  // Nothing is lost by a start: it is not asked about.
  await bar(view).getByRole('button', { name: 'Start 7', exact: true }).click();
  await expect(view.getByRole('region', { name: 'Started 7 containers' })).toBeVisible();
  for (const name of [...slow, last]) await expect(rowOf(view, name)).toContainText('Running');

  await bar(view).getByRole('button', { name: 'Remove 7' }).click();
  const dialog = view.getByRole('dialog', { name: 'Remove 7 containers?' });
  await expect(dialog.getByRole('listitem')).toHaveCount(7);
  await expect(dialog.getByRole('checkbox', { name: /volumes/ })).not.toBeChecked();
  await dialog.getByRole('button', { name: 'Remove 7' }).click();
  await expect(view.getByRole('row').filter({ hasText: own.prefix })).toHaveCount(0);
  await expect(bar(view)).toHaveCount(0);
  expect(await docker.docker(['ps', '-aq', '--filter', `name=${own.prefix}`])).toBe('');
});

test('a host that goes away in between fails its own part, which works when it is back', async ({
  view,
  server,
  admin,
  docker,
  engineHost,
  own,
}) => {
  const [here, there] = await Promise.all([own.run('here'), own.run('there')]);
  const proxy = await startProxy(docker.host, 'tcp');
  try {
    const far = { name: 'far', endpoint: proxy.endpoint };
    await addEngineHost(server, admin, far);
    await view.goto(server.url + tablePath(own.prefix));
    const row = (name: string, host: string) => rowOf(view, name).filter({ hasText: host });
    await row(here, engineHost.name).getByRole('checkbox').click();
    await row(there, far.name).getByRole('checkbox').click();
    await bar(view).getByRole('button', { name: 'Stop 2' }).click();
    const dialog = view.getByRole('dialog', { name: 'Stop 2 containers?' });
    await expect(dialog.getByRole('region', { name: engineHost.name })).toContainText(here);
    await expect(dialog.getByRole('region', { name: far.name })).toContainText(there);
    proxy.cut();
    await dialog.getByRole('button', { name: 'Stop 2' }).click();

    const failed = view.getByRole('region', { name: 'Could not stop 1 container' });
    await expect(failed).toContainText('1 done, 1 failed');
    await expect(failed.getByRole('listitem')).toContainText(there);
    await expect(failed.getByRole('listitem')).toContainText(/connection|Docker/i);
    await expect(row(here, engineHost.name)).toContainText('Exited');
    await expect(row(there, engineHost.name)).toContainText('Running');
    await expect(row(there, far.name)).toContainText('Was running');

    proxy.mend();
    await expect(row(there, far.name)).toContainText('Running', { timeout: 20_000 });
    await failed.getByRole('button', { name: `Try ${there} again` }).click();
    await expect(row(there, far.name)).toContainText('Exited');
    await expect(row(there, engineHost.name)).toContainText('Exited');
  } finally {
    await proxy.close();
  }
});
