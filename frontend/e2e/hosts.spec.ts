import type { Locator, Page } from '@playwright/test';
import { freePort } from '../../backend/test/bench/commands.ts';
import { startProxy, type DaemonProxy } from '../../backend/test/bench/daemonProxy.ts';
import type { TestDocker } from '../../backend/test/bench/dockerd.ts';
import { addEngineHost, expect, test as base } from './bench.ts';

interface Fixtures {
  /** A line to the worker's daemon of this test's own, by TCP, which it can break. */
  line: DaemonProxy;
}

const test = base.extend<Fixtures>({
  line: async ({ docker }: { docker: TestDocker }, use) => {
    const line = await startProxy(docker.host, 'tcp');
    await use(line);
    await line.close();
  },
});

const rowOf = (view: Page, name: string) =>
  view.getByRole('row').filter({ has: view.getByRole('link', { name, exact: true }) });

async function choose(view: Page, name: string, choice: string) {
  await view.getByRole('button', { name: `Actions for ${name}` }).click();
  await view.getByRole('menuitem', { name: choice, exact: true }).click();
}

/** Tries what the dialog holds. */
async function trial(dialog: Locator): Promise<Locator> {
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  return dialog.getByRole('status', { name: 'Connection test' });
}

test('a host is added by its address, and what is wrong with it is said before it is saved', async ({
  view,
  server,
  docker,
  line,
}) => {
  await view.goto(`${server.url}/hosts`);
  await view.getByRole('button', { name: /A Docker socket or port/ }).click();
  const dialog = view.getByRole('dialog', { name: 'Add host' });

  await dialog.getByRole('radio', { name: 'Unix socket' }).check();
  await dialog.getByLabel('Socket path').fill('/nowhere/docker.sock');
  await expect(await trial(dialog)).toContainText('There is no socket at this path.');
  await dialog.getByRole('radio', { name: 'Plain TCP' }).check();
  await expect(dialog).toContainText('Whoever reaches this port is root on that machine.');
  await dialog.getByLabel('Address').fill(`127.0.0.1:${await freePort()}`);
  await expect(await trial(dialog)).toContainText('No Docker on this port.');
  await dialog.getByLabel('Port').fill(String(server.port));
  await expect(await trial(dialog)).toContainText('Something answers, but not Docker');
  await expect(dialog.getByRole('button', { name: 'Save anyway' })).toBeVisible();

  await dialog.getByLabel('Port').fill(new URL(line.endpoint).port);
  await expect(await trial(dialog)).toContainText(/Docker \S+ answered in/);
  await dialog.getByLabel('Name', { exact: true }).fill('by tcp');
  await dialog.getByRole('button', { name: 'Add host' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowOf(view, 'by tcp')).toContainText('Online');
  await expect(rowOf(view, 'by tcp')).toContainText(line.endpoint);

  // The same name again, and by its socket this time.
  await view.getByRole('button', { name: 'Add host' }).click();
  await dialog.getByRole('radio', { name: 'Unix socket' }).check();
  await dialog.getByLabel('Socket path').fill(docker.host.replace('unix://', ''));
  const name = dialog.getByLabel('Name', { exact: true });
  await name.fill('By TCP');
  await dialog.getByRole('button', { name: 'Add host' }).click();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('alert')).toContainText(/name/);
  await name.fill('by socket');
  await dialog.getByRole('button', { name: 'Add host' }).click();
  await expect(rowOf(view, 'by socket')).toContainText('Online');
  await expect(view.getByRole('link', { name: /^by / })).toHaveCount(2);
});

test('another name keeps the connection; a removed host leaves, and its containers run on', async ({
  view,
  server,
  admin,
  docker,
  own,
  line,
}) => {
  const container = await own.run('survivor');
  await addEngineHost(server, admin, { name: 'old', endpoint: line.endpoint });
  await addEngineHost(server, admin, { name: 'stays', endpoint: docker.host });
  await view.goto(`${server.url}/hosts`);
  await expect(rowOf(view, 'old')).toContainText('Online');
  const asked = () => line.requests.filter((request) => request === 'GET /info').length;
  const before = asked();

  await choose(view, 'old', 'Edit');
  const edit = view.getByRole('dialog', { name: 'Edit old' });
  await edit.getByLabel('Name', { exact: true }).fill('new');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(view, 'new')).toContainText('Online');
  await expect(rowOf(view, 'old')).toHaveCount(0);
  // It is pinged on the line that it had.
  const pings = () => line.requests.filter((request) => request.endsWith('/_ping')).length;
  const pinged = pings();
  await expect.poll(pings).toBeGreaterThan(pinged);
  expect(asked()).toBe(before);

  await choose(view, 'new', 'Remove…');
  const dialog = view.getByRole('dialog', { name: 'Remove new?' });
  await expect(dialog).toContainText('Its containers keep running.');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Remove new' }).click();
  await expect(rowOf(view, 'new')).toHaveCount(0);
  await expect(rowOf(view, 'stays')).toContainText('Online');
  await expect.poll(() => line.connections()).toBe(0);
  expect(await docker.docker(['inspect', '--format', '{{.State.Status}}', container])).toBe(
    'running',
  );
});

test('a host that does not answer says why, in its row and its details, until it does', async ({
  view,
  server,
  admin,
  line,
}) => {
  const { key } = await addEngineHost(server, admin, { name: 'nas', endpoint: line.endpoint });
  await view.goto(`${server.url}/hosts?host=${key}`);
  const details = view.getByRole('complementary', { name: 'Details of nas' });
  await expect(rowOf(view, 'nas')).toContainText('Online');
  line.cut();
  await expect(rowOf(view, 'nas')).toContainText('Offline');
  await expect(rowOf(view, 'nas')).toContainText(/connection|answer/i);
  await expect(details).toContainText(/Offline\..*(connection|answer)/i);
  await view.getByRole('button', { name: /^Offline/ }).click();
  await expect(rowOf(view, 'nas')).toBeVisible();
  await view.getByRole('button', { name: /^Offline/ }).click();
  await details.getByRole('button', { name: 'Test connection' }).click();
  await expect(details.getByRole('status', { name: 'Connection test' })).toContainText(
    /connection|answer/i,
  );
  line.mend();
  await expect(rowOf(view, 'nas')).toContainText('Online', { timeout: 20_000 });
  await expect(details).toContainText('Online.');
});
