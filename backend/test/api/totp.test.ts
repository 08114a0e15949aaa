import { beforeEach, describe, expect, it } from 'vitest';
import { recoveryCodes, totpOffer } from '../../src/contract/index.ts';
import { ADMIN, call, setUp, testServer, type TestServer } from '../kit.ts';
import { aPerson } from '../people.ts';
import { diskOf, sql } from '../sql.ts';
import { codeOf, earlyInStep, turnOn } from '../totpKit.ts';
import { tracedServer } from '../tracedServer.ts';

let server: TestServer;
let admin: string;

beforeEach(async () => {
  server = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
  admin = (await setUp(server)).token;
});

const TOTP = '/api/auth/totp';
const { password } = ADMIN;
const asked = (method: string, path: string, body?: unknown, token = admin) =>
  call(server, method, path, { token, body });
const begin = (fields: object = {}) => asked('POST', TOTP, { password, ...fields });
const confirm = (code: string) => asked('POST', `${TOTP}/confirm`, { code });
/** From an address of its own, as far as it matters. */
const login = (fields: object = {}, address = '10.0.0.1') =>
  call(server, 'POST', '/api/auth/login', {
    body: { ...ADMIN, ...fields },
    headers: { 'x-forwarded-for': address },
  });
/** As if time had passed: the codes of now are good once more. */
const forgetSteps = () => sql(server, 'update totp set last_step = 0');
const isOn = async () => (await asked('GET', '/api/auth/me')).body.totp;
const audited = async (query: string) =>
  (await asked('GET', `/api/audit?${query}`)).body.items as Record<string, unknown>[];
const REQUIRED = { error: { code: 'unauthenticated', details: { totpRequired: true } } };

describe('setting a second factor up', () => {
  it('takes the password, then a code, and gives ten recovery codes', async () => {
    expect(await isOn()).toBe(false);
    const offered = await begin();
    expect(offered.status).toBe(200);
    const { secret, uri } = totpOffer.parse(offered.body);
    // 160 bits (RFC 4226, 4), and what every authenticator reads.
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(uri);
    expect(url.protocol + url.host + decodeURIComponent(url.pathname)).toBe(
      `otpauth:totp/ArchNest:${ADMIN.username}`,
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      issuer: 'ArchNest',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    // Nothing is asked for before a code was given.
    expect(await isOn()).toBe(false);
    expect((await login()).status).toBe(200);
    const code = codeOf(secret);
    const confirmed = await confirm(code);
    expect(confirmed.status).toBe(200);
    const codes = recoveryCodes.parse(confirmed.body).recoveryCodes;
    expect(codes).toHaveLength(10);
    expect(await isOn()).toBe(true);
    expect((await login()).body).toMatchObject(REQUIRED);
    // The code that turned it on is used up.
    expect((await login({ code })).body).toMatchObject(REQUIRED);
  });

  it('names a user whatever they are called', async () => {
    const name = 'Ädä: <a&b>?';
    const person = await aPerson(server, admin, name);
    const offer = await person.call('POST', TOTP, { password: person.password });
    const { pathname } = new URL(offer.body.uri);
    expect(decodeURIComponent(pathname)).toBe(`/ArchNest:${name}`);
  });

  it('needs the right password for all but the code, and says which field was wrong', async () => {
    await turnOn(server, admin, password);
    for (const [method, path] of [
      ['POST', TOTP],
      ['DELETE', TOTP],
      ['POST', `${TOTP}/recovery`],
    ] as const) {
      const answer = await asked(method, path, { password: 'wrong' });
      expect(answer.status, path).toBe(400);
      expect(answer.body.error.details[0].path).toBe('password');
      expect((await asked(method, path, {})).status).toBe(400);
      expect((await asked(method, path, { password, more: 1 })).status).toBe(400);
    }
    expect(await isOn()).toBe(true);
  });

  it('does not let a session guess the password', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, index) => begin({ password: `guess ${index}` })),
    ).then((answers) => answers.map(({ status }) => status));
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(20);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  });

  it('takes no wrong code, no code of another secret, and none without an offer', async () => {
    expect((await confirm('000000')).status).toBe(409);
    const first = (await begin()).body.secret;
    const second = (await begin()).body.secret;
    expect(second).not.toBe(first);
    for (const code of ['12345', '1234567', 'abcdef', '', '１２３４５６'])
      expect((await confirm(code)).status, code).toBe(400);
    const wrong = await confirm(codeOf(first));
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(wrong.body.error.details[0].path).toBe('code');
    expect(await isOn()).toBe(false);
    expect((await confirm(codeOf(second))).status).toBe(200);
    // It is on now: neither a new one nor its code.
    expect((await confirm(codeOf(second, 1))).status).toBe(409);
    expect((await begin()).status).toBe(409);
  });

  it('limits the codes', async () => {
    const { secret } = (await begin()).body;
    const right = codeOf(secret);
    const wrong = right === '000000' ? '000001' : '000000';
    const statuses = [];
    for (let index = 0; index < 22; index++) statuses.push((await confirm(wrong)).status);
    expect(statuses).toEqual([...Array<number>(20).fill(400), 429, 429]);
  });

  it('has one winner of many confirmations at once', async () => {
    const { secret } = (await begin()).body;
    const code = codeOf(secret);
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(code)));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(9).fill(409)]);
  });
});

