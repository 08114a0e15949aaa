import { readFile } from 'node:fs/promises';
import { expect, idle, test } from './boxes.ts';
import { allowClipboard, readClipboard } from './logPage.ts';

const count = (from: number, to: number, word = 'line') =>
  Array.from({ length: to - from + 1 }, (_, index) => `${word} ${from + index}`);

const printing = (to: number, word = 'line') => idle(`seq 1 ${to} | sed 's/^/${word} /'`);

test('follows, pauses where the reader goes back, and jumps to the newest', async ({
  view,
  makeBox,
  openLog,
}) => {
  const box = await makeBox({ command: printing(200) });
  const log = await openLog(box);
  await expect(log.line('line 200')).toBeInViewport();
  await expect(log.follow).toContainText('Following');
  await box.print('it lives\n');
  await expect(log.line('it lives')).toBeInViewport({ ratio: 1 });

  await log.list.hover();
  await view.mouse.wheel(0, -900);
  await expect(log.follow).toContainText('Paused');
  await expect(log.line('it lives')).not.toBeInViewport();
  const before = await log.list.evaluate((element) => element.scrollTop);
  await box.print('one\ntwo\n');
  await expect(log.follow).toContainText('2 new lines');
  await box.print('three\n');
  await expect(log.follow).toContainText('3 new lines');
  expect(await log.list.evaluate((element) => element.scrollTop)).toBe(before);

  await log.jump.click();
  await expect(log.follow).toContainText('Following');
  await expect(log.line('three')).toBeInViewport({ ratio: 1 });
  await expect(log.jump).toHaveCount(0);
  await log.list.press('Space');
  await expect(log.follow).toContainText('Paused');
  await box.print('four\nfive\n');
  await expect(log.follow).toContainText('2 new lines');
  await expect(log.line('five')).not.toBeInViewport();
  await log.list.press('Space');
  await expect(log.line('five')).toBeInViewport({ ratio: 1 });
});

test('scrolling back to the end follows again', async ({ view, makeBox, openLog }) => {
  const box = await makeBox({ command: printing(200) });
  const log = await openLog(box);
  await expect(log.line('line 200')).toBeInViewport();
  await log.list.hover();
  await view.mouse.wheel(0, -300);
  await expect(log.follow).toContainText('Paused');
  await view.mouse.wheel(0, 4_000);
  await expect(log.follow).toContainText('Following');
  await box.print('it lives\n');
  await expect(log.line('it lives')).toBeInViewport({ ratio: 1 });
});

test('finds, counts, and goes from match to match', async ({ view, makeBox, openLog }) => {
  const texts = count(1, 400).map((line, index) => (index % 100 === 0 ? `${line} Needle` : line));
  const box = await makeBox();
  await box.print(`${texts.join('\n')}\nneedle and needle\n`);
  const log = await openLog(box);
  await expect(log.line('needle and needle')).toBeInViewport();
  await log.list.focus();
  await view.keyboard.press('Control+f');
  await expect(log.search).toBeFocused();
  await view.keyboard.type('needle');
  const status = view.getByRole('search').getByRole('status');
  await expect(status).toHaveText('6 matches');
  await expect(log.list.locator('mark')).toHaveCount(2);

  const current = log.list.locator('mark[data-current]');
  const steps: [press: () => Promise<void>, position: number, line: string][] = [
    [() => log.search.press('Enter'), 5, 'needle and needle'],
    [() => log.search.press('Enter'), 6, 'needle and needle'],
    [() => log.search.press('Enter'), 1, 'line 1 Needle'],
    [() => log.search.press('Enter'), 2, 'line 101 Needle'],
    [() => log.search.press('Shift+Enter'), 1, 'line 1 Needle'],
    [() => log.button('Previous match').click(), 6, 'needle and needle'],
    [() => log.button('Next match').click(), 1, 'line 1 Needle'],
  ];
  for (const [press, position, line] of steps) {
    await press();
    await expect(status).toHaveText(`${position} of 6`);
    await expect(current).toHaveCount(1);
    await expect(current).toBeInViewport();
    await expect(log.lines.filter({ has: view.locator('mark[data-current]') })).toContainText(line);
  }
  await expect(log.follow).toContainText('Paused');
  await box.print('a new NEEDLE\n');
  await expect(status).toHaveText('1 of 7');

  const background = (place: typeof current) =>
    place.evaluate((element) => getComputedStyle(element).backgroundColor);
  const plain = await background(log.line('line 2').locator('bdi'));
  const here = await background(current);
  await log.search.press('Shift+Enter');
  await expect(status).toHaveText('7 of 7');
  const other = await background(log.list.locator('mark:not([data-current])').first());
  expect(new Set([plain, here, other]).size).toBe(3);

  await log.search.fill('nothing like it');
  await expect(status).toHaveText('No match');
  await log.search.press('Escape');
  await expect(log.search).toHaveValue('');
  await expect(log.list.locator('mark')).toHaveCount(0);
});

