import type { BrowserContext, Page } from '@playwright/test';
import { startDocker, type TestDocker } from '../../backend/test/bench/dockerd.ts';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { addEngineHost, expect, test as base, watchForFaults } from './bench.ts';
import { ownContainers } from './ownContainers.ts';
import { rowOf } from './table.ts';

interface Fixtures {
  /** A daemon of this test's own, which it may end. */
  mortal: TestDocker;
  /** More pages of the admin, held to the same as `view`. */
  another: () => Promise<Page>;
}

const test = base.extend<Fixtures>({
  mortal: [
    async ({}, use) => {
      const docker = await startDocker();
      await use(docker);
      await docker.stop();
    },
    { timeout: 60_000 },
  ],

  another: async ({ context }: { context: BrowserContext }, use) => {
    const faults: string[][] = [];
    await use(async () => {
      const page = await context.newPage();
      faults.push(watchForFaults(page));
      return page;
    });
    expect(faults.flat()).toEqual([]);
  },
});

test.skip(process.getuid?.() !== 0, 'only a daemon of our own may be ended');

/** Numbered lines, those of each start under a name of its own. */
const CHATTY =
  'me=$(cat /proc/sys/kernel/random/uuid); i=0; while :; do echo "$me $i"; i=$((i+1)); sleep 1; done';

/** The numbers of the lines that a log shows, by the start that wrote them. */
async function linesByStart(page: Page): Promise<number[][]> {
  const texts = await page.getByRole('log').locator('[data-kind=line] bdi').allInnerTexts();
  const starts = Map.groupBy(texts, (text) => text.split(' ', 1)[0]);
  return [...starts.values()].map((lines) => lines.map((line) => Number(line.split(' ')[1])));
}

/** Nothing that the server did not see coming. */
function expectCalmLog({ logs }: TestServer) {
  const loud = logs.filter((line) => {
    const level = /"level":(\d+)/.exec(line)?.[1];
    return Number(level) >= 50 || /unhandled|uncaught|"stack":|^\s+at /i.test(line);
  });
  expect(loud).toEqual([]);
}

/** The rows of containers: neither the head of the table nor its groups. */
const containerRows = (view: Page) => view.locator('[role=row][data-kind=row]');

test('a daemon that is killed: everything open says so, and recovers by itself', async ({
  view,
  another,
  server,
  admin,
  mortal,
}) => {
  test.setTimeout(120_000);
  const own = ownContainers(mortal);
  const chatty = await own.run('chatty', ['--restart', 'always'], ['sh', '-c', CHATTY]);
  const plain = await own.run('plain');
  const brief = await own.run('brief', ['--rm']);
  const { key } = await addEngineHost(server, admin, { name: 'nas', endpoint: mortal.host });
  const id = await mortal.docker(['inspect', '--format', '{{.Id}}', chatty]);
  const tab = `${key}/${id.slice(0, 12)}`;
  const opened = async (section: string) => {
    const page = await another();
    await page.goto(`${server.url}/containers?tabs=${tab}${section}&tab=${tab}`);
    return page;
  };

  await view.goto(`${server.url}/containers?group=none`);
  for (const name of [chatty, plain, brief])
    await expect(rowOf(view, name)).toContainText('Running');
  const log = await opened('/logs');
  await expect(log.getByRole('button', { name: /^Following/ })).toBeVisible();
  const shell = await opened('/shell');
  await expect(shell.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  const charts = await opened('');
  await expect(charts.getByText('Live, last 5 min')).toBeVisible();

  await mortal.faults?.crash();
  const banner = view.getByText(/nas is offline: /);
  await expect(banner).toBeVisible();
  for (const name of [chatty, plain, brief]) {
    await expect(rowOf(view, name)).toContainText('Was running');
    await expect(rowOf(view, name)).toContainText('Unreachable');
  }
  await expect(containerRows(view)).toHaveCount(3);
  await expect(
    log.getByText(/^(The host does not answer|The log could not be read)\.$/),
  ).toBeVisible();
  await expect(log.getByRole('button', { name: /^Following/ })).toHaveCount(0);
  await expect(shell.getByText('Not connected')).toBeVisible();
  const again = shell.getByRole('button', { name: /^(Start again|Reconnect|Try again)$/ });
  await expect(again).toBeVisible();
  await expect(charts.getByRole('region', { name: 'State & health' })).toContainText('Was running');
  await expect(charts.getByRole('group', { name: `Actions for ${chatty}` })).not.toContainText(
    'Stop',
  );

  await mortal.faults?.restart();
  await expect(banner).toHaveCount(0, { timeout: 20_000 });
  await expect(rowOf(view, chatty)).toContainText('Running');
  // It was read again as a whole: what ended with the daemon has ended, and what went has gone.
  await expect(rowOf(view, plain)).toContainText('Exited');
  await expect(rowOf(view, brief)).toHaveCount(0);
  await expect(containerRows(view)).toHaveCount(2);

  await expect(log.getByRole('button', { name: /^Following/ })).toBeVisible({ timeout: 20_000 });
  await expect.poll(async () => (await linesByStart(log)).length).toBe(2);
  for (const numbers of await linesByStart(log)) expect(numbers).toEqual([...numbers.keys()]);
  await again.click();
  await expect(shell.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  await expect(charts.getByRole('region', { name: 'State & health' })).toContainText('Running');
  await expect(charts.getByText('Live, last 5 min')).toBeVisible();
  expectCalmLog(server);
});

test('a daemon that hangs is offline within the page, and back when it goes on', async ({
  view,
  server,
  admin,
  mortal,
}) => {
  const name = await ownContainers(mortal).run('web');
  await addEngineHost(server, admin, { name: 'nas', endpoint: mortal.host });
  await view.goto(`${server.url}/containers?group=none`);
  await expect(rowOf(view, name)).toContainText('Running');
  await mortal.faults?.hang();
  const banner = view.getByText(/nas is offline: .*did not answer/);
  await expect(banner).toBeVisible();
  await expect(rowOf(view, name)).toContainText('Was running');
  await mortal.faults?.unhang();
  await expect(banner).toHaveCount(0, { timeout: 20_000 });
  await expect(rowOf(view, name)).toContainText('Running');
  await expect(containerRows(view)).toHaveCount(1);
  // The line is whole again: what happens there shows here.
  await mortal.docker(['stop', name]);
  await expect(rowOf(view, name)).toContainText('Exited');
  expectCalmLog(server);
});
