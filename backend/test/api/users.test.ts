import { beforeEach, describe, expect, it } from 'vitest';
import { managedUser, SEATS } from '../../src/contract/index.ts';
import { ADMIN, call, setUp, testServer, type Answer, type TestServer } from '../kit.ts';
import { aPerson, createUser, managed, signIn, tokenOf } from '../people.ts';

let server: TestServer;
let admin: string;

beforeEach(async () => {
  server = await testServer();
  admin = (await setUp(server)).token;
});

const ask = (method: string, path: string, body?: unknown, token = admin): Promise<Answer> =>
  call(server, method, path, { token, body });
const audit = async (action: string) =>
  (await ask('GET', `/api/audit?action=${action}`)).body.items;
const code = (answer: Answer) => [answer.status, answer.body.error?.code];

describe('a new user', () => {
  it('gets a temporary password, once, and takes a seat', async () => {
    const answer = await ask('POST', '/api/users', {
      username: 'Bob',
      role: 'member',
      name: 'Bob B.',
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        user: {
          username: 'Bob',
          name: 'Bob B.',
          role: 'member',
          active: true,
          totp: false,
          mustChangePassword: true,
          lastSeenAt: null,
        },
      },
    });
    const { temporaryPassword, user } = answer.body;
    expect(temporaryPassword).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const listed = await ask('GET', '/api/users');
    expect(listed.body.map((one: unknown) => managedUser.parse(one).username)).toEqual([
      'ada',
      'Bob',
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(temporaryPassword);
    expect(await signIn(server, 'bob', temporaryPassword)).toMatchObject({
      status: 200,
      body: { mustChangePassword: true, user: { id: user.id, role: 'member' } },
    });
    expect((await managed(server, admin, 'Bob')).lastSeenAt).not.toBeNull();
    expect(await audit('user')).toMatchObject([
      {
        actor: 'ada',
        action: 'user.create',
        target: 'Bob',
        outcome: 'ok',
        details: { role: 'member' },
      },
    ]);
  });

  it('may get a password from the admin, and must change that one too', async () => {
    const body = { username: 'bob', role: 'admin', password: 'chosen by ada' };
    const answer = await ask('POST', '/api/users', body);
    expect(answer).toMatchObject({
      status: 201,
      body: { temporaryPassword: null, user: { mustChangePassword: true, name: null } },
    });
    const started = await signIn(server, 'bob', body.password);
    expect(started.body).toMatchObject({ mustChangePassword: true, user: { role: 'admin' } });
  });

  it.each([
    ['an unknown key', { active: true }],
    ['a role that there is not', { role: 'root' }],
    ['a short password', { password: 'short' }],
    ['an empty name', { name: ' ' }],
    ['an invisible username', { username: 'b\u200bob' }],
    ['a username that nobody sees', { username: '\u3164\u3164' }],
    ['a username with a NUL', { username: 'b\0ob' }],
    ['half a surrogate', { name: '\ud800' }],
  ])('with %s is 400', async (_name, fields) => {
    const answer = await ask('POST', '/api/users', { username: 'bob', role: 'member', ...fields });
    expect(code(answer)).toEqual([400, 'validation_failed']);
  });

  it.each([
    ['ADA', 'ada'],
    ['\uff41\uff44\uff41', 'ada'],
    ['STRASSE', 'straße'],
    ['ada\ufe0f', 'ada'],
    ['A\u0308DA', '\u00e4da'],
    ['ΟΔΟΣ', 'οδοσ'],
  ])('%s is nobody beside %s', async (username, taken) => {
    if (taken !== 'ada') await createUser(server, admin, { username: taken, role: 'member' });
    const answer = await ask('POST', '/api/users', { username, role: 'member' });
    expect(code(answer)).toEqual([409, 'conflict']);
    expect(answer.body.error.message).toContain(taken);
    const other = await createUser(server, admin, { username: 'other', role: 'member' });
    const renamed = await ask('PATCH', `/api/users/${other.user.id}`, { username });
    expect(code(renamed)).toEqual([409, 'conflict']);
    expect((await managed(server, admin, 'other')).id).toBe(other.user.id);
  });
});

describe('of seats', () => {
  const fill = async (upTo: number) => {
    const users = [];
    for (let seat = 2; seat <= upTo; seat++)
      users.push((await createUser(server, admin, { username: `u${seat}`, role: 'member' })).user);
    return users;
  };

  it('there are ten, and who is inactive takes none', async () => {
    const [first] = await fill(SEATS);
    const eleventh = { username: 'eleven', role: 'member' };
    expect(code(await ask('POST', '/api/users', eleventh))).toEqual([409, 'conflict']);
    expect((await ask('PATCH', `/api/users/${first?.id}`, { active: false })).status).toBe(200);
    expect((await ask('POST', '/api/users', eleventh)).status).toBe(201);
    const back = await ask('PATCH', `/api/users/${first?.id}`, { active: true });
    expect(code(back)).toEqual([409, 'conflict']);
    // Whoever has a seat already needs no other.
    expect((await ask('PATCH', '/api/users/1', { active: true, name: 'Ada' })).status).toBe(200);
    expect((await managed(server, admin, 'u2')).active).toBe(false);
  });

  it('the last has one winner of thirty, twenty times', async () => {
    await fill(SEATS - 1);
    for (let run = 0; run < 20; run++) {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          ask('POST', '/api/users', { username: `last${index}`, role: 'member' }),
        ),
      );
      const made = answers.filter(({ status }) => status === 201);
      expect(made).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(29);
      await ask('DELETE', `/api/users/${made[0]?.body.user.id}`);
    }
  }, 120_000);

  it('the last has one winner of those that come back', async () => {
    const users = await fill(SEATS);
    const [one, two] = users;
    for (const user of [one, two]) await ask('PATCH', `/api/users/${user?.id}`, { active: false });
    await createUser(server, admin, { username: 'between', role: 'member' });
    for (let run = 0; run < 20; run++) {
      const answers = await Promise.all(
        [one, two].map((user) => ask('PATCH', `/api/users/${user?.id}`, { active: true })),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      for (const user of [one, two])
        await ask('PATCH', `/api/users/${user?.id}`, { active: false });
    }
  }, 60_000);
});