test('shows one stream or both', async ({ view, makeBox, openLog }) => {
  const box = await makeBox();
  await box.print('out 1\nout 2\n');
  await box.print('err 1\n', 'stderr');
  const log = await openLog(box);
  await expect(log.line('err 1')).toBeVisible();
  expect((await log.texts()).toSorted()).toEqual(['err 1', 'out 1', 'out 2']);
  const only = (stream: string) =>
    view.getByRole('group', { name: 'Stream' }).getByRole('button', { name: stream });
  await only('stderr').click();
  await expect(log.lines.locator('bdi')).toHaveText(['err 1']);
  await expect(view.getByText('1 of 3 lines')).toBeVisible();
  // What comes is filtered too.
  await box.print('out 3\n');
  await box.print('err 2\n', 'stderr');
  await expect(log.lines.locator('bdi')).toHaveText(['err 1', 'err 2']);
  await only('stdout').click();
  await expect(log.lines.locator('bdi')).toHaveText(['out 1', 'out 2', 'out 3']);
  await only('All').click();
  await expect(log.lines).toHaveCount(5);
});

test('times and wrapping are switched, and stay so over a reload', async ({
  view,
  makeBox,
  openLog,
}) => {
  const box = await makeBox();
  await box.print(`${'long '.repeat(120)}end\n`);
  const log = await openLog(box);
  const height = () => log.lines.evaluate((element) => element.getBoundingClientRect().height);
  const clock = log.lines.getByText(/^\d\d:\d\d:\d\d\.\d{3}$/);
  const pressed = { times: log.button('Timestamps'), wrap: log.button('Wrap lines') };
  await expect(log.lines).toHaveCount(1);
  await expect(clock).toHaveCount(1);
  expect(await height()).toBe(20);
  await pressed.times.click();
  await pressed.wrap.click();
  for (const turn of ['at once', 'after a reload']) {
    await expect(log.lines, turn).toHaveCount(1);
    await expect(clock, turn).toHaveCount(0);
    await expect.poll(height, turn).toBeGreaterThan(60);
    await expect(pressed.times, turn).toHaveAttribute('aria-pressed', 'false');
    await expect(pressed.wrap, turn).toHaveAttribute('aria-pressed', 'true');
    await view.reload();
  }
  await pressed.times.click();
  await expect(clock).toHaveCount(1);
});

test('JSON reads as words, and as it is', async ({ makeBox, openLog }) => {
  const json = '{"level":"warn","msg":"disk is filling","port":80,"user":"a b","ok":true}';
  const words = 'disk is filling port=80 user="a b" ok=true';
  const box = await makeBox();
  await box.print(`${json}\n{"msg":"other"}\n{not json}\n`);
  const log = await openLog(box);
  await expect(log.line(words)).toContainText('WRN');
  await expect(log.line('{not json}').getByRole('button')).toHaveCount(0);
  await log.line(words).getByRole('button', { name: 'Show this line as JSON' }).click();
  await expect(log.line(json)).toBeVisible();
  await expect(log.line('other')).toBeVisible();
  await log.line(json).getByRole('button', { name: 'Show this line in words' }).click();
  await expect(log.line(words)).toBeVisible();
  await log.button('Raw lines').click();
  await expect(log.line(json)).toBeVisible();
  await expect(log.line('{"msg":"other"}')).toBeVisible();
});

test('a stack trace folds, opens, and is found inside', async ({ makeBox, openLog }) => {
  const frames = count(1, 6).map(
    (_line, index) => `\tat app.Main.step${index}(Main.java:${index})`,
  );
  const box = await makeBox();
  await box.print(
    `before\njava.lang.IllegalStateException: boom\n${frames.join('\n')}\nafter\n`,
    'stderr',
  );
  const log = await openLog(box);
  await expect(log.line('after')).toBeVisible();
  await expect(log.lines).toHaveCount(4);
  await log.button('+ 5 lines').click();
  await expect(log.lines).toHaveCount(9);
  await log.button('− 5 lines').click();
  await expect(log.lines).toHaveCount(4);
  await log.search.fill('step4');
  await log.search.press('Enter');
  await expect(log.list.locator('mark[data-current]')).toHaveText('step4');
});

test('copies plain text: everything, one line, or what is selected', async ({
  view,
  makeBox,
  openLog,
}) => {
  const box = await makeBox();
  await box.print('\u001b[31mred\u001b[0m text\nplain <b>text</b>\nlast\n');
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.line('last')).toBeVisible();
  await log.button('Copy all lines shown').click();
  await expect(log.button('Copy all lines shown').getByRole('status')).toHaveText('Copied');
  const clock = String.raw`\d\d:\d\d:\d\d\.\d{3}`;
  expect(await readClipboard(view)).toMatch(
    new RegExp(`^${clock} red text\n${clock} plain <b>text</b>\n${clock} last$`),
  );
  expect(await log.copyAll()).toEqual(['red text', 'plain <b>text</b>', 'last']);

  await log.line('red text').locator('bdi').click();
  await log.line('red text').getByRole('button', { name: 'Copy this line' }).click();
  await expect.poll(() => readClipboard(view)).toBe('red text');

  await log.line('plain <b>text</b>').locator('bdi').selectText();
  await view.keyboard.press('Control+c');
  await expect.poll(() => readClipboard(view)).toBe('plain <b>text</b>');
});