describe('signing in with a second factor', () => {
  let secret: string;
  let recovery: string[];
  beforeEach(async () => {
    ({ secret, recoveryCodes: recovery } = await turnOn(server, admin, password));
  });

  it('takes the code of the step before, of now and of the next, and no other', async () => {
    await earlyInStep();
    for (const [off, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [0, 200],
      [1, 200],
    ] as const) {
      forgetSteps();
      expect((await login({ code: codeOf(secret, off) })).status, `${off}`).toBe(status);
    }
    forgetSteps();
    const spaced = codeOf(secret).replace(/^.../, '$& ');
    expect((await login({ code: ` ${spaced} ` })).status).toBe(200);
  });

  it('takes each code once, and none that is older than the last', async () => {
    await earlyInStep();
    forgetSteps();
    const [now, next] = [codeOf(secret), codeOf(secret, 1)];
    expect((await login({ code: now })).status).toBe(200);
    expect((await login({ code: now })).body).toMatchObject(REQUIRED);
    expect((await login({ code: next })).status).toBe(200);
    for (const code of [now, next]) expect((await login({ code })).status).toBe(401);
  });

  it.each([
    ['a code', () => codeOf(secret)],
    ['a recovery code', () => recovery[0]],
  ])('takes %s once, also of twenty at once', async (_name, shown) => {
    forgetSteps();
    const code = shown();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => login({ code }, `10.0.1.${index}`)),
    );
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(19).fill(401)]);
  });

  it('takes a recovery code once, however it is typed', async () => {
    const [first = '', second = '', third = ''] = recovery;
    expect((await login({ code: first })).status).toBe(200);
    expect((await login({ code: first })).status).toBe(401);
    expect((await login({ code: ` ${second.toUpperCase().replaceAll('-', ' ')}` })).status).toBe(
      200,
    );
    expect((await login({ code: second })).status).toBe(401);
    // Not another user's.
    const bob = await aPerson(server, admin, 'bob');
    await turnOn(server, bob.token, bob.password);
    const theirs = { username: bob.username, password: bob.password };
    expect((await login({ ...theirs, code: third })).status).toBe(401);
    expect((await login({ code: third })).status).toBe(200);
  });

  it('takes recovery codes when the secret does not open any more', async () => {
    sql(server, "update totp set secret = x'01'");
    expect((await login()).body).toMatchObject(REQUIRED);
    expect((await login({ code: codeOf(secret, 1) })).status).toBe(401);
    expect((await login({ code: recovery[0] })).status).toBe(200);
  });

  it('asks for no factor after a wrong password, whatever code comes with it', async () => {
    const wrong = await login({ password: 'wrong' });
    expect(wrong.body.error.details).toBeUndefined();
    const answers = [
      await login({ password: 'wrong', code: codeOf(secret, 1) }),
      await login({ password: 'wrong', code: recovery[0] }),
      await login({ username: 'nobody', code: recovery[0] }),
    ];
    for (const answer of answers) expect(answer.body).toEqual(wrong.body);
    // Neither code was used up by it.
    expect((await login({ code: codeOf(secret, 1) })).status).toBe(200);
    expect((await login({ code: recovery[0] })).status).toBe(200);
  });

  it('is a sign-in as any other: an inactive user does not come to the code', async () => {
    const bob = await aPerson(server, admin, 'bob');
    await turnOn(server, bob.token, bob.password);
    await asked('PATCH', `/api/users/${bob.id}`, { active: false });
    const answer = await login({ username: bob.username, password: bob.password });
    expect(answer.status).toBe(401);
    expect(answer.body.error.details).toBeUndefined();
  });

  it('does not mind a code from who has no second factor', async () => {
    const { username, password: theirs } = await aPerson(server, admin, 'bob');
    expect((await login({ username, password: theirs, code: '123456' })).status).toBe(200);
  });

  it('counts the right password without a code as an attempt, until a code succeeds', async () => {
    forgetSteps();
    for (let index = 0; index < 9; index++) expect((await login()).status).toBe(401);
    expect((await login({ code: codeOf(secret, 1) })).status).toBe(200);
    // All nine were given back.
    for (let index = 0; index < 10; index++) expect((await login()).status).toBe(401);
    expect((await login()).status).toBe(429);
    expect((await login({ code: recovery[0] })).status).toBe(429);
    expect((await login({ code: recovery[0] }, '10.0.0.2')).status).toBe(200);
  });

  it('limits codes from elsewhere by account, and its owner signs in all the same', async () => {
    // From here they are known.
    expect((await login({ code: recovery[0] }, '192.168.1.5')).status).toBe(200);
    const guesses = [];
    for (let index = 0; index < 25; index++)
      guesses.push((await login({ code: '000000' }, `10.9.0.${index}`)).status);
    expect(guesses.filter((status) => status === 401)).toHaveLength(20);
    expect(guesses.filter((status) => status === 429)).toHaveLength(5);
    expect((await login({ code: recovery[1] }, '10.9.1.1')).status).toBe(429);
    expect((await login({ code: recovery[1] }, '192.168.1.5')).status).toBe(200);
  });

  it('limits codes in a burst as well', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => login({ code: '000000' }, `10.9.0.${index}`)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });
});

