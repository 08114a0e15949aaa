import { bareImage, BARE_COMMAND } from '../../backend/test/conformance/images.ts';
import { startServer } from '../../backend/test/bench/server.ts';
import { AGENT_TOKEN } from './bench.ts';
import { expect, test, type Box } from './boxes.ts';
import { ShellPage } from './shellPage.ts';

/** What a shell left running in its container. */
const leftOver = async (box: Box) =>
  (await box.processes()).filter((it) => /^(ash|sh|sleep 4\d\d\d)$/.test(it));

test('says with which code it ended, and starts again', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('echo kept-$((1+1)); exit 7');
  const ending = view.getByRole('status').filter({ hasText: 'Shell ended with code 7' });
  await expect(ending).toBeVisible();
  await expect(view.getByText('Not connected')).toBeVisible();
  await shell.type('touch /tmp/late');
  await shell.button('Start again').click();
  await expect(ending).toHaveCount(0);
  await shell.ready();
  await shell.type('ls /tmp; echo again-$((1+1))');
  await expect(shell.printed('again-2')).toBeVisible();
  await expect(shell.printed('kept-2')).toBeVisible();
  expect(await box.run('ls /tmp')).toBe('');
});

test('is refused in a sentence by a container that has none', async ({
  view,
  docker,
  makeBox,
  open,
}) => {
  const box = await makeBox({ image: await bareImage(docker), command: BARE_COMMAND });
  await open(box, 'shell');
  const why = view.getByText('This container has no shell: its image holds the program alone.');
  await expect(why).toBeVisible();
  await view.getByRole('button', { name: 'Try again' }).click();
  await expect(why).toBeVisible();
});

test('waits for its container, ends with it, and does not start by itself again', async ({
  view,
  docker,
  makeBox,
  open,
}) => {
  const box = await makeBox({ verb: 'create' });
  await open(box, 'shell');
  await expect(
    view.getByText(`${box.name} is not running. Start it to open a shell.`),
  ).toBeVisible();
  await docker.docker(['start', box.id]);
  const shell = new ShellPage(view, box);
  await shell.ready();
  await shell.type('sleep 4001');
  await expect.poll(() => leftOver(box)).toContain('sleep 4001');
  await docker.docker(['kill', box.id]);
  await expect(view.getByText(/^Shell ended/)).toBeVisible();
  await expect(shell.button('Start again')).toBeDisabled();
  await docker.docker(['start', box.id]);
  await expect(shell.button('Start again')).toBeEnabled();
  expect(await leftOver(box)).toEqual([]);
  await shell.button('Start again').click();
  await shell.ready();
});