describe('an active admin', () => {
  it('is always left: the last one cannot go, by whatever way', async () => {
    await createUser(server, admin, { username: 'bob', role: 'member' });
    const idle = await createUser(server, admin, { username: 'carl', role: 'admin' });
    await ask('PATCH', `/api/users/${idle.user.id}`, { active: false });
    const ways = [
      await ask('PATCH', '/api/users/1', { role: 'member' }),
      await ask('PATCH', '/api/users/1', { active: false }),
      await ask('PATCH', '/api/users/1', { role: 'member', active: false, name: 'x' }),
      await ask('DELETE', '/api/users/1'),
    ];
    for (const answer of ways) {
      expect(code(answer)).toEqual([409, 'conflict']);
      expect(answer.body.error.message).toMatch(/Nobody would be left .* make somebody else one/);
    }
    expect(await managed(server, admin, 'ada')).toMatchObject({
      role: 'admin',
      active: true,
      name: null,
    });
    expect(await audit('user.delete')).toMatchObject([
      { target: 'ada', outcome: 'failed', code: 'conflict' },
    ]);
  });

  it.each([
    ['demote', { role: 'member' }],
    ['deactivate', { active: false }],
    ['delete', undefined],
  ])(
    'is left when two %s each other, twenty times',
    async (_verb, patch) => {
      let [me, other] = [
        { id: 1, username: ADMIN.username, token: admin },
        await aPerson(server, admin, 'other0', 'admin'),
      ];
      for (let run = 1; run <= 20; run++) {
        const remove = (by: { token: string }, { id }: { id: number }) =>
          patch === undefined
            ? ask('DELETE', `/api/users/${id}`, undefined, by.token)
            : ask('PATCH', `/api/users/${id}`, patch, by.token);
        const answers = await Promise.all([remove(me, other), remove(other, me)]);
        const won = answers.filter(({ status }) => status < 300);
        expect(won, JSON.stringify(answers.map(({ body }) => body))).toHaveLength(1);
        // The other one was refused, at the door or in the act.
        const lost = answers.find(({ status }) => status >= 300);
        expect([401, 403, 409]).toContain(lost?.status);
        const [winner, loser] = won[0] === answers[0] ? [me, other] : [other, me];
        const { body } = await ask('GET', '/api/users', undefined, winner.token);
        const admins = body.filter(
          (user: { role: string; active: boolean }) => user.role === 'admin' && user.active,
        );
        expect(admins).toMatchObject([{ id: winner.id }]);
        if (patch !== undefined)
          await ask('DELETE', `/api/users/${loser.id}`, undefined, winner.token);
        [me, other] = [winner, await aPerson(server, winner.token, `other${run}`, 'admin')];
      }
    },
    120_000,
  );

  it('acts only while they are one, whatever they were when they asked', async () => {
    for (let run = 0; run < 20; run++) {
      const eve = await aPerson(server, admin, `eve${run}`, 'admin');
      const [made, demoted] = await Promise.all([
        // The hash takes a while, and the demotion comes in between or after.
        eve.call('POST', '/api/users', { username: `back${run}`, role: 'admin' }),
        ask('PATCH', `/api/users/${eve.id}`, { role: 'member' }),
      ]);
      expect(demoted.status).toBe(200);
      expect([201, 403]).toContain(made.status);
      const again = await eve.call('POST', '/api/users', { username: 'never', role: 'admin' });
      expect(again.status).toBe(403);
      if (made.status === 201) await ask('DELETE', `/api/users/${made.body.user.id}`);
      await ask('DELETE', `/api/users/${eve.id}`);
    }
  }, 120_000);
});