describe('a second factor', () => {
  it('is turned off with the password, and its codes with it', async () => {
    const { secret, recoveryCodes: codes } = await turnOn(server, admin, password);
    const { status } = await asked('DELETE', TOTP, { password });
    expect(status).toBe(204);
    expect(await isOn()).toBe(false);
    expect((await login()).status).toBe(200);
    expect((await asked('DELETE', TOTP, { password })).status).toBe(409);
    expect((await asked('POST', `${TOTP}/recovery`, { password })).status).toBe(409);
    // What was before does not count for the next one.
    const next = await turnOn(server, admin, password);
    expect(next.secret).not.toBe(secret);
    expect((await login({ code: codes[0] })).status).toBe(401);
    expect((await login({ code: codeOf(secret, 1) })).status).toBe(401);
    expect((await login({ code: codeOf(next.secret, 1) })).status).toBe(200);
  });

  it('that was only offered is dropped in the same way', async () => {
    const { secret } = (await begin()).body;
    expect((await asked('DELETE', TOTP, { password })).status).toBe(204);
    expect((await confirm(codeOf(secret))).status).toBe(409);
  });

  it('gets new recovery codes, and the old ones are void', async () => {
    const { recoveryCodes: old } = await turnOn(server, admin, password);
    const answer = await asked('POST', `${TOTP}/recovery`, { password });
    const fresh = recoveryCodes.parse(answer.body).recoveryCodes;
    expect(new Set([...old, ...fresh]).size).toBe(20);
    expect((await login({ code: old[0] })).status).toBe(401);
    expect((await login({ code: fresh[0] })).status).toBe(200);
  });

  it('is taken away by an admin for a user who lost it', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const credentials = { username: bob.username, password: bob.password };
    await turnOn(server, bob.token, bob.password);
    expect((await login(credentials)).body).toMatchObject(REQUIRED);
    const patched = await asked('PATCH', `/api/users/${bob.id}`, { totp: false });
    expect(patched).toMatchObject({ status: 200, body: { totp: false } });
    expect((await login(credentials)).status).toBe(200);
  });

  it('stays over a restart, and the server does not start with another key', async () => {
    const { recoveryCodes: codes } = await turnOn(server, admin, password);
    await server.close();
    const { dataDir } = server;
    await expect(
      testServer({ ARCHNEST_DATA_DIR: dataDir, ARCHNEST_SECRET_KEY: 'x'.repeat(32) }),
    ).rejects.toThrow('another key');
    server = await testServer({ ARCHNEST_DATA_DIR: dataDir });
    expect((await login()).body).toMatchObject(REQUIRED);
    expect((await login({ code: codes[0] })).status).toBe(200);
  });
});

