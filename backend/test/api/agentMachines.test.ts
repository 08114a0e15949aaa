import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { AgentHost, Host, Report } from '../../src/contract/index.ts';
import { aReport, call, post, setUp, testServer, type TestServer } from '../kit.ts';

const REPORT = '/api/agents/docker/report';

interface Sender {
  server: TestServer;
  admin: string;
  /** With the shared token, as that machine. */
  shared(machineId: string | undefined, rest?: Partial<Report>): ReturnType<typeof post>;
  /** With a new token of vm-1's own. */
  own(): Promise<{ id: string; report(machineId: string): ReturnType<typeof post> }>;
  host(): Promise<Host | undefined>;
  agentHost(): Promise<AgentHost | undefined>;
}

async function sender(env: Record<string, string | undefined> = {}): Promise<Sender> {
  const server = await testServer(env);
  const { token: admin } = await setUp(server);
  const asMachine = (machineId: string | undefined) =>
    machineId === undefined ? {} : { machineId, hostname: machineId };
  const first = async (path: string) => (await call(server, 'GET', path, { token: admin })).body[0];
  return {
    server,
    admin,
    shared: (machineId, rest) => post(server, aReport({ ...asMachine(machineId), ...rest })),
    own: async () => {
      const made = await call(server, 'POST', '/api/agents/tokens', {
        token: admin,
        body: { hostId: 'vm-1' },
      });
      return {
        id: made.body.agentToken.id as string,
        report: (machineId) =>
          call(server, 'POST', REPORT, {
            token: made.body.token as string,
            body: aReport(asMachine(machineId)),
          }),
      };
    },
    host: () => first('/api/hosts') as Promise<Host | undefined>,
    agentHost: () => first('/api/agents/docker/hosts') as Promise<AgentHost | undefined>,
  };
}

const revoke = ({ server, admin }: Sender, id: string) =>
  call(server, 'DELETE', `/api/agents/tokens/${id}`, { token: admin });

const forget = ({ server, admin }: Sender) =>
  call(server, 'DELETE', '/api/agents/docker/hosts/vm-1', { token: admin });

const TAKEN = { status: 200, body: { received: true } };
const REFUSED = { status: 403, body: { error: { code: 'forbidden' } } };

describe('with the shared token', () => {
  it('a name belongs to the machine that reported first; another is refused, and the host says so', async () => {
    const from = await sender();
    expect(await from.shared('one')).toMatchObject(TAKEN);
    expect(await from.host()).toMatchObject({ status: 'online', statusDetail: null });
    const refused = await from.shared('two');
    expect(refused).toMatchObject(REFUSED);
    expect(refused.body.error.message).toMatch(/Another machine is vm-1 already.*ARCHNEST_HOST_ID/);
    const claimed = await from.host();
    expect(claimed).toMatchObject({ status: 'unknown' });
    expect(claimed?.statusDetail).toMatch(/Another machine reports as vm-1/);
    expect(await from.agentHost()).toMatchObject({ hostname: 'one' });
    // In turns: the first is never shut out.
    expect(await from.shared('one')).toMatchObject(TAKEN);
    expect(await from.shared('two')).toMatchObject(REFUSED);
    expect(await from.shared('one')).toMatchObject(TAKEN);
    expect(await from.agentHost()).toMatchObject({ hostname: 'one', token: 'shared' });
  });

  it('of several first reports at once, one has the name', async () => {
    const from = await sender();
    const machines = Array.from({ length: 20 }, (_, index) => `machine-${index}`);
    const answers = await Promise.all(machines.map((machine) => from.shared(machine)));
    const taken = machines.filter((_, index) => answers[index]?.status === 200);
    expect(taken).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(19);
    expect(await from.agentHost()).toMatchObject({ hostname: taken[0] });
    expect((await from.host())?.statusDetail).toMatch(/Another machine/);
  });

  it('a machine that does not say who it is cannot take a name that is bound', async () => {
    const from = await sender();
    expect(await from.shared(undefined)).toMatchObject(TAKEN);
    expect(await from.shared(undefined)).toMatchObject(TAKEN);
    expect(await from.shared('one')).toMatchObject(TAKEN);
    expect(await from.shared(undefined)).toMatchObject(REFUSED);
  });

  it('a machine that was installed anew is refused until its host is forgotten', async () => {
    const from = await sender();
    await from.shared('before');
    expect(await from.shared('after')).toMatchObject(REFUSED);
    expect((await forget(from)).status).toBe(204);
    expect(await from.shared('after')).toMatchObject(TAKEN);
    expect(await from.host()).toMatchObject({ status: 'online', statusDetail: null });
    expect(await from.shared('before')).toMatchObject(REFUSED);
  });

  it('the binding outlives a restart, also while the host is stale', async () => {
    const from = await sender();
    await from.shared('one');
    await from.server.close();
    const again = await testServer({
      ARCHNEST_DATA_DIR: from.server.dataDir,
      ARCHNEST_STALE_AFTER_MS: '1000',
    });
    expect(await post(again, aReport({ machineId: 'two' }))).toMatchObject(REFUSED);
    const hosts = async () => {
      const { body } = await call(again, 'GET', '/api/hosts', { token: from.admin });
      return body as unknown;
    };
    await expect
      .poll(hosts, { timeout: 10_000 })
      .toMatchObject([
        { status: 'stale', statusDetail: expect.stringMatching(/Another machine/) as string },
      ]);
  });

  it('a refused machine is in the audit, once an hour', async () => {
    const from = await sender();
    await from.shared('one');
    for (let index = 0; index < 3; index++) await from.shared('two');
    const { server, admin } = from;
    const page = await call(server, 'GET', '/api/audit?action=agent', { token: admin });
    expect(page.body.items).toMatchObject([
      {
        action: 'agent.denied',
        actor: null,
        address: '127.0.0.1',
        target: 'agent:vm-1',
        outcome: 'denied',
        code: 'forbidden',
      },
    ]);
  });

  it('names can be made up only so many times', async () => {
    const from = await sender();
    await from.shared('one');
    await from.server.close();
    const db = new BetterSqlite(join(from.server.dataDir, 'archnest.db'));
    db.exec(`
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 9999)
      insert into agent_hosts select 'made-up-' || i, hostname, agent_version, received_at, reported_at,
        docker_healthy, container_count, running_count, boots, null, 0 from agent_hosts, n`);
    db.close();
    const again = await testServer({ ARCHNEST_DATA_DIR: from.server.dataDir });
    const refused = await post(again, aReport({ hostId: 'one-more' }));
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'disabled' } } });
    expect(refused.body.error.message).toMatch(/^10,000 hosts are here already/);
    expect(await post(again, aReport({ machineId: 'one' }))).toMatchObject(TAKEN);
    const path = '/api/agents/docker/hosts/made-up-7';
    await call(again, 'DELETE', path, { token: from.admin });
    expect(await post(again, aReport({ hostId: 'one-more' }))).toMatchObject(TAKEN);
  });

  it('the machine’s id is told to nobody', async () => {
    const from = await sender();
    await from.shared(undefined, { machineId: 'canary-of-the-machine' });
    await from.shared('two');
    const paths = ['/api/hosts', '/api/containers', '/api/agents/docker/hosts', '/api/audit'];
    for (const path of [...paths, '/api/agents/docker/hosts/vm-1/containers']) {
      const { status, body } = await call(from.server, 'GET', path, { token: from.admin });
      expect(status, path).toBe(200);
      expect(JSON.stringify(body), path).not.toContain('canary');
    }
  });
});

