import type { Locator, Page } from '@playwright/test';
import { expect, test } from './boxes.ts';

/** A chart, by the name in its words. */
const chart = (view: Page, name: string) =>
  view.getByRole('img', { name: new RegExp(`^${name}: .* in the last 5 minutes`) });

const words = async (of: Locator) => (await of.getAttribute('aria-label')) ?? '';

/** How many points of its canvas have the colour of the line. */
const inked = (of: Locator) =>
  of.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const probe = document.createElement('span');
    probe.style.color = 'var(--an-bar)';
    document.body.append(probe);
    const line = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    probe.remove();
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const near = line.every((value, part) => Math.abs(value - (data[at + part] ?? 0)) < 12);
      if (near && (data[at + 3] ?? 0) > 200) count += 1;
    }
    return count;
  });

test('a busy container is seen to be busy, in words and as a curve', async ({
  view,
  makeBox,
  open,
}) => {
  const box = await makeBox({
    flags: ['--cpus', '0.3'],
    command: ['sh', '-c', 'while :; do :; done'],
  });
  await open(box);
  const cpu = chart(view, 'CPU');
  await expect
    .poll(async () => Number(/^CPU: ([\d.]+) %/.exec(await words(cpu))?.[1]), { timeout: 20_000 })
    .toBeGreaterThan(5);
  await expect.poll(() => inked(cpu)).toBeGreaterThan(5);
  await expect(view.getByRole('figure').filter({ has: cpu })).toContainText(/\d %/);
  for (const name of ['Memory', 'Network', 'Block I/O'])
    await expect(chart(view, name).locator('canvas')).toBeVisible();

  await expect(view.getByText('Live, last 5 min').last()).toBeVisible();
  const plot = await cpu.boundingBox();
  await view.mouse.move(plot!.x + plot!.width - 3, plot!.y + plot!.height / 3);
  await expect(view.getByText(/^\d\d:\d\d:\d\d$/)).toBeVisible();
});

test('traffic is seen as a rate', async ({ view, docker, makeBox, open }) => {
  test.skip(!docker.bridge, 'containers have no network here');
  const box = await makeBox({
    network: 'bridge',
    command: [
      'sh',
      '-c',
      `exec ping -q -s 8000 $(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')`,
    ],
  });
  const network = chart(view, 'Network');
  const rate = async (word: string) => {
    const [, most = '', unit] =
      new RegExp(`${word} [^;]* and ([\\d.]+) ([kM]?B/s)`).exec(await words(network)) ?? [];
    return Number(most) * (unit === 'B/s' ? 1 : 1_000);
  };
  // Its network card may come as a change of network to the browser, while that loads the page.
  await expect(async () => {
    await open(box);
    await expect(network).toBeVisible();
  }).toPass();
  await expect.poll(() => rate('sent'), { timeout: 20_000 }).toBeGreaterThan(1_000);
  await expect.poll(() => rate('received')).toBeGreaterThan(1_000);
});

test('a container that does not run has nothing to measure', async ({ view, makeBox, open }) => {
  const box = await makeBox({ verb: 'create' });
  await open(box);
  await expect(view.getByText('Not running: there is nothing to measure.')).toBeVisible();
  await expect(view.locator('canvas')).toHaveCount(0);
});

/** Words that only the code of a part contains. */
const parts = { charts: 'u-over', terminal: 'xterm-helper-textarea', logs: 'Search the log' };

test('charts, terminal and log are loaded when they are looked at, and not before', async ({
  view,
  server,
  engineHost,
  makeBox,
}) => {
  const box = await makeBox();
  const scripts: Promise<string>[] = [];
  view.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text());
  });
  const loaded = async () => {
    const code = (await Promise.all(scripts)).join('\n');
    return Object.entries(parts).flatMap(([part, word]) => (code.includes(word) ? [part] : []));
  };
  await view.goto(`${server.url}/containers?group=none&host=${engineHost.key}`);
  await expect(view.getByText(box.name)).toBeVisible();
  await view.waitForLoadState('networkidle');
  expect(scripts.length).toBeGreaterThan(0);
  expect(await loaded()).toEqual([]);
  await view.getByText(box.name).click();
  await expect.poll(loaded).toEqual(['charts']);
  await view.getByRole('tab', { name: 'Logs' }).click();
  await expect.poll(loaded).toEqual(['charts', 'logs']);
  await view.getByRole('tab', { name: 'Shell' }).click();
  await expect.poll(loaded).toEqual(['charts', 'terminal', 'logs']);
  await expect(view.getByText(/^Connected/)).toBeVisible();
});
