import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { AuditEntries } from '../db/audit.ts';
import { openDatabase } from '../db/open.ts';
import { AuditLog } from './audit.ts';
import { Denials, type Denial } from './denials.ts';

const MINUTE_MS = 60_000;

const denial = (fields: Partial<Denial> = {}): Denial => ({
  actor: { id: 2, username: 'bob' },
  address: '10.0.0.2',
  route: 'GET /api/audit',
  path: '/api/audit',
  ...fields,
});

afterEach(() => {
  vi.useRealTimers();
});

async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const entries = new AuditEntries(db, randomBytes(32));
  const denials = new Denials(new AuditLog(entries, Fastify().log), MINUTE_MS);
  const rows = async () =>
    (await entries.page({})).items.map(({ actor, target, details }) => ({
      actor,
      target,
      times: details?.['times'] ?? 1,
    }));
  return { denials, rows };
}

it('of one user on one route are one entry a minute, with their number', async () => {
  const { denials, rows } = await opened();
  for (let index = 0; index < 1_000; index++) await denials.record(denial());
  const first = { actor: 'bob', target: 'GET /api/audit', times: 1 };
  expect(await rows()).toEqual([first]);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(await rows()).toEqual([{ ...first, times: 999 }, first]);
  // The minute after that counted entry is bounded as well.
  for (let index = 0; index < 10; index++) await denials.record(denial());
  expect(await rows()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(await rows()).toHaveLength(3);
  // After a quiet minute the next one is written at once.
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  await denials.record(denial());
  expect(await rows()).toHaveLength(4);
});

it('of others and elsewhere are written at once', async () => {
  const { denials, rows } = await opened();
  await denials.record(denial());
  await denials.record(denial({ actor: { id: 3, username: 'carl' } }));
  await denials.record(denial({ route: 'POST /api/users' }));
  expect(await rows()).toHaveLength(3);
});

it('that were only counted are written at the end', async () => {
  const { denials, rows } = await opened();
  for (let index = 0; index < 3; index++) await denials.record(denial());
  await denials.close();
  expect(await rows()).toMatchObject([{ times: 2 }, { times: 1 }]);
});
