import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { container, containerStats, logPage, type Container } from '../../src/contract/index.ts';
import { startProxy } from '../bench/daemonProxy.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { testContainer, type Made } from '../conformance/containers.ts';
import { addHost, asAdmin, memberToken, type Admin } from '../dockerHost.ts';
import { call } from '../kit.ts';

let docker: TestDocker;
beforeAll(async () => {
  docker = await testDocker();
});
afterAll(async () => {
  await docker.stop();
});

interface Managed extends Admin {
  /** `/api/docker/hosts/1/containers` */
  base: string;
  key: string;
}

async function managed(endpoint = docker.host): Promise<Managed> {
  const admin = await asAdmin();
  const { id, key } = await addHost(admin, endpoint);
  return { ...admin, base: `/api/docker/hosts/${id}/containers`, key };
}

const get = async ({ call: ask, base }: Managed, path: string, status = 200) => {
  const answer = await ask('GET', `${base}${path}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer;
};
const state = async (on: Managed, { id }: Made) => (await get(on, `/${id}`)).body.state as string;

describe('reading', () => {
  it('gives the containers of a host, one of them, and the host’s row', async () => {
    const made = await testContainer(docker, { flags: ['--env', 'API_TOKEN=canary-of-the-api'] });
    const on = await managed();
    const list = container.array().parse((await get(on, '')).body);
    expect(list.find(({ id }) => id === made.id)).toMatchObject({ name: made.name, host: on.key });
    for (const ref of [made.id, made.id.slice(0, 12), made.name]) {
      const one = container.parse((await get(on, `/${ref}`)).body);
      expect(one).toMatchObject({ id: made.id, state: 'running' });
      expect(one.env).toContainEqual({ key: 'API_TOKEN', value: '********' });
    }
    await get(on, '/nothing-here', 404);
    expect((await on.call('GET', '/api/hosts')).body).toMatchObject([
      { key: on.key, status: 'online', engine: { version: expect.any(String) } },
    ]);
    const all = await on.call('GET', `/api/containers?host=${on.key}&host=docker:99`);
    expect((all.body.items as Container[]).map(({ id }) => id)).toContain(made.id);
    expect(all.body.failures).toMatchObject([{ host: 'docker:99', code: 'not_found' }]);
    expect(JSON.stringify([list, all.body])).not.toContain('canary-of-the-api');
  });

  it('samples one container', async () => {
    const made = await testContainer(docker);
    const on = await managed();
    const sample = containerStats.parse((await get(on, `/${made.name}/stats`)).body);
    expect(sample.pids).toBeGreaterThan(0);
    await docker.docker(['kill', made.id]);
    await expect.poll(() => state(on, made)).toBe('exited');
    const { body } = await get(on, `/${made.name}/stats`, 409);
    expect(body.error).toMatchObject({ code: 'conflict', message: `${made.name} is not running.` });
  });

  it('says of a host that is down why, and names it beside the others', async () => {
    const on = await managed('unix:///nonexistent/docker.sock');
    const { body } = await get(on, '', 502);
    expect(body.error).toMatchObject({
      code: 'host_unreachable',
      message: expect.stringMatching(/no such socket/),
    });
    for (const path of ['/web', '/web/stats', '/web/logs']) await get(on, path, 502);
    expect((await on.call('GET', '/api/containers')).body).toMatchObject({
      items: [],
      failures: [{ host: on.key, code: 'host_unreachable' }],
    });
    expect((await on.call('GET', '/api/hosts')).body).toMatchObject([{ status: 'offline' }]);
  });
});

describe('logs', () => {
  const TALK = 'for i in $(seq 1 600); do echo "line $i"; done; echo "the end" >&2';
  const texts = async (on: Managed, path: string) =>
    logPage.parse((await get(on, path)).body).lines.map(({ m }) => m);

  it('are the last five hundred lines, or what was asked for', async () => {
    const made = await testContainer(docker, { command: ['sh', '-c', TALK] });
    await docker.docker(['wait', made.id]);
    const on = await managed();
    const path = `/${made.name}/logs`;
    expect(await texts(on, path)).toHaveLength(500);
    const tail = await texts(on, `${path}?tail=3&stream=stdout`);
    expect(tail.at(-1)).toBe('line 600');
    expect(await texts(on, `${path}?stream=stderr&tail=10000`)).toEqual(['the end']);
    const { lines } = logPage.parse((await get(on, `${path}?tail=1`)).body);
    const since = encodeURIComponent(lines[0]?.t ?? '');
    expect(await texts(on, `${path}?since=${since}`)).toEqual([lines[0]?.m]);
    expect(await texts(on, `${path}?until=1`)).toEqual([]);
    await get(on, '/nothing-here/logs', 404);
  });

  it('come as a file, whole', async () => {
    const made = await testContainer(docker, { command: ['sh', '-c', TALK] });
    await docker.docker(['wait', made.id]);
    const on = await managed();
    const { headers, body } = await get(on, `/${made.name}/logs?download=1`);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${made.name}.log"`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const lines = (body as string).trimEnd().split('\n');
    expect(lines).toHaveLength(601);
    for (const line of lines) expect(line).toMatch(/^20\d\d-\S+Z (line \d+|the end)$/);
    // What is not there is said in JSON, and not in a file of that name.
    const missing = await get(on, '/nothing-here/logs?download=1', 404);
    expect(missing.body.error.code).toBe('not_found');
    expect(missing.headers.get('content-disposition')).toBeNull();
    const empty = await testContainer(docker, { verb: 'create' });
    await expect.poll(() => state(on, empty)).toBe('created');
    expect((await get(on, `/${empty.name}/logs?download`)).body).toBe('');
  });

  it('are in the audit, once for all pages that one reader turns', async () => {
    const made = await testContainer(docker, { command: ['echo', 'hello'] });
    const on = await managed();
    for (const query of ['', '?tail=1', '?download=1']) await get(on, `/${made.name}/logs${query}`);
    await get(on, '/nothing-here/logs', 404);
    expect(await on.audit('?action=log')).toMatchObject([
      {
        actor: 'ada',
        action: 'log.view',
        target: expect.stringMatching(new RegExp(`^docker:\\d+/${made.name}$`)),
        outcome: 'ok',
      },
    ]);
  });

  it('are no longer read when whoever asked hangs up', async () => {
    const made = await testContainer(docker, { command: ['seq', '1', '400000'] });
    await docker.docker(['wait', made.id]);
    const line = await startProxy(docker.host, 'unix');
    onTestFinished(line.close);
    const on = await managed(line.endpoint);
    await get(on, `/${made.id}`);
    const before = line.connections();
    const response = await download(on, `/${made.id}/logs?download=1`);
    // A reader who stands still: the log is not in our memory, it waits at the daemon.
    await expect.poll(line.connections).toBe(before + 1);
    response.destroy();
    await expect.poll(line.connections).toBe(before);
    await get(on, `/${made.id}`);
  });

  it('may be asked for many times on a connection that is kept', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const made = await testContainer(docker);
    const on = await managed();
    for (let i = 0; i < 40; i++) await get(on, `/${made.id}/logs?tail=1`);
    expect(warnings).toEqual([]);
  });
});