test('downloads the whole log as text', async ({ view, makeBox, openLog }) => {
  const box = await makeBox({ command: printing(3_000) });
  await box.said('line 3000');
  await box.print('from stderr\n', 'stderr');
  const log = await openLog(box);
  await expect(log.line('line 3000')).toBeVisible();
  const link = view.getByRole('link', { name: 'Download the log' });
  const save = async () => {
    const [download] = await Promise.all([view.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.log$/);
    return (await readFile(await download.path(), 'utf8')).split('\n');
  };
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;
  const lines = await save();
  expect(lines.pop()).toBe('');
  expect(lines.filter((line) => !stamp.test(line))).toEqual([]);
  expect(lines.map((line) => line.replace(stamp, ''))).toEqual([...count(1, 3_000), 'from stderr']);
  await view.getByRole('button', { name: 'stderr' }).click();
  expect((await save()).map((line) => line.replace(stamp, ''))).toEqual(['from stderr', '']);
});

test('loads older lines at the top until the log begins', async ({ view, makeBox, openLog }) => {
  const box = await makeBox({ command: printing(2_600) });
  await box.said('line 2600');
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.line('line 2600')).toBeInViewport();
  expect(await log.copyAll()).toEqual(count(1_601, 2_600));
  await log.scrollTo('top');
  // What was read stays where it is while older lines come in above.
  await expect(view.getByText('2,000 lines', { exact: false })).toBeVisible();
  await expect(log.line('line 1601')).toBeInViewport();
  await expect(async () => {
    await log.scrollTo('top');
    await expect(log.list.getByText('The log begins here')).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(log.line('line 1')).toBeInViewport();
  expect(await log.copyAll()).toEqual(count(1, 2_600));
});

test('a burst into an empty log is there once, in order', async ({ makeBox, openLog }) => {
  const burst = count(1, 20);
  for (let turn = 0; turn < 3; turn += 1) {
    const box = await makeBox();
    const log = await openLog(box);
    await expect(log.follow).toContainText('Following');
    await box.print(`${burst.join('\n')}\n`);
    await expect(log.line('line 20').last()).toBeVisible();
    await expect(log.list.getByText('The log begins here')).toBeVisible();
    expect(await log.texts()).toEqual(burst);
  }
});

test('says that the container stopped, and goes on when it starts', async ({
  view,
  docker,
  makeBox,
  openLog,
}) => {
  const box = await makeBox({ command: printing(30) });
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.line('line 30')).toBeVisible();
  const ended = view.getByText('The container is not running.');
  for (const turn of [1, 2]) {
    await docker.docker(['stop', '--time', '1', box.id]);
    await expect(ended).toBeVisible();
    await expect(view.getByText('Ended', { exact: true })).toBeVisible();
    await docker.docker(['start', box.id]);
    await expect(log.follow).toContainText('Following');
    await expect(ended).toHaveCount(0);
    await box.print(`turn ${turn}\n`);
    await expect(log.line(`turn ${turn}`)).toBeVisible();
  }
  await expect(
    log.list.getByText('The container stopped here and started again').first(),
  ).toBeAttached();
  const whole = (await docker.docker(['logs', box.id])).split('\n');
  expect(whole).toHaveLength(92);
  expect(await log.copyAll()).toEqual(whole);
});

test('of a container that is not running is shown, with its end', async ({
  view,
  docker,
  makeBox,
  openLog,
}) => {
  const box = await makeBox({ command: ['sh', '-c', 'echo gone; exit 3'] });
  await docker.docker(['wait', box.id]);
  const log = await openLog(box);
  await expect(log.line('gone')).toBeVisible();
  await expect(view.getByText('The container is not running.')).toBeVisible();
});

test('on a phone the search stays, the rest folds away, and the end is one tap off', async ({
  view,
  makeBox,
  openLog,
}) => {
  await view.setViewportSize({ width: 390, height: 844 });
  const box = await makeBox({ command: printing(200) });
  const log = await openLog(box);
  await expect(log.line('line 200')).toBeInViewport();
  await expect(log.search).toBeInViewport();
  await expect(log.button('Wrap lines')).toHaveCount(0);
  await log.button('View options').click();
  await view.getByRole('group', { name: 'Stream' }).getByRole('button', { name: 'stderr' }).click();
  await expect(log.lines).toHaveCount(0);
  await expect(
    view.getByText('No line passes this filter. 200 lines are hidden by it.'),
  ).toBeVisible();
  await log.button('Clear filter').click();
  await log.button('View options').click();
  await expect(log.line('line 200')).toBeInViewport();

  await log.list.hover();
  await view.mouse.wheel(0, -600);
  await expect(log.follow).toContainText('Paused');
  await box.print('one\ntwo\n');
  await expect(log.jump).toHaveText('2 new lines');
  await log.jump.click();
  await expect(log.line('two')).toBeInViewport({ ratio: 1 });
  await expect(log.follow).toContainText('Following');
  expect(await view.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
