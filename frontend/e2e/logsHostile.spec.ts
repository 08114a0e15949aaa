import type { Locator } from '@playwright/test';
import { expect, test, type Box } from './boxes.ts';
import { allowClipboard, readClipboard } from './logPage.ts';

const esc = '\u001b';
const bel = '\u0007';
const st = `${esc}\\`;

const html = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const json = String.raw`{"msg":"a\u001b]0;pwned\u0007b","k":"\u001b[2Jc\u202e"}`;

/** What is printed, and what a reader must see of it: text, and nothing done. */
const lines: [what: string, printed: string, seen: string][] = [
  ['a title', `${esc}]0;pwned${bel}title`, 'title'],
  ['a title with the long end', `${esc}]2;pwned${st}title 2`, 'title 2'],
  ['a hyperlink', `${esc}]8;;https://evil.example/${st}link${esc}]8;;${st} on`, 'link on'],
  ['the clipboard', `${esc}]52;c;cHduZWQ=${bel}clipboard`, 'clipboard'],
  ['cursor movement', `${esc}[5A${esc}[1;1H${esc}[10Dmoved`, 'moved'],
  ['a cleared screen', `${esc}[2J${esc}[3J${esc}c${esc}[1Kcleared`, 'cleared'],
  ['the other screen', `${esc}[?1049h${esc}[?25lother screen`, 'other screen'],
  ['questions', `${esc}[6n${esc}[c${esc}[>c${esc}]10;?${bel}${esc}[18tasked`, 'asked'],
  ['a device string', `${esc}P1$r0m${st}${esc}_app${st}${esc}^pm${st}device`, 'device'],
  ['C1 controls', '\u009b31m\u009d0;pwned\u009cC1', 'C1'],
  ['an unfinished string', `${esc}]0;not closed`, '0;not closed'],
  ['control characters', 'be\u0000ep\u0007\u0008\u007f!\u000b\u000c', 'beep!'],
  ['a return', '50 %\r100 %', '50 %\u240d100 %'],
  ['bidi overrides', 'abc\u202egnp.exe\u2066', 'abc‹U+202E›gnp.exe‹U+2066›'],
  ['invisible characters', 'a\u200bb\u{e0041}c\ufeff', 'a‹U+200B›b‹U+E0041›c‹U+FEFF›'],
  ['HTML', html, html],
  ['an entity', '&lt;b&gt; &amp;', '&lt;b&gt; &amp;'],
  ['JSON that holds escapes', json, 'ab k=c‹U+202E›'],
];

const printAll = (box: Box) =>
  box.print(`first line\n${lines.map(([, printed]) => printed).join('\n')}\nlast line\n`);

test('no escape sequence has an effect, and none is seen', async ({ view, makeBox, openLog }) => {
  const sent: string[] = [];
  view.on('websocket', (socket) => {
    if (!socket.url().includes('/logs')) return;
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  const box = await makeBox();
  await allowClipboard(view);
  const log = await openLog(box);
  await expect(log.follow).toContainText('Following');
  const title = await view.title();
  await view.evaluate(() => navigator.clipboard.writeText('mine'));
  await printAll(box);
  await expect(log.line('last line')).toBeVisible();

  expect(await log.texts()).toEqual([
    'first line',
    ...lines.map(([, , seen]) => seen),
    'last line',
  ]);
  await expect(log.line('first line')).toBeInViewport();
  expect(await view.title()).toBe(title);
  expect(await readClipboard(view)).toBe('mine');
  await expect(log.lines.locator('a, img, script, iframe')).toHaveCount(0);
  expect(sent).toEqual([]);
  // As it is, too.
  await log.button('Raw lines').click();
  await expect(log.lines.last()).toContainText('last line');
  expect(await log.texts()).toHaveLength(lines.length + 2);
  expect(await view.title()).toBe(title);
  expect((await log.texts()).join(' ')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

const color = (place: Locator) => place.evaluate((element) => getComputedStyle(element).color);

test('colours are shown, and end where they end', async ({ makeBox, openLog }) => {
  const box = await makeBox();
  await box.print(
    [
      'plain',
      `${esc}[31mred${esc}[0m none`,
      `${esc}[32mgreen${esc}[39m none`,
      `${esc}[38;5;208morange${esc}[m`,
      `${esc}[38;2;0;120;255mblue${esc}[0m`,
      `${esc}[1;4mloud${esc}[0m`,
      `${esc}[7minverse${esc}[0m`,
      `${esc}[31mleft open`,
      'the next line',
    ].join('\n') + '\n',
  );
  const log = await openLog(box);
  await expect(log.line('the next line')).toBeVisible();
  const part = (text: string) => log.lines.locator('bdi > span').getByText(text, { exact: true });
  const plain = await color(log.line('plain').locator('bdi'));
  const seen = await Promise.all(['red', 'green', 'orange', 'blue'].map((it) => color(part(it))));
  expect(new Set([plain, ...seen]).size).toBe(5);
  expect(await color(log.line('red none').locator('bdi'))).toBe(plain);
  expect(await color(part('left open'))).toBe(seen[0]);
  expect(await color(log.line('the next line').locator('bdi'))).toBe(plain);
  await expect(part('loud')).toHaveCSS('font-weight', '700');
  await expect(part('loud')).toHaveCSS('text-decoration-line', 'underline');
  await expect(part('inverse')).toHaveCSS('background-color', plain);
});