describe('a changed user', () => {
  it('keeps what is absent, and is asked for by the new name', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const answer = await ask('PATCH', `/api/users/${bob.id}`, { username: 'Robert', name: 'Rob' });
    expect(answer).toMatchObject({
      status: 200,
      body: { id: bob.id, username: 'Robert', name: 'Rob', role: 'member', active: true },
    });
    expect((await ask('PATCH', `/api/users/${bob.id}`, { name: null })).body).toMatchObject({
      username: 'Robert',
      name: null,
    });
    expect((await ask('PATCH', `/api/users/${bob.id}`, {})).status).toBe(200);
    expect((await signIn(server, 'bob', bob.password)).status).toBe(401);
    expect((await signIn(server, 'ROBERT', bob.password)).status).toBe(200);
    // Who is signed in goes on, under the new name.
    expect((await bob.call('GET', '/api/auth/me')).body.username).toBe('Robert');
    expect((await audit('user.update'))[2]).toMatchObject({
      target: 'bob',
      details: { username: 'Robert', fields: 'name' },
    });
  });

  it('has another role from the next request on', async () => {
    const bob = await aPerson(server, admin, 'bob');
    expect((await bob.call('GET', '/api/users')).status).toBe(403);
    await ask('PATCH', `/api/users/${bob.id}`, { role: 'admin' });
    expect((await bob.call('GET', '/api/users')).status).toBe(200);
    await ask('PATCH', `/api/users/${bob.id}`, { role: 'member' });
    expect((await bob.call('GET', '/api/users')).status).toBe(403);
  });

  it('who is deactivated is signed out for good, and cannot sign in', async () => {
    const bob = await aPerson(server, admin, 'bob');
    await ask('PATCH', `/api/users/${bob.id}`, { active: false });
    expect((await bob.call('GET', '/api/auth/me')).status).toBe(401);
    const refused = await signIn(server, 'bob', bob.password);
    expect(refused.body).toEqual((await signIn(server, 'nobody', 'a password')).body);
    await ask('PATCH', `/api/users/${bob.id}`, { active: true });
    expect((await bob.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await signIn(server, 'bob', bob.password)).status).toBe(200);
  });

  it('who is deleted is gone, and what they did is not', async () => {
    const bob = await aPerson(server, admin, 'bob', 'admin');
    await bob.call('PATCH', '/api/users/1', { name: 'Ada' });
    expect((await ask('DELETE', `/api/users/${bob.id}`)).status).toBe(204);
    expect((await bob.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await signIn(server, 'bob', bob.password)).status).toBe(401);
    expect((await audit('user.update'))[0]).toMatchObject({ actor: 'bob', target: 'ada' });
    // The number is not used again: the next one is not taken for them.
    const again = await createUser(server, admin, { username: 'bob', role: 'member' });
    expect(again.user.id).toBeGreaterThan(bob.id);
  });

  it.each(['0', '-1', '1e3', '01', 'x', '99999999999', '%00'])('%s is no user id', async (id) => {
    for (const [method, path, body] of [
      ['PATCH', `/api/users/${id}`, {}],
      ['DELETE', `/api/users/${id}`, undefined],
      ['POST', `/api/users/${id}/password`, undefined],
    ] as const)
      expect([400, 404]).toContain((await ask(method, path, body)).status);
  });

  it('who is not there is 404', async () => {
    expect(code(await ask('PATCH', '/api/users/77', { name: 'x' }))).toEqual([404, 'not_found']);
    expect(code(await ask('DELETE', '/api/users/77'))).toEqual([404, 'not_found']);
    expect(code(await ask('POST', '/api/users/77/password'))).toEqual([404, 'not_found']);
  });

  it.each([
    ['an unknown key', { password: 'another password' }],
    ['a factor that is switched on', { totp: true }],
    ['a number for a flag', { active: 1 }],
    ['an empty username', { username: '' }],
  ])('with %s is 400', async (_name, patch) => {
    expect(code(await ask('PATCH', '/api/users/1', patch))).toEqual([400, 'validation_failed']);
  });
});