it('the audit says what was done, and with what somebody signed in', async () => {
  const { secret, recoveryCodes: codes } = await turnOn(server, admin, password);
  await login();
  await login({ code: codeOf(secret, 1) });
  await login({ code: codes[0] });
  await login({ code: codes[0] });
  await asked('POST', `${TOTP}/recovery`, { password });
  await asked('DELETE', TOTP, { password: 'wrong' });
  await asked('DELETE', TOTP, { password });
  await login();
  expect(await audited('action=totp')).toMatchObject([
    { action: 'totp.disable', outcome: 'ok', actor: ADMIN.username },
    { action: 'totp.disable', outcome: 'failed', code: 'validation_failed' },
    { action: 'totp.recovery', outcome: 'ok' },
    { action: 'totp.enable', outcome: 'ok' },
    { action: 'totp.offer', outcome: 'ok' },
  ]);
  const signIns = await audited('action=session');
  expect(signIns.map(({ action, details }) => [action, details])).toEqual([
    ['session.start', null],
    ['session.failed', { userId: 1 }],
    ['session.start', { factor: 'recovery' }],
    ['session.start', { factor: 'totp' }],
    ['session.challenge', { userId: 1 }],
  ]);
});

it('no secret and no recovery code is in another answer, in the audit, the log or a file', async () => {
  const { ask, said, ...traced } = await tracedServer();
  const offer = totpOffer.parse((await ask('POST', TOTP, { password }, traced.admin)).body);
  expect(said.pop()).toContain(offer.secret);
  const code = codeOf(offer.secret);
  const answer = await ask('POST', `${TOTP}/confirm`, { code }, traced.admin);
  const codes = recoveryCodes.parse(answer.body).recoveryCodes;
  expect(said.pop()).toContain(codes[0]);
  await ask('POST', TOTP, { password }, traced.admin);
  await ask('POST', `${TOTP}/confirm`, { code }, traced.admin);
  await ask('POST', `${TOTP}/confirm`, { code: offer.secret }, traced.admin);
  const signIn = (typed: string) => ask('POST', '/api/auth/login', { ...ADMIN, code: typed });
  expect((await signIn(codes[0] ?? '')).status).toBe(200);
  expect((await signIn(codes[0] ?? '')).status).toBe(401);
  expect((await signIn(offer.secret)).status).toBe(401);
  for (const path of ['/api/auth/me', '/api/users', '/api/audit'])
    expect((await ask('GET', path, undefined, traced.admin)).status).toBe(200);
  const canaries = [
    offer.secret,
    offer.uri,
    ...codes,
    ...codes.map((one) => one.replaceAll('-', '')),
  ];
  for (const canary of canaries) {
    expect(said.join('\n')).not.toContain(canary);
    expect(traced.log()).not.toContain(canary);
    expect(diskOf(traced)).not.toContain(canary);
  }
  expect(said.join('\n')).toContain('totp.enable');
  expect(traced.log()).toContain('/api/auth/totp');
  expect(diskOf(traced)).toContain('totp.enable');
});
