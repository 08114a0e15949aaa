import { expect, test } from './boxes.ts';
import { allowClipboard, readClipboard } from './logPage.ts';

test('opens, and has the size of the window', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await expect(shell.chooser).toHaveAccessibleName('Shell: ash');
  const [cols, rows] = await shell.size();
  await shell.type('stty size');
  await expect(shell.printed(`${rows} ${cols}`)).toHaveCount(1);

  await view.setViewportSize({ width: 1100, height: 700 });
  await expect.poll(async () => (await shell.size())[0]).toBeLessThan(cols);
  const [narrow, low] = await shell.size();
  expect(low).toBeLessThan(rows);
  await expect(async () => {
    await shell.type('clear; stty size');
    await expect(shell.printed(`${low} ${narrow}`)).toHaveCount(1, { timeout: 500 });
  }).toPass();
});

test('an editor takes the screen and gives it back', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('echo before; vi /tmp/note');
  await expect(shell.printed('~').first()).toBeVisible();
  await view.keyboard.type('ihello from vi');
  await view.keyboard.press('Escape');
  await expect(shell.printed('hello from vi')).toBeVisible();
  await shell.leftInsertMode('/tmp/note');
  await view.keyboard.type(':wq');
  await view.keyboard.press('Enter');
  // The editor reads ahead: what is typed before it has gone, it takes along.
  await expect(shell.printed('~')).toHaveCount(0);
  await shell.type('clear; cat /tmp/note | tr a-z A-Z');
  await expect(shell.printed('HELLO FROM VI')).toBeVisible();
});

test('colours, and characters that come in two halves', async ({ makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type(String.raw`printf '\033[31mthis is red\033[0m and this is not\n'`);
  await expect(shell.printed('this is red and this is not')).toBeVisible();
  const part = (text: string) => shell.region.locator('span').getByText(text, { exact: true });
  const color = (text: string) => part(text).evaluate((element) => getComputedStyle(element).color);
  const [red = 0, green = 0, blue = 0] = (await color('this is red')).match(/\d+/g)!.map(Number);
  expect(red).toBeGreaterThan(Math.max(green, blue) + 40);
  await shell.type(String.raw`printf '<\360\237'; sleep 0.3; printf '\246\212>\n'`);
  await expect(shell.printed('<🦊>')).toBeVisible();
  await shell.type('stty -echo; cat >/tmp/typed');
  await shell.type('🦊 grüße 日本');
  await expect.poll(() => box.run('cat /tmp/typed')).toBe('🦊 grüße 日本');
});

test('asks before a paste runs commands', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  await allowClipboard(view);
  const shell = await openShell(box);
  const paste = async (text: string) => {
    await view.evaluate((words) => navigator.clipboard.writeText(words), text);
    await shell.region.getByRole('textbox').focus();
    await view.keyboard.press('Control+Shift+V');
  };
  await paste('echo $((20+22))');
  await view.keyboard.press('Enter');
  await expect(shell.printed('42')).toBeVisible();

  const two = 'touch /tmp/one\ntouch /tmp/two\n';
  await paste(two);
  const dialog = view.getByRole('dialog', { name: 'Paste 2 lines?' });
  await expect(dialog).toContainText('touch /tmp/one');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await shell.type('echo $((30+3))');
  await expect(shell.printed('33')).toBeVisible();
  expect(await box.run('ls /tmp')).toBe('');
  await paste(two);
  await dialog.getByRole('button', { name: 'Paste 2 lines' }).click();
  await expect.poll(() => box.run('ls /tmp')).toBe('one\ntwo');
});

test('copies what is selected, by button and by keys', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  await allowClipboard(view);
  const shell = await openShell(box);
  await shell.type('echo first-$((1+1)); echo second-$((1+1))');
  await expect(shell.button('Copy the selection')).toBeDisabled();
  await shell.click('first-2', 2);
  await shell.button('Copy the selection').click();
  await expect.poll(() => readClipboard(view)).toBe('first-2');
  await shell.click('second-2', 2);
  await view.keyboard.press('Control+Shift+C');
  await expect.poll(() => readClipboard(view)).toBe('second-2');
});

