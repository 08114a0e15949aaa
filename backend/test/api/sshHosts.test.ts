import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createServer } from '../../src/server.ts';
import { makeSshKey, testSshd } from '../bench/sshd.ts';
import { asAdmin, memberToken } from '../dockerHost.ts';
import { ADMIN, call, testServer } from '../kit.ts';
import { addSshHost, connectionsIn, loginsIn, SSH_HOSTS } from '../sshHost.ts';
import { hostOn, jumpOn } from '../sshSource.ts';

/** Nothing listens there. */
const NOWHERE = { name: 'x', address: '127.0.0.1', port: 1, username: 'root' };
const AGENT = { ...NOWHERE, auth: { type: 'agent' } };
const PRINT = `SHA256:${'f'.repeat(43)}`;
const LONG = 'x'.repeat(66_000);

type Odd = [path: string, body: object];
const each = (field: string, values: unknown[]): Odd[] =>
  values.map((value): Odd => [field, { [field]: value }]);

const ODD_PLACES: Odd[] = [
  ...each('address', ['-oProxyCommand=x', 'a b', 'a;id', '$(id)', '', 'x'.repeat(300), 7, null]),
  ...each('port', [0, 65_536, '22', 1.5, -1, null]),
  ...each('username', ['-l', 'a b', 'a;b', '', '$(id)', 'x'.repeat(65)]),
  ...each('jumpHostId', ['0', '-1', 'x', '1;id', 1, '']),
];
const ODD_BODIES: Odd[] = [
  ...ODD_PLACES,
  ...each('name', ['', ' ', 'a\u0000b', 'a\nb', 'x'.repeat(64)]),
  ...each('fingerprint', ['', 'SHA256:short', `${PRINT}=`, `MD5:${'0a:'.repeat(15)}0a`, 7]),
  ['auth.type', { auth: { type: 'magic' } }],
  ['auth.type', { auth: {} }],
  ['auth', { auth: 'agent' }],
  ['auth.password', { auth: { type: 'password' } }],
  ['auth.password', { auth: { type: 'password', password: '' } }],
  ['auth.password', { auth: { type: 'password', password: 'x'.repeat(1_025) } }],
  ['auth.privateKey', { auth: { type: 'key' } }],
  ['auth.privateKey', { auth: { type: 'key', privateKey: LONG } }],
  ['auth', { auth: { type: 'password', password: 'x', privateKey: 'x' } }],
  ['auth', { auth: { type: 'agent', socket: '/tmp/agent' } }],
  ['docker.command', { docker: { command: 'docker; id' } }],
  ['docker.command', { docker: { command: '/usr/bin/docker' } }],
  ['docker.mode', { docker: { mode: 'magic' } }],
  ['docker.enabled', { docker: { enabled: 'yes' } }],
  ['docker', { docker: { socket: '/var/run/docker.sock' } }],
  ['', { identityFile: '/root/.ssh/id_ed25519' }],
  ['', { pin: PRINT }],
];

