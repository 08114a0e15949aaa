import { expect, test } from './boxes.ts';
import { allowClipboard, LogPage } from './logPage.ts';
import {
  daemonConnections,
  latencies,
  memoryOf,
  readUntil,
  stalledReader,
} from './serverProcess.ts';
import { standstill } from './standstill.ts';

test.describe.configure({ timeout: 180_000 });

const spread = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
};

/** Of lines with a number each: what is there is in order and there once, and what is not is said. */
async function account(log: LogPage, to: number) {
  await expect(log.lines.filter({ hasText: `number ${to}` })).toBeInViewport({ timeout: 90_000 });
  const { lines, skipped, dropped } = await log.figures();
  expect(lines + skipped + dropped).toBe(to);
  const numbers = (await log.copyAll()).map((line) => Number(/\d+/.exec(line)?.[0]));
  expect(numbers).toHaveLength(lines);
  expect(numbers.at(-1)).toBe(to);
  expect(numbers.filter((number, index) => !(number > (numbers[index - 1] ?? 0)))).toEqual([]);
  return { first: numbers[0] ?? 0, skipped, dropped };
}

test('a hundred thousand lines: none lost, none twice, and the page keeps up', async ({
  view,
  makeBox,
  openLog,
}) => {
  const box = await makeBox();
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.follow).toContainText('Following');
  const longest = await view.evaluateHandle(() => {
    const seen = { ms: 0, count: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.ms = Math.max(seen.ms, duration);
        seen.count += 1;
      }
    }).observe({ type: 'longtask' });
    return seen;
  });
  const print = (from: number, to: number) =>
    box.run(`seq ${from} ${to} | sed 's/^/number /' >/proc/1/fd/1`);

  const start = performance.now();
  await print(1, 100_000);
  const whole = await account(log, 100_000);
  console.log(`100,000 lines shown and copied after ${(performance.now() - start).toFixed(0)} ms`);
  expect(whole.dropped).toBe(0);
  await log.list.hover();
  await log.scrollTo('top');
  await expect(log.line(`number ${whole.first}`)).toBeInViewport();
  await expect(log.follow).toContainText('Paused');
  for (const share of [0.2, 0.5, 0.8]) {
    await log.list.evaluate((element, part) => {
      element.scrollTop = element.scrollHeight * part;
    }, share);
    const near = Math.round(100_000 * share);
    if (whole.skipped === 0) await expect(log.line(`number ${near}`)).toBeInViewport();
  }
  await log.scrollTo('bottom');
  await expect(log.line('number 100000')).toBeInViewport();
  await expect(log.follow).toContainText('Following');

  await print(100_001, 110_000);
  const after = await account(log, 110_000);
  expect(after.dropped).toBeGreaterThan(0);
  await log.scrollTo('top');
  await expect(log.list.getByText('Older lines were dropped')).toBeInViewport();
  const { ms, count } = await longest.jsonValue();
  console.log(`longest task ${ms.toFixed(0)} ms, of ${count} over 50 ms`);
  console.log(`skipped: ${whole.skipped}, then ${after.skipped}`);
});

test('a reader that falls behind hears how much it missed and where, and can load it', async ({
  view,
  server,
  admin,
  engineHost,
  makeBox,
  openLog,
}) => {
  const box = await makeBox();
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.follow).toContainText('Following');
  const path = `/api/docker/logs?hostId=${engineHost.id}&container=${box.id}`;
  const quick = await stalledReader(server, admin, path);
  const letGo = await standstill(view);
  const filler = 'and much more '.repeat(20).trimEnd();
  await box.run(`seq 1 60000 | sed 's/^/number /; s/$/ ${filler}/' >/proc/1/fd/1`);
  await readUntil(quick, 'number 60000 ');
  // Longer than the server waits for a slow reader.
  await view.waitForTimeout(2_000);
  await letGo();
  // The newest lines are there, below what is missing.
  await expect(log.line(`number 60000 ${filler}`)).toBeInViewport({ timeout: 60_000 });
  await box.print('number 60001\n');
  const { skipped } = await account(log, 60_001);
  expect(skipped).toBeGreaterThan(0);
  console.log(`a page that stood still missed ${skipped} of 60,000 lines`);

  const gap = log.list.locator('[data-kind=gap]').last();
  await expect(async () => {
    await log.list.evaluate((element) => {
      element.scrollTop -= element.clientHeight;
    });
    await expect(gap).toBeInViewport({ timeout: 100 });
  }).toPass({ timeout: 60_000, intervals: [20] });
  await expect(gap).toContainText('lines skipped: this reader was slower than the container');
  await gap.getByRole('button', { name: 'Load them' }).click();
  await expect.poll(async () => (await log.figures()).skipped).toBeLessThan(skipped);
  await log.scrollTo('bottom');
  await account(log, 60_001);
});

test('a container that floods: the page answers, the server stays small, and nothing is left', async ({
  view,
  server,
  admin,
  engineHost,
  docker,
  makeBox,
  open,
}) => {
  const box = await makeBox();
  const section = (name: string) => view.getByRole('tab', { name, exact: true });
  await open(box);
  await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
  const quiet = await latencies(server, admin, '/api/hosts', 100);
  const connections = await daemonConnections(server);
  const before = await memoryOf(server);
  let most = before;
  const watch = setInterval(() => {
    void memoryOf(server).then((now) => (most = Math.max(most, now)));
  }, 100);

  const log = new LogPage(view, box);
  await section('Logs').click();
  await expect(log.follow).toContainText('Following');
  const path = `/api/docker/logs?hostId=${engineHost.id}&container=${box.id}`;
  const stalled = await stalledReader(server, admin, path);
  await expect.poll(() => daemonConnections(server)).toBeGreaterThanOrEqual(connections + 2);
  await docker.docker(['exec', '-d', box.id, 'sh', '-c', 'yes "so many words" >/proc/1/fd/1']);
  await expect(log.line('so many words').first()).toBeVisible();

  const flooded = await latencies(server, admin, '/api/hosts', 100);
  for (let turn = 0; turn < 3; turn += 1) {
    await section('Overview').click();
    await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
    await section('Logs').click();
    await expect(log.line('so many words').first()).toBeVisible();
    await expect(log.follow).toContainText('Following');
  }
  await view.waitForTimeout(3_000);
  const rate = await view.getByText(/lines\/s$/).innerText();
  const { skipped } = await log.figures();

  // It floods on: whoever reads again hears how much was left out. Then everybody leaves.
  await readUntil(stalled, '"type":"skipped"');
  await section('Overview').click();
  // Those of short calls are kept for ten seconds after their last one.
  const left = () => daemonConnections(server);
  await expect.poll(left, { timeout: 30_000 }).toBeLessThanOrEqual(connections);
  clearInterval(watch);
  const after = await memoryOf(server);
  await box.run('killall yes');
  console.log(`GET /api/hosts quiet: ${spread(quiet)}; flooded: ${spread(flooded)}`);
  console.log(`shown at the end: ${rate}, ${skipped} skipped`);
  console.log(
    `server: ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB, ${after.toFixed(0)} MB after`,
  );
  expect(most - before).toBeLessThan(128);
});
