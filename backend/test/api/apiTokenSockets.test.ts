import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newApiToken } from '../apiTokenKit.ts';
import { TEST_IMAGE, testDocker, type TestDocker } from '../bench/dockerd.ts';
import { call, setUp, testServer, type TestServer } from '../kit.ts';
import { aPerson, type Person } from '../people.ts';
import { connect, sleep, type Peer } from '../sockets.ts';
import { sql } from '../sql.ts';

let docker: TestDocker;
const NAME = `api-token-sockets-${process.pid}`;

beforeAll(async () => {
  docker = await testDocker();
  const script = 'trap "exit 0" TERM; echo hello; sleep 100000 & wait';
  await docker.docker(['run', '-d', '--name', NAME, TEST_IMAGE, 'sh', '-c', script]);
});
afterAll(async () => {
  await docker.stop();
});

let server: TestServer;
let admin: string;
let carol: Person;

beforeEach(async () => {
  server = await testServer();
  admin = (await setUp(server)).token;
  carol = await aPerson(server, admin, 'carol', 'admin');
  const body = { name: 'here', endpoint: docker.host };
  expect(
    (await call(server, 'POST', '/api/docker/hosts', { token: admin, body })).body,
  ).toMatchObject({ id: '1' });
});

const paths = {
  live: '/api/live',
  logs: `/api/docker/logs?hostId=1&container=${NAME}`,
  exec: `/api/docker/exec?hostId=1&container=${NAME}`,
};

const open = (kind: keyof typeof paths, token: string): Promise<Peer> =>
  connect(server.url.replace('http', 'ws') + paths[kind], { authorization: `Bearer ${token}` });

/** A socket that is seen to work. */
async function working(kind: keyof typeof paths, token: string): Promise<Peer> {
  const peer = await open(kind, token);
  if (kind === 'live') {
    peer.send({ type: 'watch', hosts: 'all' });
    await peer.next('hosts');
  } else if (kind === 'logs') await peer.next('lines');
  else await expect.poll(() => peer.byteCount).toBeGreaterThan(0);
  return peer;
}

const patch = (fields: object) =>
  call(server, 'PATCH', `/api/users/${carol.id}`, { token: admin, body: fields });

describe('a socket of a token', () => {
  it('opens what the token may: looking with read, shells with manage', async () => {
    const read = await newApiToken(server, carol.token, { scope: 'read' });
    const manage = await newApiToken(server, carol.token);
    await working('live', read.token);
    await working('logs', read.token);
    await expect(open('exec', read.token)).rejects.toThrow('403');
    await working('exec', manage.token);
    const { body } = await call(server, 'GET', '/api/audit?action=exec.open', { token: admin });
    expect(body.items).toMatchObject([
      { actor: 'carol', details: { token: 'deploy', tokenId: manage.id } },
    ]);
  });

  it.each(['live', 'logs', 'exec'] as const)(
    'ends with it when it is revoked, and no other: %s',
    async (kind) => {
      const token = await newApiToken(server, carol.token);
      const other = await newApiToken(server, carol.token);
      const [peer, stays] = [await working(kind, token.token), await working(kind, other.token)];
      await carol.call('DELETE', `/api/auth/tokens/${token.id}`);
      expect(await peer.end()).toBe(4401);
      expect(stays.closed).toBeUndefined();
      await expect(open(kind, token.token)).rejects.toThrow('401');
    },
  );

  it.each(['live', 'logs', 'exec'] as const)('ends at its time: %s', async (kind) => {
    const { token, id } = await newApiToken(server, carol.token);
    const peer = await working(kind, token);
    sql(server, 'update api_tokens set expires_at = ? where id = ?', Date.now() + 100, id);
    expect(await peer.end()).toBe(4401);
    await expect(open(kind, token)).rejects.toThrow('401');
  });

  it.each(['live', 'logs', 'exec'] as const)('ends with its owner: %s', async (kind) => {
    const { token } = await newApiToken(server, carol.token);
    const first = await working(kind, token);
    await patch({ active: false });
    expect(await first.end()).toBe(4401);
    await patch({ active: true });
    const second = await working(kind, token);
    // Behind the server's back.
    sql(server, 'update users set active = 0 where id = ?', carol.id);
    expect(await second.end()).toBe(4401);
    await patch({ active: true });
    const third = await working(kind, token);
    await call(server, 'DELETE', `/api/users/${carol.id}`, { token: admin });
    expect(await third.end()).toBe(4401);
  });

  it('loses the shell alone when its owner becomes a member', async () => {
    const { token } = await newApiToken(server, carol.token);
    const [live, shell] = [await working('live', token), await working('exec', token)];
    await patch({ role: 'member' });
    expect(await shell.end()).toBe(4403);
    expect(live.closed).toBeUndefined();
  });

  it('outlives the session that made the token, and the end of a long life', async () => {
    const { token } = await newApiToken(server, carol.token, { expiresInDays: 3_650 });
    const endless = await newApiToken(server, carol.token, { expiresInDays: null });
    const peers = [await working('live', token), await working('live', endless.token)];
    await carol.call('POST', '/api/auth/logout');
    // A timer of more than 24 days would fire at once.
    await sleep(700);
    expect(peers.map((peer) => peer.closed)).toEqual([undefined, undefined]);
  });
});