describe('a password reset', () => {
  it('gives a temporary password and ends all sessions of that user', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const second = await tokenOf(server, 'bob', bob.password);
    const answer = await ask('POST', `/api/users/${bob.id}/password`);
    expect(answer.status).toBe(200);
    const { temporaryPassword } = answer.body;
    for (const token of [bob.token, second])
      expect((await ask('GET', '/api/auth/me', undefined, token)).status).toBe(401);
    expect((await signIn(server, 'bob', bob.password)).status).toBe(401);
    expect((await signIn(server, 'bob', temporaryPassword)).body.mustChangePassword).toBe(true);
    expect((await managed(server, admin, 'bob')).mustChangePassword).toBe(true);
    expect(await audit('user.reset_password')).toMatchObject([{ target: 'bob', outcome: 'ok' }]);
  });

  it('is not the way to change one’s own, and takes no body', async () => {
    expect(code(await ask('POST', '/api/users/1/password'))).toEqual([409, 'conflict']);
    expect((await ask('GET', '/api/auth/me')).status).toBe(200);
    const bob = await aPerson(server, admin, 'bob');
    const chosen = await ask('POST', `/api/users/${bob.id}/password`, { password: 'by the admin' });
    expect(code(chosen)).toEqual([400, 'validation_failed']);
    expect((await bob.call('GET', '/api/auth/me')).status).toBe(200);
  });

  it('lets no sign-in through that was under way with the old password, twenty times', async () => {
    const bob = await aPerson(server, admin, 'bob');
    let { password } = bob;
    for (let run = 0; run < 20; run++) {
      const [reset, ...started] = await Promise.all([
        ask('POST', `/api/users/${bob.id}/password`),
        signIn(server, 'bob', password),
        signIn(server, 'bob', password),
      ]);
      for (const { status, body } of started) {
        if (status !== 200) continue;
        const me = await ask('GET', '/api/auth/me', undefined, body.token);
        expect(me.status).toBe(401);
      }
      password = reset.body.temporaryPassword;
    }
  }, 60_000);
});

describe('a member', () => {
  it('is refused on every route of users, and written down', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const calls = [
      ['GET', '/api/users', undefined, 'GET /api/users'],
      ['HEAD', '/api/users', undefined, 'HEAD /api/users'],
      ['POST', '/api/users', { username: 'x', role: 'admin' }, 'POST /api/users'],
      ['PATCH', `/api/users/${bob.id}`, { role: 'admin' }, 'PATCH /api/users/:userId'],
      ['DELETE', '/api/users/1', undefined, 'DELETE /api/users/:userId'],
      ['POST', '/api/users/1/password', undefined, 'POST /api/users/:userId/password'],
    ] as const;
    for (const [method, path, body] of calls)
      expect((await bob.call(method, path, body)).status, path).toBe(403);
    const denied = (await audit('access.denied')) as { actor: string; target: string }[];
    expect(denied.map(({ actor, target }) => `${actor} ${target}`).sort()).toEqual(
      calls.map(([, , , route]) => `bob ${route}`).sort(),
    );
    expect((await managed(server, admin, 'bob')).role).toBe('member');
  });
});

it('HEAD of the list says that it is there', async () => {
  expect((await ask('HEAD', '/api/users')).status).toBe(200);
  expect((await call(server, 'HEAD', '/api/users')).status).toBe(401);
});