describe('a token of the host’s own', () => {
  it('lets any machine take the name, and binds it to that one', async () => {
    const from = await sender();
    await from.shared('one');
    const own = await from.own();
    expect(await own.report('two')).toMatchObject(TAKEN);
    expect(await own.report('three')).toMatchObject(TAKEN);
    expect(await from.shared('three')).toMatchObject(REFUSED);
    // Once it is revoked the shared one is good again, for the machine that was last.
    await revoke(from, own.id);
    expect(await from.shared('one')).toMatchObject(REFUSED);
    expect(await from.shared('three')).toMatchObject(TAKEN);
  });

  it('came with the last report, or did not: what would be refused is told', async () => {
    const from = await sender();
    const token = async () => (await from.agentHost())?.token;
    await from.shared('one');
    expect(await token()).toBe('shared');
    const first = await from.own();
    // The machine has the shared one still, which is not taken any more.
    expect(await token()).toBeNull();
    await first.report('one');
    expect(await token()).toBe('own');
    const second = await from.own();
    expect(await token()).toBe('own');
    await revoke(from, first.id);
    expect(await token()).toBeNull();
    await second.report('one');
    expect(await token()).toBe('own');
    await revoke(from, second.id);
    expect(await token()).toBeNull();
    await from.shared('one');
    expect(await token()).toBe('shared');
  });

  it('is assumed for a host whose last report is from before that was kept', async () => {
    const from = await sender();
    await from.shared('one');
    const own = await from.own();
    await from.server.close();
    const db = new BetterSqlite(join(from.server.dataDir, 'archnest.db'));
    db.exec('update agent_hosts set token_id = null, machine_id = null');
    db.close();
    const again = await testServer({ ARCHNEST_DATA_DIR: from.server.dataDir });
    const token = async () => {
      const hosts = '/api/agents/docker/hosts';
      const { body } = await call(again, 'GET', hosts, { token: from.admin });
      return body[0].token as unknown;
    };
    expect(await token()).toBe('own');
    await call(again, 'DELETE', `/api/agents/tokens/${own.id}`, { token: from.admin });
    expect(await token()).toBe('shared');
    expect(await post(again, aReport({ machineId: 'two' }))).toMatchObject(TAKEN);
  });
});
