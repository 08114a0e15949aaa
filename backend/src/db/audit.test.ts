import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { AuditEntries, type NewAuditRow } from './audit.ts';
import { openDatabase } from './open.ts';

async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const entries = new AuditEntries(db, randomBytes(32));
  const add = (fields: Partial<NewAuditRow> = {}) =>
    entries.append({ at: 0, action: 'container.stop', outcome: 'ok', ...fields });
  return { db, entries, add };
}

const time = (ms: number) => new Date(ms).toISOString();

describe('the audit', () => {
  it('gives back what was written', async () => {
    const { entries, add } = await opened();
    await add({
      at: 1_750_000_000_123,
      actor: 'Ada',
      actor_id: 1,
      address: '10.0.0.1',
      target: 'docker:1/web',
      outcome: 'failed',
      code: 'docker_error',
      details: '{"durationMs":5}',
    });
    expect(await entries.page({})).toEqual({
      items: [
        {
          id: 1,
          at: time(1_750_000_000_123),
          actor: 'Ada',
          address: '10.0.0.1',
          action: 'container.stop',
          target: 'docker:1/web',
          outcome: 'failed',
          code: 'docker_error',
          details: { durationMs: 5 },
        },
      ],
      cursor: null,
    });
  });

  it('pages from the newest to the oldest, each entry once, also while more come', async () => {
    const { entries, add } = await opened();
    for (let index = 1; index <= 250; index++) await add({ target: `${index}` });
    const seen: (string | null)[] = [];
    let cursor: string | null | undefined;
    const lengths: number[] = [];
    do {
      const page = await entries.page(cursor ? { cursor } : {});
      seen.push(...page.items.map((item) => item.target));
      lengths.push(page.items.length);
      cursor = page.cursor;
      await add({ target: 'later' });
    } while (cursor);
    expect(lengths).toEqual([100, 100, 50]);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => `${250 - index}`));
  });

  it('ends with a full page when nothing follows', async () => {
    const { entries, add } = await opened();
    for (let index = 0; index < 100; index++) await add();
    const page = await entries.page({});
    expect([page.items.length, page.cursor]).toEqual([100, null]);
  });

  it.each([
    [{ actor: 'ADA' }, ['stop', 'start', 'odd']],
    [{ actor: 'ad_' }, []],
    [{ action: 'container.stop' }, ['stop']],
    [{ action: 'container' }, ['stop', 'start']],
    [{ from: time(2_000), to: time(3_000) }, ['start', 'odd']],
    [{ from: '1970-01-01T01:00:03+01:00' }, ['odd', 'late']],
    [{ actor: 'ada', action: 'container', to: time(1_999) }, ['stop']],
    [{ cursor: '3' }, ['stop', 'start']],
    [{ action: 'nothing.here' }, []],
  ])('filters by %j', async (query, expected) => {
    const { entries, add } = await opened();
    await add({ at: 1_000, actor: 'Ada', action: 'container.stop', target: 'stop' });
    await add({ at: 2_000, actor: 'Ada', action: 'container.start', target: 'start' });
    await add({ at: 3_000, actor: 'Ada', action: 'containers.odd', target: 'odd' });
    await add({ at: 4_000, actor: 'Bob', action: 'session.start', target: 'late' });
    const { items } = await entries.page(query);
    expect(items.map((item) => item.target)).toEqual(expected.toReversed());
  });

  it('forgets what is older than asked, and nothing else', async () => {
    const { entries, add } = await opened();
    for (const at of [999, 1_000, 1_001]) await add({ at });
    await entries.deleteBefore(1_000);
    expect((await entries.page({})).items.map((item) => item.at)).toEqual([
      time(1_001),
      time(1_000),
    ]);
  });
});
