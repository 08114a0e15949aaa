import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { AuditEntries } from '../db/audit.ts';
import { AuditChain, BEGINNING } from '../db/auditChain.ts';
import { openDatabase } from '../db/open.ts';
import { AuditVerifier } from './auditChain.ts';

async function opened(count = 0) {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const run = (text: string) => sql.raw(text).execute(db);
  // Thousands of entries are written here one by one.
  await run('pragma synchronous = off');
  const key = randomBytes(32);
  const entries = new AuditEntries(db, key);
  const add = (target: string, at = 1_000) =>
    entries.append({ at, actor: 'Ada', action: 'container.stop', target, outcome: 'ok' });
  for (let index = 1; index <= count; index++) await add(`c${index}`, index);
  const verify = () => new AuditVerifier(entries).verify();
  return { db, key, entries, add, verify, run };
}

describe('the chain', () => {
  it('holds what was written, also all at once, and whatever the texts are', async () => {
    const { add, verify, entries } = await opened();
    await Promise.all(Array.from({ length: 50 }, (_, index) => add(`c${index}`)));
    for (const text of ['', '\u0000', 'a\ud800b', 'é', 'e\u0301', '"],["', '😀']) await add(text);
    await entries.append({ at: 1, action: 'a.b', outcome: 'failed', details: '{"a":1}' });
    expect(await verify()).toMatchObject({ ok: true, checked: 58, brokenAt: null, reason: null });
  });

  it('is the same after a new start with the same key', async () => {
    const { db, key, verify } = await opened(3);
    const again = new AuditEntries(db, key);
    await again.append({ at: 1, action: 'a.b', outcome: 'ok' });
    expect(await verify()).toMatchObject({ ok: true, checked: 4 });
  });

  it('goes on while it is read', async () => {
    const { add, verify } = await opened(1_200);
    const verdict = verify();
    await Promise.all(Array.from({ length: 20 }, () => add('later')));
    expect(await verdict).toMatchObject({ ok: true });
    expect(await verify()).toMatchObject({ ok: true, checked: 1_220 });
  });

  it('leaves others their turn while it is read', async () => {
    const { verify } = await opened(2_600);
    let turns = 0;
    let over = false;
    const verdict = verify().finally(() => (over = true));
    while (!over) {
      await turn();
      turns += 1;
    }
    await verdict;
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});

describe('whoever writes to the file without the key', () => {
  const columns = [
    'at = at + 1',
    "actor = 'Bob'",
    "actor = 'ADA'",
    'actor = null',
    'actor_id = 7',
    "address = '10.0.0.1'",
    "action = 'container.start'",
    "target = 'c6'",
    "outcome = 'failed'",
    "code = 'internal'",
    "details = '{}'",
    'hash = null',
    'hash = zeroblob(32)',
  ];
  it.each([
    ...columns.map((set): [string, number] => [`update audit_log set ${set} where id = 5`, 5]),
    ['update audit_log set id = 99 where id = 5', 6],
    ['delete from audit_log where id = 1', 2],
    ['delete from audit_log where id = 5', 6],
    ['delete from audit_log where id in (5, 6)', 7],
    ['delete from audit_log where id = 9', 9],
    ['delete from audit_log', 1],
    ["insert into audit_log (id, at, action, outcome) values (10, 1, 'a.b', 'ok')", 10],
    [
      'insert into audit_log (id, at, action, outcome, hash) select 0, at, action, outcome, hash from audit_log where id = 1',
      0,
    ],
    ["update audit_log set target = case id when 4 then 'c5' else 'c4' end where id in (4, 5)", 4],
    ['update audit_log set hash = (select hash from audit_log where id = 4) where id = 5', 5],
  ])('%s is found at %i', async (text, brokenAt) => {
    const { run, verify } = await opened(9);
    await run(text);
    const verdict = await verify();
    expect(verdict).toMatchObject({ ok: false, brokenAt });
    expect(verdict.reason).toMatch(/\.$/);
  });

  it('cannot cut the newest off and give out an older one for it', async () => {
    const { run, verify, add, entries } = await opened(9);
    await run('delete from audit_log where id > 6');
    await run(
      'update audit_chain set head_id = 6, head_hash = (select hash from audit_log where id = 6)',
    );
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null, checked: 6 });
    // Nor does it heal by what the server writes and removes later.
    await add('next');
    expect(await verify()).toMatchObject({ ok: false });
    await entries.deleteBefore(5);
    expect(await verify()).toMatchObject({ ok: false });
  });

  it('cannot chain anew with another key', async () => {
    const { db, run, verify } = await opened(9);
    await run('update audit_log set hash = null');
    await run('delete from audit_chain');
    const forger = new AuditEntries(db, randomBytes(32));
    await forger.append({ at: 1, action: 'a.b', outcome: 'ok' });
    expect(await verify()).toMatchObject({ ok: false, brokenAt: 1 });
  });

  it('cannot go back to a copy of before while the server runs', async () => {
    const { db, run, verify, add } = await opened(5);
    const before = await db.selectFrom('audit_chain').selectAll().executeTakeFirstOrThrow();
    await add('what is to vanish');
    await run('delete from audit_log where id = 6');
    await db.updateTable('audit_chain').set(before).execute();
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null });
  });

  it('cannot have entries removed by making them old', async () => {
    const { run, verify, entries, add } = await opened(9);
    await run('update audit_log set at = 0 where id in (1, 2)');
    await entries.deleteBefore(1);
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null, checked: 7 });
    expect((await verify()).reason).toContain('up to entry 9');
    // Nor by making all of them old.
    await run('update audit_log set at = 0');
    await entries.deleteBefore(1);
    await add('next');
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null, checked: 1 });
  });
});