test('opens links in a page that knows nothing of this one', async ({
  view,
  server,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  const shell = await openShell(box);
  const plain = `${server.url}/api/health?plain`;
  const hidden = `${server.url}/api/health?hidden`;
  await shell.type(
    String.raw`clear; echo ${plain}; printf '\033]8;;${hidden}\033\\words\033]8;;\033\\\n'`,
  );
  for (const [words, url] of [
    [plain, plain],
    ['words', hidden],
  ] as const) {
    const [page] = await Promise.all([view.context().waitForEvent('page'), shell.click(words)]);
    expect(page.url()).toBe(url);
    expect(await page.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
    await page.close();
  }
  const pages = view.context().pages().length;
  await shell.type(
    String.raw`clear; printf '\033]8;;javascript:alert(1)\033\\script\033]8;;\033\\\n'`,
  );
  await shell.click('script');
  await shell.type('echo $((40+1))');
  await expect(shell.printed('41')).toBeVisible();
  expect(view.context().pages()).toHaveLength(pages);
});

test('a program sets neither the title nor the clipboard', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  await allowClipboard(view);
  const shell = await openShell(box);
  const title = await view.title();
  await view.evaluate(() => navigator.clipboard.writeText('mine'));
  await shell.type(
    String.raw`printf '\033]0;pwned\007\033]2;pwned\007\033]52;c;cHduZWQ=\007\033]52;c;?\007'; echo $((40+2))`,
  );
  await expect(shell.printed('42')).toBeVisible();
  expect(await view.title()).toBe(title);
  expect(await readClipboard(view)).toBe('mine');
  expect(await shell.text()).not.toContain('bWluZQ');
});

test('is the shell and the user that were chosen', async ({ view, makeBox, openShell }) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('id -u');
  await expect(shell.printed('0')).toHaveCount(1);
  const dialog = view.getByRole('dialog', { name: 'Start a shell' });
  await shell.chooser.click();
  await dialog.getByLabel('sh', { exact: true }).check();
  await dialog.getByLabel('User').fill('no body');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be a user such as root');
  await dialog.getByLabel('User').fill('nobody');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(shell.chooser).toHaveAccessibleName('Shell: sh as nobody');
  await expect(view.getByText(/^Connected/)).toBeVisible();
  await shell.type('id -u');
  await expect(shell.printed('65534')).toHaveCount(1);
  // The one before it has ended.
  await expect.poll(async () => (await box.processes()).filter((it) => it === 'ash')).toEqual([]);

  await shell.chooser.click();
  await dialog.getByLabel('zsh').check();
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(view.getByRole('alert')).toContainText('This container has no zsh');
});

test('a flood is drawn as fast as it can be, and interrupted at once', async ({
  view,
  makeBox,
  openShell,
}) => {
  const box = await makeBox();
  const shell = await openShell(box);
  await shell.type('yes flooding');
  await expect(shell.printed('flooding').first()).toBeVisible();
  await view.getByRole('tab', { name: 'Overview' }).click();
  await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
  await view.getByRole('tab', { name: 'Shell' }).click();
  await shell.region.getByRole('textbox').focus();
  await view.keyboard.press('Control+c');
  await expect.poll(() => box.processes()).not.toContain('yes flooding');
  await shell.type('clear; echo $((40+3))');
  await expect(shell.printed('43')).toBeVisible();
});

test('finds what was printed, the newest first', async ({ view, makeBox, openShell }) => {
  const shell = await openShell(await makeBox());
  await shell.type(String.raw`for n in 1 2 3; do printf 'ne%sle %s\n' ed $n; done`);
  await expect(shell.printed('needle 3')).toBeVisible();
  await shell.button('Find in the terminal').click();
  const field = view.getByRole('textbox', { name: 'Find in the terminal' });
  await field.fill('needle');
  const count = view.getByRole('search').getByRole('status');
  await expect(count).toHaveText('3 of 3');
  await field.press('Enter');
  await expect(count).toHaveText('2 of 3');
  await shell.button('Previous match').click();
  await expect(count).toHaveText('1 of 3');
  await shell.button('Next match').click();
  await expect(count).toHaveText('2 of 3');
  await field.fill('nothing like it');
  await expect(count).toHaveText('No match');
  await expect(shell.button('Next match')).toBeDisabled();
  await field.press('Escape');
  await expect(field).toHaveCount(0);
});
