import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_IMAGE, testDocker, type TestDocker } from '../bench/dockerd.ts';
import { call, setUp, testServer, type TestServer } from '../kit.ts';
import { aPerson, tokenOf } from '../people.ts';
import { connect, sleep, type Peer } from '../sockets.ts';

let docker: TestDocker;
const NAME = `container-sockets-${process.pid}`;

beforeAll(async () => {
  docker = await testDocker();
  const script = 'trap "exit 0" TERM; echo hello; echo oops >&2; sleep 100000 & wait';
  await docker.docker(['run', '-d', '--name', NAME, TEST_IMAGE, 'sh', '-c', script]);
});
afterAll(async () => {
  await docker.stop();
});

interface Scene {
  server: TestServer;
  admin: string;
  hostId: string;
  /** Changes the database as nobody of this process would hear of. */
  sql: (text: string) => void;
  socket: (kind: 'logs' | 'exec', token: string) => Promise<Peer>;
}

/** A server with the daemon as its host, and one admin. */
async function scene(): Promise<Scene> {
  const server = await testServer();
  const { token } = await setUp(server);
  const body = { name: 'here', endpoint: docker.host };
  const added = await call(server, 'POST', '/api/docker/hosts', { token, body });
  const hostId = added.body.id as string;
  const sql = (text: string) => {
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    db.exec(text);
    db.close();
  };
  const socket = (kind: string, bearer: string) =>
    connect(
      `${server.url.replace('http', 'ws')}/api/docker/${kind}?hostId=${hostId}&container=${NAME}`,
      { authorization: `Bearer ${bearer}` },
    );
  return { server, admin: token, hostId, sql, socket };
}

const aMember = async ({ server, admin }: Scene) => (await aPerson(server, admin, 'bob')).token;

const processes = () => docker.docker(['top', NAME, '-o', 'pid,args']);
const audited = async ({ server, admin }: Scene, query: string) =>
  (await call(server, 'GET', `/api/audit?${query}`, { token: admin })).body.items;

describe('a log', () => {
  it('is for members, and ends with its host', async () => {
    const on = await scene();
    const peer = await on.socket('logs', await aMember(on));
    await peer.next('lines');
    const lines = peer.ofType('lines').flatMap((frame) => frame.lines);
    await expect
      .poll(() => lines.map(({ s, m }) => `${s} ${m}`).sort())
      .toEqual(['err oops', 'out hello']);
    const path = `/api/docker/hosts/${on.hostId}`;
    expect((await call(on.server, 'DELETE', path, { token: on.admin })).status).toBe(204);
    expect(await peer.end()).toBe(4404);
  });

  it('ends with its container, and says whether that is stopped or removed', async () => {
    const on = await scene();
    const name = `${NAME}-short`;
    await docker.docker(['run', '-d', '--name', name, TEST_IMAGE, 'sleep', '100000']);
    const url = `${on.server.url.replace('http', 'ws')}/api/docker/logs?hostId=${on.hostId}&container=${name}`;
    const open = () => connect(url, { authorization: `Bearer ${on.admin}` });
    const first = await open();
    const act = (verb: string) =>
      call(on.server, 'POST', `/api/docker/hosts/${on.hostId}/containers/${name}/${verb}`, {
        token: on.admin,
      });
    expect((await act('kill')).status).toBe(204);
    expect(await first.next('end')).toMatchObject({ reason: 'stopped' });
    expect((await act('start')).status).toBe(204);
    const second = await open();
    await docker.docker(['rm', '-f', name]);
    expect(await second.next('end')).toMatchObject({ reason: 'removed' });
    const third = await open();
    expect(await third.next('error')).toMatchObject({ code: 'not_found' });
  });
});

