import type { LogLine } from '@archnest/backend/contract';
import { describe, expect, it } from 'vitest';
import { Classifier } from './classify.ts';
import { compareInstants, parseInstant, type Instant } from './instant.ts';
import { longestPage, lostPage, olderPage, type PageQuery } from './pages.ts';

const line = (millis: number, m: string): LogLine => ({
  t: new Date(1_781_956_800_000 + millis).toISOString(),
  s: 'out',
  m,
});
const lines = (wire: LogLine[]) => wire.map((each) => new Classifier().read(each));

const instant = (text: string): Instant => {
  const [seconds = '', nanos = ''] = text.split('.');
  return parseInstant(text) ?? { seconds: Number(seconds), nanos: Number(nanos) };
};

const inside = (log: LogLine[], { since, until }: PageQuery) =>
  log.filter(({ t }) => {
    const at = parseInstant(t)!;
    const early = since !== undefined && compareInstants(at, instant(since)) < 0;
    const late = until !== undefined && compareInstants(at, instant(until)) > 0;
    return !early && !late;
  });

/** As one would read the words: of the range, the last `tail`. */
const fromTheRange = (log: LogLine[]) => async (query: PageQuery) =>
  inside(log, query).slice(-query.tail);

describe('pages', () => {
  const daemon = fromTheRange;

  it('loads what is before, once, also what shares the first time', async () => {
    const log = [line(0, 'a'), line(500, 'b'), line(500, 'c'), line(500, 'c'), line(700, 'd')];
    const page = await olderPage(daemon(log), lines(log.slice(3)));
    expect(page).toEqual({ lines: log.slice(0, 3), before: 'more' });
    expect(await olderPage(daemon(log), lines(log))).toEqual({ lines: [], before: 'start' });
  });

  it('loads page after page until the log begins', async () => {
    const log = Array.from({ length: 4_321 }, (_, index) => line(index, `${index}`));
    let shown = log.slice(-500);
    for (;;) {
      const page = await olderPage(daemon(log), lines(shown));
      if (page.before === 'start') break;
      expect(page.lines.length).toBeGreaterThan(0);
      shown = [...page.lines, ...shown];
    }
    expect(shown).toEqual(log);
  });

  it('leaves out what was written since, however soon after the first that is shown', async () => {
    const log = Array.from({ length: 10 }, (_, index) => line(index, `${index}`));
    const page = await olderPage(daemon(log), lines(log.slice(4, 6)));
    expect(page.lines).toEqual(log.slice(0, 4));
    expect(await olderPage(daemon(log), lines(log.slice(0, 6)))).toEqual({
      lines: [],
      before: 'start',
    });
  });

  it('asks again where a page holds nothing but what was written since', async () => {
    const log = Array.from({ length: 5_000 }, (_, index) => line(index / 1_000, `${index}`));
    const page = await olderPage(daemon(log), lines(log.slice(7, 8)));
    expect(page).toEqual({ lines: [], before: 'more' });
    expect((await olderPage(daemon(log), lines(log.slice(7)))).lines).toEqual(log.slice(0, 7));
  });

  it('recognises all of a burst that took no time', async () => {
    const burst = Array.from({ length: 9_000 }, (_, index) =>
      line(500 + index / 1_000, `${index}`),
    );
    const log = [line(0, 'a'), ...burst];
    const page = await olderPage(daemon(log), lines(burst.slice(-8_500)));
    expect(page.lines).toEqual(log.slice(0, 501));
  });

  it('loads what was lost in the middle, without its neighbours', async () => {
    const log = [line(0, 'a'), line(1, 'b'), line(1, 'c'), line(2, 'd'), line(3, 'e')];
    const [a, b, d, e] = lines([log[0]!, log[1]!, log[3]!, log[4]!]);
    const page = await lostPage(daemon(log), [a!, b!, d!, e!], b!, d!, 1);
    expect(page).toEqual({ lines: [log[2]], left: 0 });
  });
});

it('says how many are left when the lost ones are more than one answer holds', async () => {
  const log = Array.from({ length: longestPage + 502 }, (_, index) => line(index, `${index}`));
  const [a, b] = lines([log[0]!, log.at(-1)!]);
  const page = await lostPage(fromTheRange(log), [a!, b!], a!, b!, longestPage + 500);
  expect(page.lines).toHaveLength(longestPage - 1);
  expect(page.left).toBe(501);
});

it('knows what it cannot reach from what is not there', async () => {
  const log = Array.from({ length: 20_000 }, (_, index) => line(index / 1_000, `${index}`));
  const shown = lines(log.slice(-longestPage));
  const page = await olderPage(fromTheRange(log), shown);
  expect(page).toEqual({ lines: [], before: 'far' });
});

it('has nothing to ask for when no line has a time', async () => {
  const known = lines([{ t: null, s: 'out', m: 'a' }]);
  expect(await olderPage(fromTheRange([]), known)).toEqual({ lines: [], before: 'start' });
});
