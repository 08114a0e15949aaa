import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { openDatabase } from '../open.ts';
import { holdsSealed, Sealer } from '../sealed.ts';
import { TotpSecrets } from '../totp.ts';
import { Users } from '../users.ts';

const SECRET = 'JBSWY3DPEHPK3PXP';
const AT = { step: 7, now: 1 };

async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const { id } = await new Users(db).insertFirst('Ada', 'hash', 1);
  const key = randomBytes(32);
  const secrets = new TotpSecrets(db, new Sealer(key));
  const stored = async () => {
    const found = await secrets.find(id);
    if (!found) throw new Error('nothing is stored');
    return found;
  };
  return { db, key, userId: id, secrets, stored };
}

it('a secret is sealed, and holds the server to its key', async () => {
  const { db, key, userId, secrets } = await opened();
  expect(await holdsSealed(db)).toBe(false);
  await secrets.offer(userId, SECRET);
  expect(await secrets.find(userId)).toMatchObject({ secret: SECRET, on: false });
  const { secret } = await db.selectFrom('totp').select('secret').executeTakeFirstOrThrow();
  expect(Buffer.from(secret).includes(SECRET)).toBe(false);
  expect(await holdsSealed(db)).toBe(true);
  expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
  expect(await Sealer.open(db, randomBytes(32))).toBeUndefined();
});

it('one that does not open is on all the same', async () => {
  const { db, userId, secrets, stored } = await opened();
  await secrets.offer(userId, SECRET);
  await secrets.confirm(userId, await stored(), AT, [Buffer.alloc(32, 1)]);
  await db
    .updateTable('totp')
    .set({ secret: randomBytes(60) })
    .execute();
  expect(await secrets.find(userId)).toMatchObject({ secret: undefined, on: true });
});

it('a step counts once and never goes back, and a recovery code counts once', async () => {
  const { userId, secrets, stored } = await opened();
  const code = Buffer.alloc(32, 1);
  await secrets.offer(userId, SECRET);
  expect(await secrets.useStep(userId, 8)).toBe(false);
  expect(await secrets.replaceRecoveryCodes(userId, [code])).toBe(false);
  const first = await stored();
  await secrets.offer(userId, SECRET);
  // Another was offered since.
  expect(await secrets.confirm(userId, first, AT, [code])).toBe(false);
  expect(await secrets.confirm(userId, await stored(), AT, [code])).toBe(true);
  expect(await secrets.confirm(userId, await stored(), AT, [code])).toBe(false);
  await expect(secrets.offer(userId, SECRET)).rejects.toMatchObject({ code: 'conflict' });
  const steps = [];
  for (const step of [7, 9, 8, 9, 10]) steps.push(await secrets.useStep(userId, step));
  expect(steps).toEqual([false, true, false, false, true]);
  expect(await secrets.useRecoveryCode(userId + 1, code)).toBe(false);
  expect(await secrets.useRecoveryCode(userId, code)).toBe(true);
  expect(await secrets.useRecoveryCode(userId, code)).toBe(false);
});

it('the factor takes its codes along, and goes with its user', async () => {
  const { db, userId, secrets, stored } = await opened();
  const begin = async () => {
    await secrets.offer(userId, SECRET);
    await secrets.confirm(userId, await stored(), AT, [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]);
  };
  await begin();
  expect(await secrets.delete(userId)).toBe(true);
  expect(await secrets.delete(userId)).toBe(false);
  expect(await db.selectFrom('recovery_codes').selectAll().execute()).toEqual([]);
  await begin();
  await db.deleteFrom('users').where('id', '=', userId).execute();
  expect(await db.selectFrom('totp').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('recovery_codes').selectAll().execute()).toEqual([]);
});