describe('an SSH host', () => {
  it('is saved, seen, changed and forgotten, and all of it is written down', async () => {
    const admin = await asAdmin();
    expect((await admin.call('GET', SSH_HOSTS)).body).toEqual([]);
    const auth = { type: 'password', password: 'a password' };
    const saved = await admin.call('POST', SSH_HOSTS, { ...NOWHERE, auth, fingerprint: PRINT });
    const had = { type: 'password', hasSecret: true, hasPassphrase: false, hasCertificate: false };
    expect([saved.status, saved.body]).toEqual([
      201,
      {
        ...NOWHERE,
        id: '1',
        key: 'ssh:1',
        auth: had,
        jumpHostId: null,
        pin: { fingerprint: PRINT, keyType: null },
        docker: { enabled: true, mode: 'auto', command: 'docker' },
        way: null,
      },
    ]);
    const one = `${SSH_HOSTS}/1`;
    expect((await admin.call('GET', SSH_HOSTS)).body).toEqual([saved.body]);
    const taken = await admin.call('POST', SSH_HOSTS, { ...AGENT, name: 'Ｘ' });
    expect(taken).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    const changed = await admin.call('PATCH', one, { name: 'NAS', docker: { enabled: false } });
    expect(changed.body).toEqual({
      ...saved.body,
      name: 'NAS',
      docker: { enabled: false, mode: 'auto', command: 'docker' },
    });
    const still = await admin.call('PATCH', one, { docker: { mode: 'cli' } });
    expect(still.body.docker).toEqual({ enabled: false, mode: 'cli', command: 'docker' });
    const pinned = await admin.call('PUT', `${one}/pin`, { fingerprint: PRINT.replace('f', 'g') });
    expect(pinned.body.pin.fingerprint).toBe(PRINT.replace('f', 'g'));
    expect((await admin.call('DELETE', one)).status).toBe(204);
    expect((await admin.call('GET', SSH_HOSTS)).body).toEqual([]);
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['PUT', '/pin', { fingerprint: PRINT }],
      ['POST', '/probe'],
      ['POST', '/test'],
    ] as const)
      expect((await admin.call(method, one + path, body)).status).toBe(404);

    const entries = await admin.audit('?action=host');
    const place = 'ssh://root@127.0.0.1:1';
    expect(
      entries.toReversed().map(({ action, target, outcome }) => [action, target, outcome]),
    ).toEqual([
      ['host.create', place, 'ok'],
      ['host.create', place, 'failed'],
      ['host.update', 'ssh:1', 'ok'],
      ['host.update', 'ssh:1', 'ok'],
      ['host.pin', 'ssh:1', 'ok'],
      ['host.delete', 'ssh:1', 'ok'],
      ...['update', 'delete', 'pin', 'probe', 'test'].map((act) => [
        `host.${act}`,
        'ssh:1',
        'failed',
      ]),
    ]);
    expect(entries.at(-1)?.details).toMatchObject({ name: 'x', fingerprint: PRINT });
    expect(entries.at(-3)?.details).toMatchObject({ fields: 'name,docker' });
    expect(JSON.stringify(entries)).not.toContain('a password');
  });

  it('is there after a restart, and not with another key of the server', async () => {
    const admin = await asAdmin();
    const auth = { type: 'password', password: 'a password' };
    const host = await addSshHost(admin, { ...NOWHERE, auth });
    await admin.server.close();
    const { dataDir } = admin.server;
    const config = readConfig({
      ARCHNEST_DATA_DIR: dataDir,
      ARCHNEST_SECRET_KEY: 'another-key-of-more-than-32-characters',
      ARCHNEST_LOG_LEVEL: 'silent',
    });
    await expect(createServer(config)).rejects.toThrow(/sealed with another key/);
    const again = await testServer({ ARCHNEST_DATA_DIR: dataDir });
    const { token } = (await call(again, 'POST', '/api/auth/login', { body: ADMIN })).body;
    expect((await call(again, 'GET', SSH_HOSTS, { token })).body).toEqual([host]);
  });

  it('is not taken with anything odd in it, and the field is named', async () => {
    const admin = await asAdmin();
    await addSshHost(admin, { ...AGENT, name: 'here' });
    const refused = async (method: string, path: string, field: string, body: object) => {
      const answer = await admin.call(method, path, body);
      const what = `${method} ${path} ${JSON.stringify(body).slice(0, 200)}`;
      expect([what, answer.status, answer.body.error?.code]).toEqual([
        what,
        400,
        'validation_failed',
      ]);
      expect([what, answer.body.error.details[0].path]).toEqual([what, field]);
    };
    for (const [field, odd] of ODD_BODIES) {
      for (const path of [SSH_HOSTS, `${SSH_HOSTS}/test`])
        await refused('POST', path, field, { ...AGENT, ...odd });
      await refused('PATCH', `${SSH_HOSTS}/1`, field, odd);
      await refused('POST', `${SSH_HOSTS}/1/test`, field, odd);
    }
    for (const [field, odd] of ODD_PLACES)
      await refused('POST', `${SSH_HOSTS}/probe`, field, { address: 'h', ...odd });
    for (const body of [{}, { fingerprint: 'x' }, { fingerprint: PRINT, force: true }])
      await refused('PUT', `${SSH_HOSTS}/1/pin`, 'force' in body ? '' : 'fingerprint', body);
    for (const [method, path] of [
      ['POST', SSH_HOSTS],
      ['PATCH', `${SSH_HOSTS}/1`],
    ] as const) {
      await refused(method, path, 'jumpHostId', {
        ...(method === 'POST' ? AGENT : {}),
        jumpHostId: '99',
      });
    }
    await refused('PATCH', `${SSH_HOSTS}/1`, 'jumpHostId', { jumpHostId: '1' });
    expect((await admin.call('GET', SSH_HOSTS)).body).toMatchObject([{ name: 'here', port: 1 }]);
    expect(await admin.audit('?action=host.test')).toEqual([]);
  });

  it('is not taken with a key that cannot be used, and what is wrong with it is said', async () => {
    const admin = await asAdmin();
    const key = await makeSshKey({ passphrase: 'open sesame' });
    const { privateKey, passphrase, publicKey } = key;
    const other = await makeSshKey();
    const odd: [field: string, auth: object][] = [
      ['auth.privateKey', { privateKey: 'hello' }],
      ['auth.privateKey', { privateKey: publicKey }],
      ['auth.privateKey', { privateKey: privateKey.slice(0, 200) }],
      ['auth.passphrase', { privateKey }],
      ['auth.passphrase', { privateKey, passphrase: 'open barley' }],
      ['auth.certificate', { privateKey, passphrase, certificate: 'hello' }],
      ['auth.certificate', { privateKey, passphrase, certificate: other.publicKey }],
    ];
    await addSshHost(admin, { ...AGENT, name: 'here' });
    for (const [field, fields] of odd)
      for (const [method, path, rest] of [
        ['POST', SSH_HOSTS, NOWHERE],
        ['PATCH', `${SSH_HOSTS}/1`, {}],
      ] as const) {
        const auth = { type: 'key', ...fields };
        const { status, body } = await admin.call(method, path, { ...rest, auth });
        expect([field, status, body.error.details?.[0].path]).toEqual([field, 400, field]);
        expect(JSON.stringify(body)).not.toMatch(/hello|sesame|barley/);
      }
    const auth = { type: 'key', privateKey, passphrase };
    expect((await addSshHost(admin, { ...NOWHERE, auth })).auth).toEqual({
      type: 'key',
      hasSecret: true,
      hasPassphrase: true,
      hasCertificate: false,
    });
  });

  it('is not read when it is too large to be one', async () => {
    const admin = await asAdmin();
    const large = { ...AGENT, name: 'x'.repeat(300_000) };
    for (const path of [SSH_HOSTS, `${SSH_HOSTS}/test`, `${SSH_HOSTS}/probe`])
      expect((await admin.call('POST', path, large)).status).toBe(413);
    const { body } = await admin.call('PATCH', `${SSH_HOSTS}/1`, large);
    expect(body.error.code).toBe('payload_too_large');
  });

  it('is nothing for members, and that they tried is written down', async () => {
    const admin = await asAdmin();
    await addSshHost(admin, AGENT);
    const token = await memberToken(admin.server);
    const routes = [
      ['GET', SSH_HOSTS],
      ['POST', SSH_HOSTS],
      ['PATCH', `${SSH_HOSTS}/1`],
      ['DELETE', `${SSH_HOSTS}/1`],
      ['PUT', `${SSH_HOSTS}/1/pin`],
      ['POST', `${SSH_HOSTS}/probe`],
      ['POST', `${SSH_HOSTS}/1/probe`],
      ['POST', `${SSH_HOSTS}/test`],
      ['POST', `${SSH_HOSTS}/1/test`],
      ['POST', `${SSH_HOSTS}/import`],
      ['GET', '/api/ssh/server'],
    ] as const;
    for (const [method, path] of routes)
      expect((await call(admin.server, method, path, { token })).status).toBe(403);
    expect(await admin.audit('?action=access.denied')).toHaveLength(routes.length);
    expect(await admin.audit('?action=host')).toHaveLength(1);
    expect((await admin.call('GET', SSH_HOSTS)).body).toHaveLength(1);
  });
});