test('lives on behind other sections and tabs, and in a tab of its own', async ({
  view,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  const shell = await openShell(box);
  const tab = (name: string) => view.getByRole('tab', { name });
  await shell.type('x=40');
  await tab('Overview').click();
  await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
  await tab('Shell').click();
  await shell.type('x=$((x+1)); echo now-$x');
  await expect(shell.printed('now-41')).toBeVisible();
  await tab('Containers').click();
  await expect(shell.region).toBeHidden();
  await tab(box.name).click();
  await expect(shell.printed('now-41')).toBeVisible();

  await view.getByRole('button', { name: `More actions for ${box.name}` }).click();
  await view.getByRole('menuitem', { name: 'Shell in its own tab' }).click();
  await expect(tab(`${box.name} · Shell`)).toHaveAttribute('aria-selected', 'true');
  await shell.type('x=$((x+1)); echo now-$x');
  await expect(shell.printed('now-42')).toBeVisible();
  expect(await leftOver(box)).toEqual(['ash']);
  await shell.button(`Close ${box.name}`).click();
  await shell.type('x=$((x+1)); echo now-$x');
  await expect(shell.printed('now-43')).toBeVisible();
});

test('ends with its tab, and all that it runs', async ({ makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('sleep 4001 &');
  await shell.type(`(trap '' HUP; sleep 4002 &)`);
  await shell.type('sleep 4003');
  await expect
    .poll(async () => (await leftOver(box)).toSorted())
    .toEqual(['ash', 'sleep 4001', 'sleep 4002', 'sleep 4003']);
  await shell.button(`Close ${box.name}`).click();
  await expect(shell.region).toHaveCount(0);
  await expect.poll(() => leftOver(box)).toEqual([]);
});

test('ends when its user signs out in another window', async ({
  view,
  context,
  server,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('sleep 4001');
  await expect.poll(() => leftOver(box)).toContain('sleep 4001');
  const other = await context.newPage();
  await other.goto(`${server.url}/containers`);
  await other.getByRole('button', { name: /^Account/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/login/);
  await expect(view).toHaveURL(/\/login/);
  await expect(shell.region).toHaveCount(0);
  await expect.poll(() => leftOver(box)).toEqual([]);
});

test('a killed server: says that the connection was lost, and connects anew', async ({
  view,
  server,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('echo before-$((1+1))');
  await expect(shell.printed('before-2')).toBeVisible();
  await server.kill9();
  await expect(view.getByText(/^Connection lost at \d\d:\d\d:\d\d\.$/)).toBeVisible();
  await expect(shell.printed('before-2')).toBeVisible();
  const { dataDir, port } = server;
  const again = await startServer({ dataDir, port, env: { ARCHNEST_AGENT_TOKEN: AGENT_TOKEN } });
  try {
    await shell.button('Reconnect').click();
    await expect(view.getByText(/^Connected/)).toBeVisible();
    await shell.type('echo after-$((1+1))');
    await expect(shell.printed('after-2')).toBeVisible();
    await expect(shell.printed('before-2')).toBeVisible();
  } finally {
    await again.stop();
  }
});

test('the browser asks before it leaves an open shell', async ({
  view,
  context,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  // A page of its own: `view` takes any question for a fault.
  const page = await context.newPage();
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.dismiss();
  });
  const shell = await openShell(box, page);
  await shell.type('x=41');
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => questions).toEqual(['beforeunload']);
  await shell.type('echo now-$((x+1))');
  await expect(shell.printed('now-42')).toBeVisible();
  await shell.type('exit');
  await shell.button('Start again').waitFor();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
  expect(questions).toHaveLength(1);
  await view.close();
});

test('on a phone there is a bar with the keys that its keyboard lacks', async ({
  view,
  makeBox,
  openShell,
}) => {
  await view.setViewportSize({ width: 390, height: 844 });
  const box = await makeBox();
  const shell = await openShell(box);
  const key = (name: string) =>
    view.getByRole('toolbar', { name: 'Keys' }).getByRole('button', { name, exact: true });
  for (const name of ['Esc', 'Ctrl', 'Tab', 'Left', 'Up', 'Down', 'Right'])
    await expect(key(name)).toBeInViewport({ ratio: 1 });

  await shell.type('sleep 4001');
  await expect.poll(() => leftOver(box)).toContain('sleep 4001');
  await key('Ctrl').click();
  await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'true');
  await view.keyboard.type('c');
  await expect.poll(() => leftOver(box)).toEqual(['ash']);
  await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'false');

  await shell.type('echo once-$((1+1))');
  await expect(shell.printed('once-2')).toHaveCount(1);
  await key('Up').click();
  await view.keyboard.press('Enter');
  await expect(shell.printed('once-2')).toHaveCount(2);
  await view.keyboard.type('ls /et');
  await key('Tab').click();
  await view.keyboard.press('Enter');
  await expect(shell.printed(/passwd/)).toBeVisible();

  await shell.type('clear; vi /tmp/note');
  await expect(shell.printed('~').first()).toBeVisible();
  await view.keyboard.type('ihello');
  await key('Esc').click();
  await shell.leftInsertMode('/tmp/note');
  await key('Left').click();
  await view.keyboard.type('x:wq');
  await view.keyboard.press('Enter');
  await expect.poll(() => box.run('cat /tmp/note 2>/dev/null; true')).toBe('helo');
  expect(await view.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