/** A reply of which only the beginning was read. */
const download = ({ server, token, base }: Managed, path: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(`${server.url}${base}${path}`, { headers }, (response) => {
      response.once('readable', () => {
        response.read(1);
        resolve(response);
      });
      response.on('error', () => undefined);
    })
      .on('error', reject)
      .end();
  });

describe('acts', () => {
  it('are done when they are answered, and stand in the audit', async () => {
    const made = await testContainer(docker, { flags: ['--stop-timeout', '1'] });
    const on = await managed();
    const acts = [
      ['stop', 204, 'exited'],
      ['stop', 204, 'exited'],
      ['kill', 409, 'exited'],
      ['start', 204, 'running'],
      ['restart', 204, 'running'],
      ['pause', 204, 'paused'],
      ['unpause', 204, 'running'],
      ['unpause', 409, 'running'],
      ['kill', 204, 'exited'],
    ] as const;
    for (const [verb, status, then] of acts) {
      const answer = await on.call('POST', `${on.base}/${made.name}/${verb}`);
      expect([verb, answer.status, await state(on, made)]).toEqual([verb, status, then]);
      if (status === 409) expect(answer.body.error.message).toContain(made.name);
      else expect(answer.body).toBe('');
    }
    const target = `${on.key}/${made.name}`;
    expect((await on.audit('?action=container')).toReversed()).toMatchObject(
      acts.map(([verb, status]) => ({
        actor: 'ada',
        address: '127.0.0.1',
        action: `container.${verb}`,
        target,
        outcome: status === 204 ? 'ok' : 'failed',
        code: status === 204 ? null : 'conflict',
        details: { durationMs: expect.any(Number) },
      })),
    );
  });

  it('remove what may be removed', async () => {
    const made = await testContainer(docker);
    const on = await managed();
    const remove = (query: string) => on.call('DELETE', `${on.base}/${made.name}${query}`);
    expect((await remove('')).status).toBe(409);
    expect((await remove('?force=false&volumes=1')).status).toBe(409);
    expect((await remove('?force=1&volumes=true')).status).toBe(204);
    await get(on, `/${made.id}`, 404);
    expect((await remove('?force')).status).toBe(404);
    expect((await on.audit('?action=container.remove')).toReversed()).toMatchObject([
      { outcome: 'failed', code: 'conflict', details: { force: false, volumes: false } },
      { outcome: 'failed', code: 'conflict', details: { force: false, volumes: true } },
      { outcome: 'ok', code: null, details: { force: true, volumes: true } },
      { outcome: 'failed', code: 'not_found' },
    ]);
  });

  it('on a host that is down are refused, and written down', async () => {
    const on = await managed('tcp://127.0.0.1:1');
    const answer = await on.call('POST', `${on.base}/web/stop`);
    expect(answer).toMatchObject({ status: 502, body: { error: { code: 'host_unreachable' } } });
    expect(await on.audit('?action=container')).toMatchObject([
      { action: 'container.stop', outcome: 'failed', code: 'host_unreachable' },
    ]);
  });

  it('are not for members, who may read', async () => {
    const line = await startProxy(docker.host, 'unix');
    onTestFinished(line.close);
    const made = await testContainer(docker);
    const on = await managed(line.endpoint);
    const token = await memberToken(on.server);
    const ask = (method: string, path: string) =>
      call(on.server, method, `${on.base}/${made.name}${path}`, { token });
    for (const path of ['', '/stats', '/logs?tail=1', '/logs?download=1'])
      expect((await ask('GET', path)).status).toBe(200);
    const verbs = ['start', 'stop', 'restart', 'pause', 'unpause', 'kill'];
    for (const verb of verbs) expect((await ask('POST', `/${verb}`)).status).toBe(403);
    expect((await ask('DELETE', '?force=1')).status).toBe(403);
    expect(await state(on, made)).toBe('running');
    expect(line.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    const denied = await on.audit('?action=access.denied');
    const routes = [
      'DELETE /api/docker/hosts/:hostId/containers/:ref',
      ...verbs.map((verb) => `POST /api/docker/hosts/:hostId/containers/:ref/${verb}`),
    ];
    expect(new Set(denied.map(({ target }) => target))).toEqual(new Set(routes));
    expect(denied).toHaveLength(routes.length);
    expect(new Set(denied.map(({ actor }) => actor))).toEqual(new Set(['bob']));
  });
});