describe('a jump host', () => {
  it('is there to be jumped over: it shows no containers and cannot go while it is used', async () => {
    const admin = await asAdmin();
    const jump = await addSshHost(admin, { ...AGENT, docker: { enabled: false } });
    const behind = await addSshHost(admin, { ...AGENT, name: 'behind', jumpHostId: jump.id });
    const keys = async () =>
      (await admin.call('GET', '/api/hosts')).body.map(({ key }: { key: string }) => key);
    expect(await keys()).toEqual([behind.key]);
    for (const path of ['', '/web', '/web/logs', '/web/stats']) {
      const list = await admin.call('GET', `/api/docker-ssh/hosts/${jump.id}/containers${path}`);
      expect(list).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    }
    const refused = await admin.call('DELETE', `${SSH_HOSTS}/${jump.id}`);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect(refused.body.error.message).toContain('behind');
    const enabled = { docker: { enabled: true } };
    expect((await admin.call('PATCH', `${SSH_HOSTS}/${jump.id}`, enabled)).status).toBe(200);
    expect(new Set(await keys())).toEqual(new Set([jump.key, behind.key]));
    expect((await admin.call('DELETE', `${SSH_HOSTS}/${behind.id}`)).status).toBe(204);
    expect((await admin.call('DELETE', `${SSH_HOSTS}/${jump.id}`)).status).toBe(204);
    expect(await keys()).toEqual([]);
  });
});

