import type { Locator, Page } from '@playwright/test';
import { expect, test } from './bench.ts';
import { confirm, headOf, rowOf } from './table.ts';

const overflow = (view: Page) =>
  view.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

const boxOf = async (element: Locator) => {
  const box = await element.boundingBox();
  if (!box) throw new Error('it is not on the page');
  return box;
};

/** Nothing of it is left to slide in. */
async function settled(shown: Locator): Promise<void> {
  await expect(shown).toBeVisible();
  await shown.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished)),
  );
}

/** A finger that stays until this is seen. */
async function hold(view: Page, on: Locator, until: () => Promise<void>): Promise<void> {
  const { x, y, width, height } = await boxOf(on);
  const touch = await view.context().newCDPSession(view);
  const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await until();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await touch.detach();
}

test.describe('on a phone', () => {
  const size = { width: 390, height: 844 };
  test.use({ viewport: size, hasTouch: true });

  test('a container is acted on under the thumb, and questions fill the screen', async ({
    view,
    server,
    engineHost,
    own,
  }) => {
    const name = await own.run('web');
    await view.goto(`${server.url}/containers?q=${own.prefix}&host=${engineHost.key}`);
    await expect(rowOf(view, name)).toContainText('Running');
    await expect(view.getByRole('checkbox')).toHaveCount(0);
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await rowOf(view, name).tap();

    const bar = headOf(view, name);
    const stop = bar.getByRole('button', { name: 'Stop' });
    await expect(stop).toBeInViewport({ ratio: 1 });
    expect((await boxOf(stop)).height).toBeGreaterThanOrEqual(40);
    const { y, height, width } = await boxOf(bar);
    expect(width).toBe(size.width);
    expect(y + height).toBe(size.height);
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await stop.tap();
    await bar.getByRole('button', { name: 'Start', exact: true }).tap();
    await expect(stop).toBeVisible();

    await view.getByRole('button', { name: `More actions for ${name}` }).tap();
    await view.getByRole('menuitem', { name: 'Remove…' }).tap();
    const dialog = view.getByRole('dialog', { name: 'Remove 1 container?' });
    await settled(dialog);
    expect(await boxOf(dialog)).toEqual({ x: 0, y: 0, ...size });
    for (const button of ['Cancel', 'Remove 1'])
      await expect(dialog.getByRole('button', { name: button })).toBeInViewport({ ratio: 1 });
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await confirm(view, 'Remove 1 container?', 'Remove 1');
    await expect(view.getByRole('heading', { name: `${name} is gone` })).toBeVisible();
    expect(await overflow(view)).toBeLessThanOrEqual(0);
  });

  test('several are chosen by a finger that stays and then by taps, and stopped at once', async ({
    view,
    server,
    engineHost,
    own,
  }) => {
    const [a, b] = await Promise.all([own.run('a'), own.run('b')]);
    await view.goto(`${server.url}/containers?q=${own.prefix}&host=${engineHost.key}`);
    const box = (name: string) => view.getByRole('checkbox', { name: `Select ${name}` });
    await expect(rowOf(view, b)).toContainText('Running');
    await hold(view, rowOf(view, a), () => expect(box(a)).toBeChecked());
    await expect(box(b)).not.toBeChecked();
    await rowOf(view, b).tap();
    const bar = view.getByRole('toolbar', { name: 'Selected containers' });
    await expect(bar).toContainText('2 selected');
    await expect(bar).toBeInViewport({ ratio: 1 });
    for (const button of await bar.getByRole('button').all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
      expect((await boxOf(button)).height).toBeGreaterThanOrEqual(40);
      const cut = await button.evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
      expect(cut, await button.innerText()).toBeLessThanOrEqual(0);
    }
    expect(await overflow(view)).toBeLessThanOrEqual(0);

    await bar.getByRole('button', { name: 'Stop 2' }).tap();
    const dialog = view.getByRole('dialog', { name: 'Stop 2 containers?' });
    await settled(dialog);
    expect(await boxOf(dialog)).toEqual({ x: 0, y: 0, ...size });
    await dialog.getByRole('button', { name: 'Stop 2' }).tap();
    for (const name of [a, b]) await expect(rowOf(view, name)).toContainText('Exited');
    await bar.getByRole('button', { name: 'Cancel' }).tap();
    await expect(view.getByRole('checkbox')).toHaveCount(0);
    await view.getByRole('button', { name: 'Select several' }).tap();
    await expect(view.getByRole('checkbox')).toHaveCount(2);
    expect(await overflow(view)).toBeLessThanOrEqual(0);
  });

  test('hosts are cards that lead to what can be done with them', async ({
    view,
    server,
    engineHost,
  }) => {
    await view.goto(`${server.url}/hosts`);
    const cards = view.getByRole('list', { name: 'Hosts' });
    await expect(cards.getByRole('listitem')).toContainText('Online');
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await view.getByRole('button', { name: 'Add host' }).tap();
    const adding = view.getByRole('dialog', { name: 'Add host' });
    await settled(adding);
    expect(await boxOf(adding)).toEqual({ x: 0, y: 0, ...size });
    await expect(adding.getByRole('button', { name: 'Test', exact: true })).toBeInViewport();
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await adding.getByRole('button', { name: 'Close' }).tap();

    await cards.getByRole('link').tap();
    const details = view.getByRole('complementary', { name: `Details of ${engineHost.name}` });
    await settled(details);
    expect((await boxOf(details)).width).toBe(size.width);
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await details.getByRole('button', { name: 'Remove…' }).tap();
    const dialog = view.getByRole('dialog', { name: `Remove ${engineHost.name}?` });
    await settled(dialog);
    expect(await boxOf(dialog)).toEqual({ x: 0, y: 0, ...size });
    await dialog.getByRole('button', { name: 'Cancel' }).tap();
    await details.getByRole('button', { name: 'Back to hosts' }).tap();
    await expect(cards).toBeVisible();
  });
});

for (const width of [1440, 1024, 720]) {
  test(`at ${width} px the bar of what is chosen fits, and so does its question`, async ({
    view,
    server,
    engineHost,
    own,
  }) => {
    await view.setViewportSize({ width, height: 900 });
    const [a, b] = await Promise.all([own.run('a'), own.create('b')]);
    await view.goto(`${server.url}/containers?q=${own.prefix}&host=${engineHost.key}`);
    for (const name of [a, b]) await view.getByRole('checkbox', { name: `Select ${name}` }).click();
    const bar = view.getByRole('toolbar', { name: 'Selected containers' });
    await expect(bar).toBeInViewport({ ratio: 1 });
    const buttons = await bar.getByRole('button').all();
    expect(buttons.length).toBeGreaterThan(5);
    for (const button of buttons) await expect(button).toBeInViewport({ ratio: 1 });
    expect(await overflow(view)).toBeLessThanOrEqual(0);
    await bar.getByRole('button', { name: 'Remove 2' }).click();
    const dialog = view.getByRole('dialog', { name: 'Remove 2 containers?' });
    await settled(dialog);
    const box = await boxOf(dialog);
    expect(box.width).toBeLessThan(width);
    expect(Math.abs(box.x - (width - box.x - box.width))).toBeLessThanOrEqual(1);
    for (const button of ['Cancel', 'Remove 2'])
      await expect(dialog.getByRole('button', { name: button })).toBeInViewport({ ratio: 1 });
    expect(await overflow(view)).toBeLessThanOrEqual(0);
  });
}
