import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  container,
  containerStats,
  host,
  logPage,
  type Container,
} from '../../src/contract/index.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { startSshd, testSshd, type TestSshd } from '../bench/sshd.ts';
import { remove, testContainer, type Made } from '../conformance/containers.ts';
import { addHost, memberToken } from '../dockerHost.ts';
import { call } from '../kit.ts';
import { bearer, Page } from '../livePage.ts';
import { connect } from '../sockets.ts';
import {
  addSshHost,
  connectionsIn,
  loginsIn,
  managed,
  SSH_HOSTS,
  type Managed,
} from '../sshHost.ts';
import { hostOn, jumpOn } from '../sshSource.ts';

let docker: TestDocker;
let sshd: TestSshd;
beforeAll(async () => {
  docker = await testDocker();
  sshd = await startSshd({ docker: { host: docker.host } });
});
afterAll(async () => {
  await sshd.stop();
  await docker.stop();
});

const DOCKER = { enabled: true, mode: 'auto', command: 'docker' } as const;
const HELLO = ['sh', '-c', 'echo hello; echo oops >&2; trap "exit 0" TERM; sleep 100000 & wait'];

const get = async ({ call: ask, base }: Managed, path: string, status = 200) => {
  const answer = await ask('GET', `${base}${path}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body;
};

/** Its log, once it has said both of its lines. */
async function spoken(on: Managed, { name }: Made) {
  const read = async () => logPage.parse(await get(on, `/${name}/logs`));
  await expect.poll(async () => (await read()).lines).toHaveLength(2);
  return read();
}

const socket = (
  { server, host: { id } }: Managed,
  kind: 'logs' | 'exec',
  ref: string,
  token: string,
) =>
  connect(
    `${server.url.replace('http', 'ws')}/api/docker-ssh/${kind}?hostId=${id}&container=${ref}`,
    bearer(token),
  );

const rowOf = async ({ call: ask, host: { key } }: Managed) =>
  host
    .array()
    .parse((await ask('GET', '/api/hosts')).body)
    .find((row) => row.key === key);

describe('the containers of an SSH host', () => {
  it('are those that the Engine itself tells of', async () => {
    const made = await testContainer(docker, {
      flags: ['--env', 'API_TOKEN=canary-over-ssh', '--label', 'a=b', '-p', '127.0.0.1::80'],
      command: HELLO,
    });
    const on = await managed(hostOn(sshd));
    const direct = await addHost(on, docker.host);
    const there = (path: string) =>
      on.call('GET', `/api/docker/hosts/${direct.id}/containers${path}`);
    /** Without what is another on another host, or at another time. */
    const same = ({ host: _host, stats: _stats, status: _status, ...rest }: Container) => rest;
    const list = container.array().parse(await get(on, ''));
    const row = list.find(({ id }) => id === made.id);
    expect(row).toMatchObject({ name: made.name, host: on.host.key, state: 'running' });
    for (const ref of [made.id, made.id.slice(0, 12), made.name]) {
      const one = container.parse(await get(on, `/${ref}`));
      expect(one.env).toContainEqual({ key: 'API_TOKEN', value: '********' });
      expect(same(one)).toEqual(same((await there(`/${ref}`)).body));
    }
    const listed = container.array().parse((await there('')).body);
    expect(row && same(row)).toEqual(same(listed.find(({ id }) => id === made.id) as Container));
    const logs = await spoken(on, made);
    expect(logs).toEqual((await there(`/${made.name}/logs`)).body);
    expect(logs.lines.map(({ s, m }) => `${s} ${m}`).sort()).toEqual(['err oops', 'out hello']);
    expect(await get(on, `/${made.name}/logs?download=1`)).toMatch(/Z hello\n/);
    expect(containerStats.parse(await get(on, `/${made.name}/stats`)).pids).toBeGreaterThan(0);
    await get(on, '/nothing-here', 404);

    const hosts = host.array().parse((await on.call('GET', '/api/hosts')).body);
    const [ssh, engine] = ['ssh', 'engine'].map((source) =>
      hosts.find((one) => one.source === source),
    );
    expect(ssh).toMatchObject({ status: 'online', engine: engine?.engine });
    expect(ssh?.capabilities).toEqual(engine?.capabilities);
    const all = (await on.call('GET', `/api/containers?host=${on.host.key}`)).body;
    expect(all).toMatchObject({ failures: [] });
    expect(JSON.stringify([list, all])).not.toContain('canary-over-ssh');
    expect((await on.call('GET', SSH_HOSTS)).body).toMatchObject([
      { way: { mode: 'tunnel', via: '/var/run/docker.sock' }, pin: { keyType: 'ssh-ed25519' } },
    ]);
  });

  it.each(['tunnel', 'cli'] as const)('are the same by %s', async (mode) => {
    const made = await testContainer(docker, { flags: ['-v', '/data'], command: HELLO });
    const on = await managed(hostOn(sshd, 'admin', { docker: { ...DOCKER, mode } }));
    const direct = await addHost(on, docker.host);
    await spoken(on, made);
    for (const path of ['', '/logs?tail=2']) {
      const there = await on.call(
        'GET',
        `/api/docker/hosts/${direct.id}/containers/${made.id}${path}`,
      );
      const { host: _h, stats: _n, status: _s, ...rest } = there.body;
      expect(await get(on, `/${made.id}${path}`)).toMatchObject(rest);
    }
    expect((await on.call('GET', SSH_HOSTS)).body).toMatchObject([{ way: { mode } }]);
    const shell = await socket(on, 'exec', made.id, on.token);
    shell.send(Buffer.from('echo "ö$((40+2))"; exit 7\n'));
    expect(await shell.next('exit')).toEqual({ type: 'exit', code: 7 });
    expect(shell.bytes.toString()).toContain('ö42');
    expect((await on.call('POST', `${on.base}/${made.id}/kill`)).status).toBe(204);
    expect((await get(on, `/${made.id}`)).state).toBe('exited');
  });

  it('do what admins say, and it is written down', async () => {
    const made = await testContainer(docker, { command: HELLO });
    const on = await managed(hostOn(sshd));
    const acts = [
      ['stop', 204, 'exited'],
      ['kill', 409, 'exited'],
      ['start', 204, 'running'],
      ['pause', 204, 'paused'],
      ['unpause', 204, 'running'],
      ['restart', 204, 'running'],
    ] as const;
    for (const [verb, status, then] of acts) {
      const answer = await on.call('POST', `${on.base}/${made.name}/${verb}`);
      const { state } = await get(on, `/${made.id}`);
      expect([verb, answer.status, state]).toEqual([verb, status, then]);
    }
    expect((await on.call('DELETE', `${on.base}/${made.name}`)).status).toBe(409);
    expect((await on.call('DELETE', `${on.base}/${made.name}?force=1`)).status).toBe(204);
    await get(on, `/${made.id}`, 404);
    const written = (await on.audit('?action=container')).toReversed();
    expect(written.map(({ action, target, code }) => [action, target, code])).toEqual(
      [...acts, ['remove', 409], ['remove', 204]].map(([verb, status]) => [
        `container.${verb}`,
        `${on.host.key}/${made.name}`,
        status === 409 ? 'conflict' : null,
      ]),
    );
  });

  it('may be read by members, and nothing else', async () => {
    const made = await testContainer(docker, { command: HELLO });
    const on = await managed(hostOn(sshd));
    const token = await memberToken(on.server);
    const ask = (method: string, path: string) =>
      call(on.server, method, `${on.base}/${made.name}${path}`, { token });
    for (const path of ['', '/stats', '/logs?tail=1', '/logs?download=1'])
      expect((await ask('GET', path)).status).toBe(200);
    expect((await call(on.server, 'GET', on.base, { token })).status).toBe(200);
    expect(await (await socket(on, 'logs', made.name, token)).next('lines')).toBeDefined();
    const verbs = ['start', 'stop', 'restart', 'pause', 'unpause', 'kill'];
    for (const verb of verbs) expect((await ask('POST', `/${verb}`)).status).toBe(403);
    expect((await ask('DELETE', '?force=1')).status).toBe(403);
    await expect(socket(on, 'exec', made.name, token)).rejects.toThrow('403');
    expect((await get(on, `/${made.id}`)).state).toBe('running');
    const denied = await on.audit('?action=access.denied');
    expect(new Set(denied.map(({ target }) => target))).toEqual(
      new Set([
        'GET /api/docker-ssh/exec',
        'DELETE /api/docker-ssh/hosts/:hostId/containers/:ref',
        ...verbs.map((verb) => `POST /api/docker-ssh/hosts/:hostId/containers/:ref/${verb}`),
      ]),
    );
  });

  it('are shown to a page as they change', async () => {
    const made = await testContainer(docker);
    const on = await managed(hostOn(sshd));
    const page = await new Page(on.server, bearer(on.token)).open();
    onTestFinished(() => {
      page.socket.terminate();
    });
    page.watch([on.host.key]);
    await page.next(({ type }) => type === 'snapshot');
    const ids = page.of('snapshot').flatMap(({ containers }) => containers.map(({ id }) => id));
    expect(ids).toContain(made.id);
    await page.next((frame) => frame.type === 'host' && frame.host.status === 'online');
    await docker.docker(['rename', made.id, `${made.name}-new`]);
    await expect
      .poll(() => page.of('upsert').flatMap(({ containers }) => containers.map(({ name }) => name)))
      .toContain(`${made.name}-new`);
    await expect
      .poll(() => page.of('stats').flatMap(({ samples }) => samples.map(({ id }) => id)))
      .toContain(made.id);
    await remove(docker, made);
    await expect.poll(() => page.of('remove').some(({ ids: [id] }) => id === made.id)).toBe(true);
  });
});

describe('the sockets of an SSH host', () => {
  it('end when it is removed, and what runs in its shells ends there', async () => {
    const made = await testContainer(docker, { command: HELLO });
    const on = await managed(hostOn(sshd));
    const logs = await socket(on, 'logs', made.name, on.token);
    await logs.next('lines');
    const shell = await socket(on, 'exec', made.name, on.token);
    await shell.next('ready');
    const processes = () => docker.docker(['top', made.id, '-o', 'pid,args']);
    shell.send(Buffer.from('sleep 73456\n'));
    await expect.poll(processes).toContain('sleep 73456');
    expect((await on.call('DELETE', `${SSH_HOSTS}/${on.host.id}`)).status).toBe(204);
    expect([await logs.end(), await shell.end()]).toEqual([4404, 4404]);
    await expect.poll(processes).not.toContain('sleep 73456');
    await get(on, '', 404);
    await expect(socket(on, 'logs', made.name, on.token)).rejects.toThrow('404');
    await expect
      .poll(() => on.audit('?action=exec'))
      .toMatchObject([
        { action: 'exec.close', target: `${on.host.key}/${made.name}` },
        { action: 'exec.open', target: `${on.host.key}/${made.name}`, actor: 'ada' },
      ]);
  });
});

/** Everything that asks something of the host. @returns the error of each */
async function allRefusals(on: Managed, ref: string) {
  const errors: [what: string, status: number, error: unknown][] = [];
  for (const [method, path] of [
    ['GET', ''],
    ['GET', `/${ref}`],
    ['GET', `/${ref}/logs`],
    ['GET', `/${ref}/logs?download=1`],
    ['GET', `/${ref}/stats`],
    ['POST', `/${ref}/stop`],
    ['POST', `/${ref}/kill`],
    ['DELETE', `/${ref}?force=1`],
  ] as const) {
    const { status, body } = await on.call(method, on.base + path);
    errors.push([`${method} ${path}`, status, body.error]);
  }
  for (const kind of ['logs', 'exec'] as const) {
    const { type: _, ...error } = await (await socket(on, kind, ref, on.token)).next('error');
    errors.push([kind, 0, error]);
  }
  return errors;
}

describe('a host key that is not the confirmed one', () => {
  it('stops everything, and nothing is sent, until an admin confirms it', async () => {
    const made = await testContainer(docker, { command: HELLO });
    const own = await testSshd({ docker: { host: docker.host } });
    const on = await managed(hostOn(own, 'admin', { name: 'reinstalled' }));
    await get(on, '');
    const following = await socket(on, 'logs', made.name, on.token);
    await following.next('lines');
    const pinned = own.hostKey.fingerprint;
    const logins = (await loginsIn(own)).length;
    await own.swapHostKey();
    const presented = own.hostKey.fingerprint;
    expect(await following.next('end')).toMatchObject({ reason: 'lost' });
    await expect.poll(async () => (await rowOf(on))?.status).toBe('unverified');

    for (const [what, status, error] of await allRefusals(on, made.name)) {
      const code = 'host_key_unverified';
      const message = expect.stringContaining(presented);
      const isSocket = status === 0;
      expect([what, status, error]).toEqual([
        what,
        isSocket ? 0 : 502,
        isSocket
          ? { code, message }
          : { code, message, details: { hop: 'reinstalled', presented, pinned } },
      ]);
    }
    const { statusDetail } = (await rowOf(on)) ?? {};
    expect(statusDetail).toContain(presented);
    expect(statusDetail).toContain(pinned);
    expect((await on.call('GET', SSH_HOSTS)).body).toMatchObject([
      { pin: { fingerprint: pinned } },
    ]);
    expect(await loginsIn(own)).toHaveLength(logins);
    expect(await docker.docker(['inspect', '-f', '{{.State.Status}}', made.id])).toBe('running');

    const confirm = { fingerprint: presented };
    expect((await on.call('PUT', `${SSH_HOSTS}/${on.host.id}/pin`, confirm)).status).toBe(200);
    await get(on, `/${made.name}`);
    expect((await rowOf(on))?.status).toBe('online');
  });

  it('of a jump host stops those behind it, until it is confirmed', async () => {
    const jump = await testSshd();
    const { fingerprint, ...unpinned } = jumpOn(jump, { name: 'the jump' });
    const on = await managed(unpinned);
    const jumpHostId = on.host.id;
    const host = await addSshHost(on, hostOn(sshd, 'admin', { jumpHostId }));
    const behind = { ...on, host, base: `/api/docker-ssh/hosts/${host.id}/containers` };
    expect(await get(behind, '', 502)).toMatchObject({
      error: {
        code: 'host_key_unverified',
        details: { hop: 'the jump', presented: fingerprint, pinned: null },
      },
    });
    expect((await rowOf(behind))?.status).toBe('unverified');
    expect(await loginsIn(jump)).toEqual([]);
    await on.call('PUT', `${SSH_HOSTS}/${jumpHostId}/pin`, { fingerprint });
    await expect.poll(async () => (await on.call('GET', behind.base)).status).toBe(200);
    expect((await rowOf(behind))?.status).toBe('online');
  });

  it('that was never confirmed keeps everybody away from the machine', async () => {
    const own = await testSshd({ docker: { host: docker.host } });
    const { fingerprint, ...unpinned } = hostOn(own, 'admin', { name: 'new' });
    const on = await managed(unpinned);
    expect(await rowOf(on)).toMatchObject({
      status: 'unverified',
      statusDetail: expect.stringMatching(/not confirmed yet/),
    });
    for (const [what, status, error] of await allRefusals(on, 'web')) {
      const wanted = { code: 'host_key_unverified' };
      expect([what, status, error]).toMatchObject([what, status && 502, wanted]);
    }
    expect(await get(on, '', 502)).toMatchObject({
      error: { details: { hop: 'new', presented: null, pinned: null } },
    });
    expect((await on.call('GET', '/api/containers')).body).toMatchObject({
      failures: [{ host: on.host.key, code: 'host_key_unverified' }],
    });
    expect(await own.connections()).toBe(0);
    expect(await connectionsIn(own)).toEqual([]);
    await on.call('PUT', `${SSH_HOSTS}/${on.host.id}/pin`, { fingerprint });
    await get(on, '');
  });
});