describe('a look at the host key', () => {
  it('shows it, and signs in nowhere without a pin', async () => {
    const sshd = await testSshd();
    const admin = await asAdmin();
    const { fingerprint, type: keyType } = sshd.hostKey;
    const place = { address: '127.0.0.1', port: sshd.port };
    const shown = { ...place, state: 'unpinned', fingerprint, keyType, pinned: null };
    const probe = async (path: string, body?: object) =>
      (await admin.call('POST', `${SSH_HOSTS}/${path}`, body)).body.hops;
    const fresh = await probe('probe', place);
    expect(fresh).toMatchObject([{ ...shown, hostId: null, problem: 'unpinned' }]);
    const { fingerprint: _, ...unpinned } = hostOn(sshd);
    const { id, name } = await addSshHost(admin, unpinned);
    expect(await probe(`${id}/probe`)).toMatchObject([{ ...shown, hostId: id, name }]);
    expect((await admin.call('GET', SSH_HOSTS)).body).toMatchObject([{ pin: null }]);

    await admin.call('PUT', `${SSH_HOSTS}/${id}/pin`, { fingerprint });
    const verified = { state: 'verified', pinned: fingerprint, problem: null, message: null };
    expect(await probe(`${id}/probe`)).toMatchObject([{ ...shown, ...verified }]);
    await sshd.swapHostKey();
    expect(await probe(`${id}/probe`)).toMatchObject([
      { state: 'changed', fingerprint: sshd.hostKey.fingerprint, pinned: fingerprint },
    ]);
    expect(await connectionsIn(sshd)).toHaveLength(4);
    expect(await loginsIn(sshd)).toEqual([]);
    expect(await admin.audit('?action=host.probe')).toMatchObject([
      ...[1, 2, 3].map(() => ({ target: `ssh:${id}`, outcome: 'ok' })),
      { target: `ssh://probe@127.0.0.1:${sshd.port}`, outcome: 'ok' },
    ]);
  });

  it('goes over jump hosts that showed their pinned key, and no further', async () => {
    const [near, far] = [await testSshd(), await testSshd()];
    const admin = await asAdmin();
    const { fingerprint, ...unpinned } = jumpOn(near);
    const { id } = await addSshHost(admin, unpinned);
    const look = async () => {
      const place = { address: '127.0.0.1', port: far.port, jumpHostId: id };
      return (await admin.call('POST', `${SSH_HOSTS}/probe`, place)).body.hops;
    };
    expect(await look()).toMatchObject([{ hostId: id, state: 'unpinned' }, { state: 'unreached' }]);
    expect(await loginsIn(near)).toEqual([]);
    expect(await connectionsIn(far)).toEqual([]);
    await admin.call('PUT', `${SSH_HOSTS}/${id}/pin`, { fingerprint });
    expect(await look()).toMatchObject([
      { hostId: id, state: 'verified', pinned: fingerprint },
      { hostId: null, state: 'unpinned', fingerprint: far.hostKey.fingerprint },
    ]);
    expect(await near.connections()).toBe(1);
    expect(await loginsIn(far)).toEqual([]);
  });
});

describe('an import', () => {
  const preview = async (text: string) => {
    const admin = await asAdmin();
    return admin.call('POST', `${SSH_HOSTS}/import`, { text });
  };

  it('is a preview, and saves nothing', async () => {
    const { status, body } = await preview('Host nas\n  HostName 10.0.0.5\n  User admin\n');
    expect(status).toBe(200);
    expect(body.hosts).toMatchObject([
      { alias: 'nas', address: '10.0.0.5', port: 22, username: 'admin', jump: [] },
    ]);
  });

  it('is not read when it is larger than any configuration', async () => {
    expect((await preview('#'.repeat(256 * 1024))).status).toBe(200);
    expect((await preview('#'.repeat(256 * 1024 + 1))).status).toBe(400);
    expect((await preview('#'.repeat(1024 * 1024))).status).toBe(413);
  });
});
