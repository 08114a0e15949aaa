import { startServer } from '../../backend/test/bench/server.ts';
import { addEngineHost, expect, test } from './bench.ts';
import { lastEvent, spread, whenRowSays } from './stopwatch.ts';
import { rowOf, tablePath } from './table.ts';

/** The server beside a Docker of its own, as on a homelab's first day. */
const firstDay = test.extend({
  server: async ({ docker }, use) => {
    const server = await startServer({ env: { DOCKER_HOST: docker.host } });
    await use(server);
    await server.stop();
  },
});

firstDay(
  'the engine beside the server is offered, and one click fills the table',
  async ({ view, server, docker, own }) => {
    const project = `${own.prefix}home`;
    const name = await own.run('web', ['--label', `com.docker.compose.project=${project}`]);
    await view.goto(`${server.url}/containers?q=${own.prefix}`);
    await expect(view.getByRole('heading', { name: 'Add your first machine.' })).toBeVisible();
    await expect(view.getByText(docker.host.replace('unix://', ''))).toBeVisible();
    // What a reload would take with it.
    await view.evaluate(() => Object.assign(window, { notReloaded: true }));
    await view.getByRole('button', { name: /^Add as / }).click();
    await expect(rowOf(view, name)).toContainText('Running');
    await expect(view.getByRole('row', { name: `${project}, ` })).toContainText('1 of 1 running');
    expect(await view.evaluate(() => 'notReloaded' in window)).toBe(true);

    const saved = await view.request.get(`${server.url}/api/docker/hosts`);
    expect(await saved.json()).toMatchObject([{ endpoint: docker.host, tls: null }]);
    await view.goto(`${server.url}/hosts`);
    await view.getByRole('button', { name: 'Add host' }).click();
    await expect(view.getByLabel('Socket path').or(view.getByLabel('Address'))).toBeVisible();
    await expect(view.getByRole('button', { name: /^Add as / })).toHaveCount(0);
  },
);

const hostile = '"><img src=x onerror=alert(1)>';

test('a hostile host name, label, variable and health output are text and nothing else', async ({
  view,
  server,
  admin,
  docker,
  own,
}) => {
  const { key } = await addEngineHost(server, admin, { name: hostile, endpoint: docker.host });
  const project = ['--label', `com.docker.compose.project=${hostile}`];
  const flags = [
    project,
    ['--label', `evil=${hostile}`, '--env', `EVIL=${hostile}`],
    ['--health-cmd', `echo '${hostile}'; exit 1`],
    ['--health-interval', '1s', '--health-retries', '1'],
  ];
  const name = await own.run('evil', flags.flat());
  const other = await own.run('other', project);
  const inert = async () => expect(await view.locator('img').count()).toBe(0);

  await view.goto(`${server.url}/containers?q=${own.prefix}`);
  await expect(rowOf(view, name)).toContainText('Unhealthy');
  await expect(view.getByRole('row').filter({ hasText: hostile }).first()).toBeVisible();
  await view.getByRole('button', { name: `Actions for ${hostile}` }).click();
  await expect(view.getByRole('menuitem', { name: `Show only host ${hostile}` })).toBeVisible();
  await view.getByRole('menuitem', { name: 'Select 2 containers' }).click();
  await view.getByRole('button', { name: 'Restart 2' }).click();
  const asked = view.getByRole('dialog').getByRole('region', { name: hostile });
  await expect(asked).toContainText(other);
  await inert();
  await view.getByRole('dialog').getByRole('button', { name: 'Restart 2' }).click();
  const told = view.getByRole('region', { name: /^Restart(ing|ed) 2 containers/ });
  await told.getByRole('button', { name: 'Details' }).click();
  await expect(told.getByRole('listitem').first()).toContainText(hostile);
  await inert();

  await rowOf(view, name).getByText(name, { exact: true }).click();
  for (const part of ['State & health', 'Environment', 'Labels'])
    await expect(view.getByRole('region', { name: part })).toContainText(hostile);
  await inert();

  await view.goto(`${server.url}/hosts?host=${key}`);
  await expect(view.getByRole('link', { name: hostile })).toBeVisible();
  const details = view.getByRole('complementary', { name: `Details of ${hostile}` });
  await details.getByRole('button', { name: 'Test connection' }).click();
  await expect(details.getByText(/answered in/)).toBeVisible();
  await details.getByRole('button', { name: 'Remove…' }).click();
  await expect(view.getByRole('dialog', { name: `Remove ${hostile}?` })).toBeVisible();
  await inert();
});

test('what is done in a terminal shows in an open page, twenty times over', async ({
  view,
  server,
  docker,
  engineHost,
  own,
}) => {
  test.setTimeout(180_000);
  const name = await own.run('watched');
  await view.goto(`${server.url}${tablePath(own.prefix)}&host=${engineHost.key}`);
  const delays: number[] = [];
  for (let round = 0; round < 20; round++) {
    await expect(rowOf(view, name)).toContainText('Running');
    const seen = await whenRowSays(view, name, 'Exited');
    await docker.docker(['stop', name]);
    delays.push((await seen()) - (await lastEvent(docker, name, 'die')));
    await docker.docker(['start', name]);
  }
  console.log(`docker stop until its row says so, 20 times: ${spread(delays)}`);
});
