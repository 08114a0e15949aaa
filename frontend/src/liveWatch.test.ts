import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watch } from './liveWatch.ts';

const page = { hidden: false };
const sent: { visible: string[]; stats: boolean }[] = [];
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  page.hidden = false;
  sent.length = 0;
  watch = new Watch((message) => sent.push(JSON.parse(message)));
  watch.repeat();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const [grid, detail] = [{}, {}];

it('says once where scrolling came to rest, with all that is shown', () => {
  expect(sent).toEqual([{ type: 'watch', hosts: 'all', stats: true, visible: [] }]);
  for (const key of ['a', 'b', 'c']) {
    watch.show(grid, [key, 'x']);
    vi.advanceTimersByTime(100);
  }
  watch.show(detail, ['x', 'y']);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(250);
  expect(sent.map(({ visible }) => visible)).toEqual([[], ['c', 'x', 'y']]);
  watch.show(detail, []);
  vi.advanceTimersByTime(250);
  expect(sent.at(-1)?.visible).toEqual(['c', 'x']);
});

it('is silent while nothing changed', () => {
  watch.show(grid, ['b', 'a']);
  vi.advanceTimersByTime(250);
  watch.show(grid, ['a', 'b']);
  vi.advanceTimersByTime(250);
  watch.say();
  expect(sent).toHaveLength(2);
  watch.repeat();
  expect(sent).toHaveLength(3);
});

it('asks for no samples while nobody sees the page', () => {
  page.hidden = true;
  watch.say();
  page.hidden = false;
  watch.say();
  expect(sent.map(({ stats }) => stats)).toEqual([true, false, true]);
});

it('stays within what the server takes', () => {
  watch.show(
    grid,
    Array.from({ length: 1_500 }, (_, index) => `docker:1/${index}`),
  );
  vi.advanceTimersByTime(250);
  expect(sent.at(-1)?.visible).toHaveLength(1_000);
});
