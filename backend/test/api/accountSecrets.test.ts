import { expect, it } from 'vitest';
import { ADMIN } from '../kit.ts';
import { diskOf } from '../sql.ts';
import { tracedServer } from '../tracedServer.ts';

it('no password is in an answer, the audit, the log or a file, and no hash in an answer or the log', async () => {
  const server = await tracedServer();
  const { ask, admin } = server;
  const canaries = [
    'canary-chosen-by-an-admin',
    'canary-of-their-own',
    'canary-wrong-one',
    'canary-next-one',
  ] as const;
  const [chosen, own, wrong, next] = canaries;
  const bob = { username: 'bob', role: 'member', password: chosen };
  const { user } = (await ask('POST', '/api/users', bob, admin)).body;
  const signIn = async (password: string) =>
    (await ask('POST', '/api/auth/login', { username: 'bob', password })).body;
  await signIn(wrong);
  await ask('POST', '/api/auth/login', { username: wrong, password: 'x' });
  const { token } = await signIn(chosen);
  const change = (currentPassword: string, newPassword: string) =>
    ask('POST', '/api/auth/password', { currentPassword, newPassword }, token);
  const statuses = [
    (await change(wrong, next)).status,
    (await change(chosen, chosen)).status,
    (await change(chosen, own)).status,
    (await ask('POST', '/api/auth/password', { currentPassword: own, nextPassword: next }, token))
      .status,
    (await ask('POST', '/api/users', { ...bob, password: next }, admin)).status,
    (await ask('POST', '/api/users', { ...bob, pasword: next }, admin)).status,
    (await ask('PATCH', `/api/users/${user.id}`, { password: next }, admin)).status,
    (await ask('POST', `/api/users/${user.id}/password`, { password: next }, admin)).status,
  ];
  expect(statuses).toEqual([400, 400, 204, 400, 409, 400, 400, 400]);
  // What is shown once is in that answer alone.
  const { temporaryPassword } = (
    await ask('POST', `/api/users/${user.id}/password`, undefined, admin)
  ).body as { temporaryPassword: string };
  await signIn(temporaryPassword);
  for (const path of [
    '/api/users',
    '/api/audit',
    '/api/auth/me',
    '/api/auth/sign-ins',
    '/api/auth/sessions',
  ])
    expect((await ask('GET', path, undefined, admin)).status, path).toBe(200);

  const answers = server.said.join('\n');
  expect(answers.split(temporaryPassword)).toHaveLength(2);
  const disk = diskOf(server);
  for (const secret of [...canaries, ADMIN.password, temporaryPassword]) {
    if (secret !== temporaryPassword) expect(answers, secret).not.toContain(secret);
    expect(server.log(), secret).not.toContain(secret);
    expect(disk, secret).not.toContain(secret);
  }
  expect(disk).toContain('$argon2id$');
  for (const text of [answers, server.log()]) expect(text).not.toMatch(/argon2|password_hash/);
  expect(server.log()).toContain('/api/users');
});
