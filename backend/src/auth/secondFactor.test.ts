import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { codeOf } from '../../test/totpKit.ts';
import { openDatabase } from '../db/open.ts';
import { Sealer } from '../db/sealed.ts';
import { TotpSecrets } from '../db/totp.ts';
import { Users } from '../db/users.ts';
import { SecondFactor } from './secondFactor.ts';
import { TotpService } from './totp.ts';

const HERE = { address: '10.0.0.1', known: true };
const ELSEWHERE = { address: '10.0.0.2', known: false };

async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const { id } = await new Users(db).insertFirst('Ada', 'hash', 1);
  const totp = new TotpService(new TotpSecrets(db, new Sealer(randomBytes(32))), randomBytes(32));
  const { secret } = await totp.offer({ id, username: 'Ada' });
  return { id, totp, secret, factor: new SecondFactor(totp) };
}

async function turnedOn() {
  const parts = await opened();
  const { recoveryCodes } = await parts.totp.confirm(parts.id, codeOf(parts.secret));
  return { ...parts, recoveryCodes };
}

it('one confirmation of two at once counts, and its recovery codes are the ones that work', async () => {
  const { id, totp, secret } = await opened();
  const code = codeOf(secret);
  const results = await Promise.allSettled([totp.confirm(id, code), totp.confirm(id, code)]);
  const [won, ...others] = results.flatMap((one) =>
    one.status === 'fulfilled' ? [one.value] : [],
  );
  expect(others).toEqual([]);
  for (const recovery of won?.recoveryCodes ?? [])
    expect(await totp.accept(id, recovery)).toBe('recovery');
});

it('twenty codes an hour are checked, apart for each address that the user is known at', async () => {
  const { id, factor, recoveryCodes } = await turnedOn();
  const check = (code: string | undefined, where: typeof HERE) =>
    factor.check(id, code, where, []).catch((error: unknown) => error);
  for (const where of [HERE, ELSEWHERE]) {
    for (let index = 0; index < 20; index++)
      expect(await check('000000', where)).toMatchObject({ code: 'unauthenticated' });
    expect(await check(recoveryCodes[0], where)).toMatchObject({ code: 'rate_limited' });
  }
  // Unknown addresses share one count.
  const other = { address: '10.0.0.3', known: false };
  expect(await check(recoveryCodes[0], other)).toMatchObject({ code: 'rate_limited' });
  expect(await check(recoveryCodes[0], { ...HERE, address: '10.0.0.4' })).toBe('recovery');
});

it('what was taken without a code is given back with the right one, of that address alone', async () => {
  const { id, factor, recoveryCodes } = await turnedOn();
  const given: string[] = [];
  const taking = (name: string) => [() => Promise.resolve(void given.push(name))];
  const required = { code: 'unauthenticated', details: { totpRequired: true } };
  for (const [name, where] of [
    ['first', HERE],
    ['second', HERE],
    ['other', ELSEWHERE],
  ] as const)
    await expect(factor.check(id, undefined, where, taking(name))).rejects.toMatchObject(required);
  await expect(factor.check(id, '000000', HERE, taking('wrong'))).rejects.toMatchObject(required);
  expect(given).toEqual([]);
  expect(await factor.check(id, recoveryCodes[0], HERE, taking('last'))).toBe('recovery');
  // The last one is for whoever asked to give back.
  expect(given).toEqual(['first', 'second']);
  expect(await factor.check(id, recoveryCodes[1], HERE, [])).toBe('recovery');
  expect(given).toHaveLength(2);
});

it('without a second factor nothing is asked for', async () => {
  const { id, factor } = await opened();
  expect(await factor.check(id, undefined, HERE, [])).toBeNull();
});