describe('what did not fit once', () => {
  it('is known until the entries of then are removed for their age, and no longer', async () => {
    const { run, verify, entries, add } = await opened(9);
    await run("update audit_log set actor = 'Bob' where id = 2");
    await entries.deleteBefore(3);
    await add('later', 20);
    expect(await verify()).toMatchObject({ ok: false, checked: 8 });
    await entries.deleteBefore(9);
    expect(await verify()).toMatchObject({ ok: false, checked: 2 });
    await entries.deleteBefore(10);
    expect(await verify()).toMatchObject({ ok: true, checked: 1 });
  });

  it('as with another key: it is known as long as there are entries of before', async () => {
    const { db } = await opened(5);
    const entries = new AuditEntries(db, randomBytes(32));
    const verify = () => new AuditVerifier(entries).verify();
    expect(await verify()).toMatchObject({ ok: false, brokenAt: 1 });
    expect((await verify()).reason).toContain('another key');
    for (const at of [10, 20, 30])
      await entries.append({ at, action: 'container.stop', outcome: 'ok' });
    expect(await verify()).toMatchObject({ ok: false, brokenAt: 1 });
    await entries.deleteBefore(6);
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null, checked: 3 });
    await entries.deleteBefore(11);
    expect(await verify()).toMatchObject({ ok: true, checked: 2 });
  });
});

describe('what is removed for its age', () => {
  it('leaves a chain that fits, from the first that is kept', async () => {
    const { entries, verify, add } = await opened(1_205);
    await entries.deleteBefore(1_200);
    expect((await entries.page({})).items.at(-1)).toMatchObject({ id: 1_200 });
    expect(await verify()).toMatchObject({ ok: true, checked: 6 });
    await entries.deleteBefore(5_000, 5_000);
    expect(await verify()).toMatchObject({ ok: true, checked: 0 });
    await add('the first of the rest');
    expect(await verify()).toMatchObject({ ok: true, checked: 1 });
  });

  it('while the chain is read does not look like a break', async () => {
    const { entries, verify } = await opened(1_600);
    const [verdict] = await Promise.all([verify(), entries.deleteBefore(1_500)]);
    expect(verdict).toMatchObject({ ok: true });
  });

  it('is what is oldest, whatever a clock that was wrong has written', async () => {
    const { entries, add, verify } = await opened();
    for (const at of [10, 11, 99_999, 12, 500, 0, 501]) await add(`${at}`, at);
    await entries.deleteBefore(100, 1_000);
    const left = (await entries.page({})).items.map(({ target }) => target);
    expect(left).toEqual(['501', '0', '500']);
    // A clock that is years slow removes nothing.
    await entries.deleteBefore(-5, 0);
    expect((await entries.page({})).items).toHaveLength(3);
    expect(await verify()).toMatchObject({ ok: true, checked: 3 });
  });
});

it('the hash covers every field of an entry, and the entry before', () => {
  const chain = new AuditChain(Buffer.alloc(32, 1));
  const row = {
    id: 1,
    at: 2,
    actor: 'a',
    actor_id: 3,
    address: 'b',
    action: 'c.d',
    target: 'e',
    outcome: 'ok',
    code: null,
    details: null,
    hash: null,
  } as const;
  const hash = (change: object, previous = BEGINNING) =>
    chain.hash(previous, { ...row, ...change }).toString('hex');
  const all = [
    hash({}),
    ...['id', 'at', 'actor_id'].map((name) => hash({ [name]: 9 })),
    ...['actor', 'address', 'action', 'target', 'outcome', 'code', 'details'].map((name) =>
      hash({ [name]: 'failed' }),
    ),
    hash({}, { id: 0, hash: Buffer.alloc(32, 5) }),
    hash({ actor: null }),
    hash({ actor: 'null' }),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(hash({})).toBe(hash({ hash: Buffer.alloc(32) }));
});