describe('a shell', () => {
  it('is not for members, and their attempt is in the audit', async () => {
    const on = await scene();
    await expect(on.socket('exec', await aMember(on))).rejects.toThrow('403');
    expect(await audited(on, 'action=access.denied')).toMatchObject([
      { actor: 'bob', target: 'GET /api/docker/exec', outcome: 'denied' },
    ]);
  });

  it('prints, resizes and says how it ended', async () => {
    const on = await scene();
    const peer = await on.socket('exec', on.admin);
    // Typed before it is there.
    peer.send(Buffer.from('stty size; echo "ö$((40+2))"\n'));
    expect(await peer.next('ready')).toMatchObject({
      shell: expect.stringMatching(/^(ash|sh|bash)$/),
    });
    await expect.poll(() => peer.bytes.toString(), { timeout: 10_000 }).toContain('ö42');
    expect(peer.bytes.toString()).toContain('24 80');
    peer.send({ type: 'resize', cols: 132, rows: 43 });
    await expect
      .poll(
        () => {
          peer.send(Buffer.from('stty size\n'));
          return peer.bytes.toString();
        },
        { timeout: 10_000, interval: 200 },
      )
      .toContain('43 132');
    peer.send(Buffer.from('exit 7\n'));
    expect(await peer.next('exit')).toEqual({ type: 'exit', code: 7 });
    expect(await peer.end()).toBe(1000);
    await expect
      .poll(() => audited(on, 'action=exec'))
      .toMatchObject([
        { action: 'exec.close', target: `docker:${on.hostId}/${NAME}`, details: { exitCode: 7 } },
        { action: 'exec.open', target: `docker:${on.hostId}/${NAME}`, actor: 'ada' },
      ]);
  });

  const typed = () => docker.docker(['exec', NAME, 'sh', '-c', 'cat /tmp/typed 2>/dev/null; true']);
  let marks = 70_000;

  /** Another admin with a shell in which something runs, and the admin that can do something about it. */
  async function shellOf(on: Scene) {
    const eve = await aPerson(on.server, on.admin, 'eve', 'admin');
    const peer = await on.socket('exec', eve.token);
    await peer.next('ready');
    const mark = String(marks++);
    peer.send(Buffer.from(`sleep ${mark} & sleep ${mark}\n`));
    await expect.poll(processes, { timeout: 10_000 }).toContain(`sleep ${mark}`);
    return { eve, peer, mark };
  }

  const interventions: [name: string, method: string, path: string, body: unknown, code: number][] =
    [
      ['is demoted', 'PATCH', '', { role: 'member' }, 4403],
      ['is deactivated', 'PATCH', '', { active: false }, 4401],
      ['is deleted', 'DELETE', '', undefined, 4401],
      ['gets a temporary password', 'POST', '/password', undefined, 4401],
    ];

  it.each(interventions)(
    'ends when its admin %s: at once, with all that it runs',
    async (_name, method, path, body, code) => {
      const on = await scene();
      const { eve, peer, mark } = await shellOf(on);
      const log = await on.socket('logs', eve.token);
      const answer = await call(on.server, method, `/api/users/${eve.id}${path}`, {
        token: on.admin,
        body,
      });
      expect([200, 204]).toContain(answer.status);
      // It does not see its end coming, and types on.
      peer.raw.pause();
      for (let turn = 0; turn < 20; turn++) {
        peer.send(Buffer.from(`\u0003echo ${mark} >>/tmp/typed\n`));
        await sleep(5);
      }
      peer.raw.resume();
      expect(await peer.end()).toBe(code);
      await expect.poll(processes, { timeout: 10_000 }).not.toContain(`sleep ${mark}`);
      expect(await typed()).not.toContain(mark);
      // What a member may do, they may do still.
      if (code === 4403) expect(log.closed).toBeUndefined();
      else expect(await log.end()).toBe(code);
      await expect(on.socket('exec', eve.token)).rejects.toThrow(code === 4403 ? '403' : '401');
    },
  );

  it('ends when its admin changes the password elsewhere, and stays where that was done', async () => {
    const on = await scene();
    const { eve, peer, mark } = await shellOf(on);
    const here = await tokenOf(on.server, eve.username, eve.password);
    const mine = await on.socket('exec', here);
    await mine.next('ready');
    const body = { currentPassword: eve.password, newPassword: 'a password of eve alone' };
    const answer = await call(on.server, 'POST', '/api/auth/password', { token: here, body });
    expect(answer.status).toBe(204);
    expect(await peer.end()).toBe(4401);
    await expect.poll(processes, { timeout: 10_000 }).not.toContain(`sleep ${mark}`);
    mine.send(Buffer.from('echo $((40+2)) still\n'));
    await expect.poll(() => mine.bytes.toString(), { timeout: 10_000 }).toContain('42 still');
  });

  const losses: [name: string, lose: (on: Scene) => unknown, code: number, heard?: true][] = [
    [
      'logout',
      ({ server, admin }) => call(server, 'POST', '/api/auth/logout', { token: admin }),
      4401,
      true,
    ],
    ['a session that is removed', ({ sql }) => sql('delete from sessions'), 4401],
    ['a user that is switched off', ({ sql }) => sql('update users set active = 0'), 4401],
    ['a session that expires', ({ sql }) => sql('update sessions set expires_at = 1'), 4401],
    ['a user that is a member now', ({ sql }) => sql("update users set role = 'member'"), 4403],
    [
      'a host that is removed',
      ({ server, admin, hostId }) =>
        call(server, 'DELETE', `/api/docker/hosts/${hostId}`, { token: admin }),
      4404,
      true,
    ],
  ];

  it.each(losses)('ends with %s, and all that it runs', async (_name, lose, code, heard) => {
    const on = await scene();
    const peer = await on.socket('exec', on.admin);
    await peer.next('ready');
    const mark = String(marks++);
    peer.send(Buffer.from(`sleep ${mark} & sleep ${mark}\n`));
    await expect.poll(processes, { timeout: 10_000 }).toContain(`sleep ${mark}`);
    await lose(on);
    // It does not see its end coming, and types on.
    peer.raw.pause();
    for (let turn = 0; turn < 20; turn++) {
      peer.send(Buffer.from(`\u0003echo ${mark} >>/tmp/typed\n`));
      await sleep(5);
    }
    peer.raw.resume();
    expect(await peer.end()).toBe(code);
    await expect.poll(processes, { timeout: 10_000 }).not.toContain(`sleep ${mark}`);
    // Of what was changed behind its back the server hears half a second later.
    if (heard) expect(await typed()).not.toContain(mark);
  });

  it.each(['close', 'terminate'] as const)('ends with its socket (%s)', async (how) => {
    const on = await scene();
    const peer = await on.socket('exec', on.admin);
    await peer.next('ready');
    peer.send(Buffer.from('sleep 71234\n'));
    await expect.poll(processes, { timeout: 10_000 }).toContain('sleep 71234');
    peer.socket[how]();
    await expect.poll(processes, { timeout: 10_000 }).not.toContain('sleep 71234');
  });

  it('ends with the server', async () => {
    const on = await scene();
    const peer = await on.socket('exec', on.admin);
    await peer.next('ready');
    peer.send(Buffer.from('sleep 72345\n'));
    await expect.poll(processes, { timeout: 10_000 }).toContain('sleep 72345');
    await on.server.close();
    expect(await processes()).not.toContain('sleep 72345');
    expect(await peer.end()).toBe(1001);
  });
});
