import type { Socket } from 'node:net';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { bearer, Page } from '../livePage.ts';
import { aContainer, aReport, call, containerId, post, setUp, testServer } from '../kit.ts';
import { aPerson } from '../people.ts';

describe('/api/live', () => {
  it('sends the hosts, then their containers, then each new report', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport({ containers: [aContainer({ env: [{ key: 'A', value: 'b' }] })] }));
    const page = await new Page(server, bearer(token)).open();
    page.watch();
    await page.next((frame) => frame.type === 'snapshot');
    expect(page.frames).toMatchObject([
      { type: 'hosts', hosts: [{ key: 'agent:vm-1', status: 'online' }] },
      { type: 'snapshot', host: 'agent:vm-1', containers: [{ name: 'web', env: null }] },
    ]);
    const before = page.frames.length;
    await post(server, aReport({ containers: [aContainer({ id: containerId('b'), name: 'db' })] }));
    const snapshot = await page.next((frame) => frame.type === 'snapshot', before);
    expect(snapshot).toMatchObject({ containers: [{ name: 'db' }] });
    await page.next((frame) => frame.type === 'host', before);
    await post(server, aReport({ hostId: 'vm-2' }));
    await page.next((frame) => frame.type === 'snapshot' && frame.host === 'agent:vm-2');
    page.socket.close();
  });

  it('tells when a host turns stale, and when it is forgotten', async () => {
    const server = await testServer({ ARCHNEST_STALE_AFTER_MS: '1000' });
    const { token } = await setUp(server);
    await post(server, aReport());
    const page = await new Page(server, bearer(token)).open();
    page.watch();
    await page.next((frame) => frame.type === 'host' && frame.host.status === 'stale');
    await call(server, 'DELETE', '/api/agents/docker/hosts/vm-1', { token });
    await page.next((frame) => frame.type === 'hosts' && frame.hosts.length === 0);
    page.socket.close();
  });

  it('goes on when one host cannot be read, and says so on its row', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    for (const hostId of ['vm-1', 'vm-2', 'vm-3']) await post(server, aReport({ hostId }));
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    db.exec("update agent_reports set body = x'00ff' where host_id = 'vm-2'");
    db.close();
    const page = await new Page(server, bearer(token)).open();
    page.watch();
    await page.next((frame) => frame.type === 'snapshot' && frame.host === 'agent:vm-3');
    const row = await page.next(
      (frame) => frame.type === 'host' && frame.host.status === 'unknown',
    );
    expect(row).toMatchObject({ host: { key: 'agent:vm-2' } });
    expect(page.closed).toBeUndefined();
    page.socket.close();
  });

  it('does not hold up the stop when its peer is silent', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const page = await new Page(server, bearer(token)).open();
    // A laptop that went to sleep: connected, and reading nothing any more.
    (page.socket as unknown as { _socket: Socket })._socket.pause();
    const stopped = await Promise.race([
      server.close().then(() => 'stopped'),
      new Promise((resolve) => setTimeout(resolve, 8_000)),
    ]);
    expect(stopped).toBe('stopped');
    page.socket.terminate();
  });

  it('sends only the hosts that are watched', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const page = await new Page(server, bearer(token)).open();
    page.watch(['agent:vm-2']);
    await post(server, aReport());
    await post(server, aReport({ hostId: 'vm-2' }));
    await page.next((frame) => frame.type === 'snapshot');
    expect(JSON.stringify(page.frames)).not.toContain('vm-1');
    page.socket.close();
  });

  it('closes with 4401 when the session ends', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const page = await new Page(server, bearer(token)).open();
    page.watch();
    await call(server, 'POST', '/api/auth/logout', { token });
    await expect.poll(() => page.closed, { timeout: 1_000 }).toBe(4401);
  });

  it('closes with 4403 when the role changes, either way, and opens again', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const carol = await aPerson(server, admin, 'carol', 'member');
    for (const role of ['admin', 'member'] as const) {
      const page = await new Page(server, bearer(carol.token)).open();
      page.watch();
      await page.next((frame) => frame.type === 'hosts');
      await call(server, 'PATCH', `/api/users/${carol.id}`, { token: admin, body: { role } });
      await expect.poll(() => page.closed).toBe(4403);
    }
  });

  it('is refused before the upgrade without a session, or from another origin with the cookie', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const cookie = `archnest_session=${token}`;
    const { host, port } = new URL(server.url);
    const refused: Record<string, string>[] = [
      {},
      bearer('nonsense'),
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `http://127.0.0.1:${Number(port) + 1}` },
      { cookie, origin: `http://${host}.evil.example` },
      { cookie: 'archnest_session=x', origin: server.url },
    ];
    for (const headers of refused)
      await expect(new Page(server, headers).open(), JSON.stringify(headers)).rejects.toThrow(
        /40[13]/,
      );
    const page = await new Page(server, { cookie, origin: server.url }).open();
    page.socket.close();
  });

  it.each([
    ['bad JSON', '{'],
    ['another type', '{"type":"exec"}'],
    ['a bad host', '{"type":"watch","hosts":["../etc"]}'],
    ['64 KB and more', JSON.stringify({ type: 'watch', hosts: ['x'.repeat(70_000)] })],
    ['bytes', Buffer.from([1, 2, 3])],
  ])('closes that socket on %s, and the server goes on', async (_name, message) => {
    const server = await testServer();
    const { token } = await setUp(server);
    const page = await new Page(server, bearer(token)).open();
    page.socket.send(message);
    await expect.poll(() => page.closed, { timeout: 5_000 }).toBeGreaterThan(1000);
    expect((await call(server, 'GET', '/api/health')).status).toBe(200);
  });
});
