import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshHostBody } from '../../src/contract/index.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { makeSshKey, startSshd, testSshd, type TestSshd } from '../bench/sshd.ts';
import { testContainer } from '../conformance/containers.ts';
import { asAdmin } from '../dockerHost.ts';
import { addSshHost, connectionsIn, loginsIn, managed, SSH_HOSTS } from '../sshHost.ts';
import { hostOn, jumpOn } from '../sshSource.ts';
import { diskOf } from '../sql.ts';
import { tracedServer } from '../tracedServer.ts';

let docker: TestDocker;
let sshd: TestSshd;
let other: TestSshd;
beforeAll(async () => {
  docker = await testDocker();
  [sshd, other] = await Promise.all([startSshd({ docker: { host: docker.host } }), startSshd()]);
});
afterAll(async () => {
  await sshd.stop();
  await other.stop();
  await docker.stop();
});

describe('credentials', () => {
  it('are in no answer, no audit, no log and no file', async () => {
    const key = await makeSshKey({ passphrase: 'canary-passphrase-of-ssh' });
    const certificate = await sshd.certify(key.publicKey);
    const { privateKey, passphrase } = key;
    const canaries = [
      'canary',
      ...privateKey.split('\n').slice(3, 5),
      certificate.split(' ')[1]?.slice(0, 60) ?? '',
    ];
    for (const canary of canaries) expect(canary.length).toBeGreaterThan(5);
    const server = await tracedServer();
    const send = (method: string, path: string, body?: unknown) =>
      server.ask(method, path, body, server.admin);
    const keyed = { type: 'key', privateKey, passphrase, certificate };
    const password = { type: 'password', password: 'canary-password-of-ssh' };
    const statuses: number[] = [];
    for (const [name, auth] of Object.entries({ keyed, password })) {
      const body = hostOn(sshd, 'admin', { name });
      const saved = await send('POST', SSH_HOSTS, { ...body, auth });
      const one = `${SSH_HOSTS}/${saved.body.id}`;
      const containers = `/api/docker-ssh/hosts/${saved.body.id}/containers`;
      statuses.push(
        saved.status,
        (await send('GET', containers)).status,
        (await send('GET', `${containers}/none/logs`)).status,
        (await send('PATCH', one, { auth })).status,
        (await send('POST', SSH_HOSTS, { ...body, auth })).status,
        (await send('POST', `${SSH_HOSTS}/test`, { ...body, auth })).status,
        (await send('POST', `${one}/test`, { auth })).status,
        (await send('POST', `${one}/test`, { auth, port: other.port })).status,
        (await send('PATCH', one, { port: other.port, auth, name: 'canary\u0000' })).status,
        (await send('PATCH', one, { auth: { ...auth, type: 'agent' } })).status,
        (await send('POST', SSH_HOSTS, JSON.stringify({ ...body, auth }).slice(0, -9))).status,
        (await send('POST', SSH_HOSTS, `{"auth":canary-password-of-ssh}`)).status,
      );
    }
    const odd = [409, 200, 200, 200, 400, 400, 400, 400];
    expect(statuses).toEqual([201, 200, 404, 200, ...odd, 201, 502, 502, 200, ...odd]);
    const wrong = { ...hostOn(sshd, 'admin'), name: 'wrong' };
    for (const auth of [
      { ...keyed, passphrase: 'canary-of-a-wrong-passphrase' },
      { ...keyed, certificate: 'ssh-ed25519-cert-v01@openssh.com canary' },
      { type: 'key', privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END` },
      { type: 'password', password: ['canary'] },
    ])
      expect((await send('POST', SSH_HOSTS, { ...wrong, auth })).status).toBe(400);
    for (const path of [SSH_HOSTS, '/api/hosts', '/api/containers', '/api/audit'])
      expect((await send('GET', path)).status).toBe(200);
    await expect.poll(server.log).toContain('"path":"/api/audit"');
    // Said, so that it would be seen.
    expect(diskOf(server)).toContain('127.0.0.1');
    expect(server.said.join('')).toContain('"hasCertificate":true');
    for (const canary of canaries) {
      expect(server.said.join('\n')).not.toContain(canary);
      expect(server.log()).not.toContain(canary);
      expect(diskOf(server)).not.toContain(canary);
    }
  });

  it('stay with the place that they were given for', async () => {
    const away = await testSshd();
    const on = await managed(hostOn(sshd));
    expect((await on.call('GET', on.base)).status).toBe(200);
    const one = `${SSH_HOSTS}/${on.host.id}`;
    const fingerprint = away.hostKey.fingerprint;
    const test = async (patch: object) => (await on.call('POST', `${one}/test`, patch)).body;
    expect(await test({ port: away.port })).toMatchObject({ ok: false, problem: 'unpinned' });
    expect(await test({ port: away.port, fingerprint })).toMatchObject({
      ok: false,
      problem: 'secret_missing',
    });
    const moved = await on.call('PATCH', one, { port: away.port });
    expect(moved.body).toMatchObject({ pin: null, way: null, auth: { hasSecret: false } });
    expect(await on.call('GET', on.base)).toMatchObject({
      status: 502,
      body: { error: { code: 'host_key_unverified' } },
    });
    await on.call('PUT', `${one}/pin`, { fingerprint });
    expect(await on.call('GET', on.base)).toMatchObject({
      status: 422,
      body: { error: { code: 'secret_required' } },
    });
    expect((await on.call('GET', '/api/hosts')).body).toMatchObject([
      {
        status: 'offline',
        statusDetail: expect.stringMatching(/were dropped, .* give them again/),
      },
    ]);
    expect(await loginsIn(away)).toEqual([]);
    // Of these two trials alone: one for the key, none without credentials.
    expect((await connectionsIn(away)).length).toBeLessThanOrEqual(1);

    const back = { port: sshd.port, fingerprint: sshd.hostKey.fingerprint };
    expect(await test({ ...back, auth: hostOn(sshd).auth })).toMatchObject({ ok: true });
    expect((await on.call('PATCH', one, { ...back, auth: hostOn(sshd).auth })).status).toBe(200);
    expect((await on.call('GET', on.base)).status).toBe(200);
  });
});

describe('a trial', () => {
  const trial = async (body: object) => {
    const admin = await asAdmin();
    const answer = await admin.call('POST', `${SSH_HOSTS}/test`, body);
    expect([answer.status, (await admin.call('GET', SSH_HOSTS)).body]).toEqual([200, []]);
    expect(await admin.audit('?action=host.test')).toMatchObject([
      { target: expect.stringMatching(/^ssh:\/\/\w+@127\.0\.0\.1:\d+$/), outcome: 'ok' },
    ]);
    return answer.body;
  };

  it('says what is there and by which way, before anything is saved', async () => {
    await testContainer(docker);
    const body = await trial(hostOn(sshd));
    expect(body).toMatchObject({
      ok: true,
      engine: { version: expect.any(String), cpus: expect.any(Number) },
      way: { mode: 'tunnel', via: '/var/run/docker.sock', reason: expect.stringMatching(/\.$/) },
      latencyMs: expect.any(Number),
    });
    expect(body.containerCount).toBeGreaterThan(0);
  });

  it('of a host without Docker is about the way in', async () => {
    const nothing = { engine: null, containerCount: null, way: null };
    expect(await trial(jumpOn(other))).toMatchObject({ ok: true, ...nothing });
  });

  const failures: [problem: string, body: () => SshHostBody, words: RegExp][] = [
    [
      'auth',
      () => hostOn(sshd, 'admin', { auth: { type: 'password', password: 'wrong' } }),
      /did not let admin in: check the user and the password/,
    ],
    ['permission', () => hostOn(sshd, 'plain'), /docker/],
    ['no_command', () => hostOn(sshd, 'fixed'), /ForceCommand/],
    ['daemon', () => hostOn(other), /docker/],
    ['refused', () => hostOn(sshd, 'admin', { port: 1 }), /refused the connection/],
    ['agent', () => hostOn(sshd, 'admin', { auth: { type: 'agent' } }), /SSH_AUTH_SOCK/],
  ];
  it.each(failures)('that fails says why: %s', async (problem, bodyOf, words) => {
    const body = bodyOf();
    expect(await trial(body)).toEqual({
      ok: false,
      problem,
      message: expect.stringMatching(words),
      hop: body.name,
      presented: null,
      pinned: null,
    });
  });

  it('of another host key than was confirmed shows both, and signs in nowhere', async () => {
    const own = await testSshd();
    const pinned = sshd.hostKey.fingerprint;
    const presented = own.hostKey.fingerprint;
    const body = hostOn(own, 'admin', { name: 'changed', fingerprint: pinned });
    expect(await trial(body)).toMatchObject({
      ok: false,
      problem: 'changed',
      hop: 'changed',
      presented,
      pinned,
    });
    const { fingerprint: _, ...unpinned } = body;
    expect(await trial(unpinned)).toMatchObject({
      ok: false,
      problem: 'unpinned',
      presented,
      pinned: null,
    });
    expect(await loginsIn(own)).toEqual([]);
  });

  it('goes over a jump host, and names the one that fails', async () => {
    const admin = await asAdmin();
    const jump = jumpOn(other, { name: 'the jump' });
    const { id: jumpHostId } = await addSshHost(admin, jump);
    const target = hostOn(sshd, 'admin', { name: 'the target', jumpHostId });
    const test = async (body: object) => (await admin.call('POST', `${SSH_HOSTS}/test`, body)).body;
    const before = await other.connections();
    expect(await test(target)).toMatchObject({ ok: true, way: { mode: 'tunnel' } });
    expect(await other.connections()).toBe(before + 1);
    const closed = await test({ ...target, port: 1 });
    expect(closed).toMatchObject({ ok: false, problem: 'network', hop: 'the jump' });
    await admin.call('PUT', `${SSH_HOSTS}/${jumpHostId}/pin`, {
      fingerprint: sshd.hostKey.fingerprint,
    });
    expect(await test(target)).toMatchObject({ ok: false, problem: 'changed', hop: 'the jump' });
    expect(await test({ ...target, jumpHostId: '99' })).toMatchObject({
      ok: false,
      problem: 'jump',
    });
  });

  it('of a saved host takes changes, and changes nothing', async () => {
    const on = await managed(hostOn(sshd));
    const path = `${SSH_HOSTS}/${on.host.id}/test`;
    expect((await on.call('POST', path)).body).toMatchObject({ ok: true });
    const auth = { type: 'password', password: 'wrong' };
    expect((await on.call('POST', path, { auth })).body).toMatchObject({ problem: 'auth' });
    const password = sshd.user('dash').password;
    const dash = { username: 'dash', auth: { type: 'password', password } };
    const { fingerprint } = sshd.hostKey;
    expect((await on.call('POST', path, { ...dash, fingerprint })).body).toMatchObject({
      ok: true,
    });
    expect((await on.call('POST', path, { fingerprint, name: 'y' })).body.ok).toBe(true);
    expect((await on.call('GET', SSH_HOSTS)).body).toEqual([on.host]);
  });
});
