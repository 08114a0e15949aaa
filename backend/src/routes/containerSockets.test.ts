import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { describe, expect, it } from 'vitest';
import { auditing } from '../auth/auditing.ts';
import { SessionService, type LiveSession } from '../auth/sessions.ts';
import { HostRegistry } from '../containers/registry.ts';
import type { ContainerSource, LogReader, LogStream, ShellOptions } from '../containers/source.ts';
import type { Container, Host, LogLine } from '../contract/index.ts';
import type { AuditEntries } from '../db/audit.ts';
import type { Sessions } from '../db/sessions.ts';
import { conflict, notFound } from '../errors.ts';
import { errorHandler } from '../plugins/errorHandler.ts';
import { sockets } from '../plugins/sockets.ts';
import { FakeShell } from '../../test/fakeShell.ts';
import { connect, listen, Peer, sleep } from '../../test/sockets.ts';
import { execSocketRoutes, logSocketRoutes } from './containerSockets.ts';

const ID = 'b'.repeat(64);
const SESSION: LiveSession = {
  id: 's',
  expiresAt: Date.now() + 3_600_000,
  lastSeenAt: Date.now(),
  mustChangePassword: false,
  user: { id: 1, username: 'ada', role: 'admin' },
};

interface Entry {
  action: string;
  target: string | null;
  outcome: string;
  code: string | null;
  actor: string | null;
  address: string | null;
  details: string | null;
}

/** The two routes over one host, `docker:1`, with one container, `web`. */
class World {
  readonly registry = new HostRegistry();
  readonly entries: Entry[] = [];
  readonly followed: { ref: string; query: object }[] = [];
  readonly opened: { ref: string; options: ShellOptions }[] = [];
  container: Partial<Container> | undefined = { id: ID, name: 'web', state: 'running' };
  session: LiveSession | undefined = SESSION;
  shell = new FakeShell();
  openShell: () => Promise<FakeShell> = () => Promise.resolve(this.shell);
  lines: LogLine[][] = [];
  auditFails = false;
  url = '';
  app!: FastifyInstance;

  readonly logs: LogReader = {
    read: () => Promise.reject(new Error('not asked')),
    follow: (ref, query) => {
      this.followed.push({ ref, query });
      return Promise.resolve(streamOf(this.lines));
    },
  };

  source(id: string): ContainerSource {
    const { logs } = this;
    const opener = {
      open: (ref: string, options: ShellOptions) => {
        this.opened.push({ ref, options });
        return this.openShell();
      },
    };
    return {
      describe: () => ({ key: `docker:${id}` }) as Host,
      list: () => Promise.resolve([]),
      find: (ref) =>
        this.container && [ID, 'web', ID.slice(0, 12)].includes(ref)
          ? Promise.resolve(this.container as Container)
          : Promise.reject(notFound(`No container ${ref} on this host.`)),
      // Host 2 can be looked at only.
      ...(id === '1' ? { logs, shell: opener } : {}),
    };
  }

  async start(): Promise<this> {
    const sessions = new SessionService({
      findLive: () => Promise.resolve(this.session),
    } as unknown as Sessions);
    const sourceOf = (id: string) => {
      if (id !== '1' && id !== '2') throw notFound(`No host ${id}.`);
      return this.source(id);
    };
    this.registry.add({
      all: () => [],
      get: (key) => (key === 'docker:1' ? this.source('1') : undefined),
    });
    const auditEntries = {
      append: (entry: Entry) => {
        if (this.auditFails) return Promise.reject(new Error('disk full'));
        this.entries.push(entry);
        return Promise.resolve();
      },
      deleteBefore: () => Promise.resolve(),
    } as unknown as AuditEntries;
    const app = Fastify();
    this.app = app;
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    await app.register(sockets);
    await app.register(errorHandler);
    await app.register(auditing, { auditEntries });
    app.decorateRequest('session', null);
    app.addHook('onRequest', async (request) => {
      request.session = this.session ?? null;
    });
    const options = { base: '/api/docker', sourceOf, registry: this.registry, callers: sessions };
    await app.register(logSocketRoutes, options);
    await app.register(execSocketRoutes, options);
    this.url = `${await listen(app)}/api/docker`;
    return this;
  }

  logsOf = (query: string) => connect(`${this.url}/logs?${query}`);
  exec = (query: string) => connect(`${this.url}/exec?${query}`);
  actions = () => this.entries.map(({ action, outcome }) => `${action} ${outcome}`);
}

async function* batches(lines: LogLine[][]): AsyncGenerator<LogLine[]> {
  yield* lines;
}
const streamOf = (lines: LogLine[][]): LogStream => {
  const stream = batches(lines);
  return { [Symbol.asyncIterator]: () => stream, skip: () => 0 };
};

const world = () => new World().start();
const WEB = 'hostId=1&container=web';

describe('what is refused before the upgrade', () => {
  const bad: [path: string, query: string][] = [
    ...['logs', 'exec'].flatMap((path): [string, string][] => [
      [path, ''],
      [path, 'hostId=1'],
      [path, 'container=web'],
      [path, 'hostId=&container=web'],
      [path, `hostId=${'1'.repeat(65)}&container=web`],
      ...[
        'a;id',
        '$(id)',
        '-it',
        '../../version?x=',
        'a%2fb',
        'a%00',
        'a b',
        'ä',
        'x'.repeat(129),
      ].map((ref): [string, string] => [path, `hostId=1&container=${encodeURIComponent(ref)}`]),
      [path, `${WEB}&container=db`],
      [path, 'hostId=1&container[]=web'],
      [path, `${WEB}&hostId=2`],
      [path, `${WEB}&token=x`],
      [path, `${WEB}&__proto__=x`],
    ]),
    ...[
      'tail=1;id',
      'tail=-1',
      'tail=10001',
      'tail=',
      'tail=1e3',
      'tail=0x10',
      'tail=1&tail=2',
      'tail=all',
    ].map((query): [string, string] => ['logs', `${WEB}&${query}`]),
    ...[
      'since=$(id)',
      'since=yesterday',
      'since=1h',
      'since=',
      'since=1&since=2',
      'follow=1',
      'shell=sh',
    ].map((query): [string, string] => ['logs', `${WEB}&${query}`]),
    ...['shell=bash -c id', 'shell=/bin/sh', 'shell=', 'shell=sh&shell=bash', 'shell=fish'].map(
      (query): [string, string] => ['exec', `${WEB}&${query}`],
    ),
    ...['cols=1e9', 'cols=0', 'cols=1001', 'rows=501', 'rows=-1', 'cols=80.5', 'rows=1&rows=2'].map(
      (query): [string, string] => ['exec', `${WEB}&${query}`],
    ),
    ...[
      'user=-u',
      'user=root;id',
      'user=$(id)',
      'user=a:b:c',
      'user=',
      'user=a&user=b',
      'privileged=1',
    ].map((query): [string, string] => ['exec', `${WEB}&${query}`]),
  ];

  it.each(bad)('%s?%s is 400', async (path, query) => {
    const { url, opened, followed, entries } = await world();
    await expect(connect(`${url}/${path}?${query}`)).rejects.toThrow('400');
    expect({ opened, followed, entries }).toEqual({ opened: [], followed: [], entries: [] });
  });

  it.each(['logs', 'exec'])(
    '%s of a host that is not there is 404, of one that cannot 422',
    async (path) => {
      const { url } = await world();
      await expect(connect(`${url}/${path}?hostId=9&container=web`)).rejects.toThrow('404');
      await expect(connect(`${url}/${path}?hostId=2&container=web`)).rejects.toThrow('422');
    },
  );

  it.each(['logs', 'exec'])('%s without an upgrade is 404', async (path) => {
    const { url, followed, opened } = await world();
    for (const query of ['', `?${WEB}`]) {
      const answer = await fetch(`${url.replace('ws', 'http')}/${path}${query}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } });
    }
    expect([...followed, ...opened]).toEqual([]);
  });
});

describe('the log socket', () => {
  it('follows the container by its id, with what was asked for', async () => {
    const scene = await world();
    scene.lines = [[{ t: null, s: 'out', m: 'hello' }]];
    const peer = await scene.logsOf(`hostId=1&container=web&tail=0&since=2026-06-20T19:30:00Z`);
    expect(await peer.end()).toBe(1000);
    expect(scene.followed).toEqual([
      { ref: ID, query: { tail: 0, since: '2026-06-20T19:30:00Z' } },
    ]);
    expect(peer.frames).toEqual([
      { type: 'lines', lines: [{ t: null, s: 'out', m: 'hello' }] },
      { type: 'end', reason: 'stopped' },
    ]);
  });

  it('says that a container was removed while it was followed', async () => {
    const scene = await world();
    const peer = await scene.logsOf(WEB);
    await expect.poll(() => scene.followed.length).toBe(1);
    scene.container = undefined;
    expect(await peer.next('end')).toEqual({ type: 'end', reason: 'removed' });
  });

  it('says that there is no such container', async () => {
    const peer = await (await world()).logsOf('hostId=1&container=nope');
    expect(await peer.end()).toBe(1000);
    expect(peer.frames).toMatchObject([{ type: 'error', code: 'not_found' }]);
  });

  it('closes with 4404 when its host is removed', async () => {
    const scene = await world();
    scene.logs.follow = () => new Promise(() => undefined);
    const peer = await scene.logsOf(WEB);
    scene.registry.hostRemoved('docker:1');
    expect(await peer.end()).toBe(4404);
  });
});

describe('following a log', () => {
  it('is in the audit once it is open, and not each time', async () => {
    const scene = await world();
    for (const query of [WEB, WEB, `hostId=1&container=${ID}`]) {
      const peer = await scene.logsOf(query);
      await peer.next('end');
    }
    const missing = await scene.logsOf('hostId=1&container=nope');
    await missing.next('error');
    expect(scene.entries).toMatchObject([
      { action: 'log.view', target: 'docker:1/web', outcome: 'ok' },
    ]);
  });
});

describe('the exec socket', () => {
  it('opens the shell that was asked for, and is in the audit before and after', async () => {
    const scene = await world();
    const { resolve, promise } = Promise.withResolvers<FakeShell>();
    scene.openShell = () => promise;
    const peer = await scene.exec(`${WEB}&shell=ash&user=app:app&cols=120&rows=40`);
    await expect
      .poll(() => scene.opened)
      .toEqual([{ ref: ID, options: { shell: 'ash', user: 'app:app', cols: 120, rows: 40 } }]);
    expect(scene.actions()).toEqual(['exec.open ok']);
    resolve(scene.shell);
    await peer.next('ready');
    scene.shell.exit(3);
    expect(await peer.end()).toBe(1000);
    await expect.poll(scene.actions).toEqual(['exec.open ok', 'exec.close ok']);
    for (const entry of scene.entries)
      expect(entry).toMatchObject({
        actor: 'ada',
        address: '127.0.0.1',
        target: 'docker:1/web',
        code: null,
      });
    const [open, close] = scene.entries.map(({ details }) => JSON.parse(details ?? '') as object);
    expect(open).toEqual({ shell: 'ash', user: 'app:app' });
    expect(close).toEqual({
      shell: 'bash',
      user: 'app:app',
      exitCode: 3,
      durationMs: expect.any(Number),
    });
  });

  it('asks for a terminal of the usual size, and leaves shell and user to the container', async () => {
    const scene = await world();
    await scene.exec(WEB);
    await expect
      .poll(() => scene.opened[0]?.options)
      .toEqual({ shell: 'auto', cols: 80, rows: 24 });
  });

  it('opens nothing that cannot be written down', async () => {
    const scene = await world();
    scene.auditFails = true;
    const peer = await scene.exec(WEB);
    expect(await peer.end()).toBe(1011);
    expect(peer.frames).toMatchObject([{ type: 'error', code: 'internal' }]);
    expect(scene.opened).toEqual([]);
  });

  it('writes down what did not open, and why', async () => {
    const scene = await world();
    scene.openShell = () => Promise.reject(conflict('It does not run.'));
    await (await scene.exec(WEB)).end();
    await (await scene.exec('hostId=1&container=nope')).end();
    await expect.poll(() => scene.entries.length).toBe(3);
    expect(scene.entries).toMatchObject([
      { action: 'exec.open', outcome: 'ok', target: 'docker:1/web' },
      { action: 'exec.close', outcome: 'failed', code: 'conflict', target: 'docker:1/web' },
      { action: 'exec.open', outcome: 'failed', code: 'not_found', target: 'docker:1/nope' },
    ]);
  });

  it.each([
    ['the session is gone', (scene: World) => (scene.session = undefined), 4401],
    [
      'the user is a member now',
      (scene: World) => (scene.session = { ...SESSION, user: { ...SESSION.user, role: 'member' } }),
      4403,
    ],
    ['the host is removed', (scene: World) => scene.registry.hostRemoved('docker:1'), 4404],
  ])('ends its shell when %s', async (_name, happen, code) => {
    const scene = await world();
    const peer = await scene.exec(WEB);
    await peer.next('ready');
    // It does not hear of anything and types on.
    peer.raw.pause();
    happen(scene);
    await expect.poll(() => scene.shell.closes, { timeout: 5_000 }).toBe(1);
    peer.send(Buffer.from('rm -rf /\n'));
    await expect.poll(scene.actions).toEqual(['exec.open ok', 'exec.close ok']);
    peer.raw.resume();
    expect(await peer.end()).toBe(code);
    expect(scene.shell.text).toBe('');
    expect(JSON.parse(scene.entries[1]?.details ?? '')).toMatchObject({ exitCode: null });
  });

  it('ends its shell, and writes it down, when the server stops', async () => {
    const scene = await world();
    const peer = await scene.exec(WEB);
    await peer.next('ready');
    let gone = false;
    scene.shell.close = async () => {
      await sleep(100);
      gone = true;
    };
    await scene.app.close();
    expect(gone).toBe(true);
    expect(scene.actions()).toEqual(['exec.open ok', 'exec.close ok']);
    expect(await peer.end()).toBe(1001);
  });

  it('opens nothing for who has left before', async () => {
    const scene = await world();
    const { promise, resolve } = Promise.withResolvers<Container>();
    const source = scene.source('1');
    scene.source = () => ({ ...source, find: () => promise });
    const peer = new Peer(`${scene.url}/exec?${WEB}`);
    await peer.open();
    peer.socket.terminate();
    await sleep(100);
    resolve({ id: ID, name: 'web' } as Container);
    await scene.app.close();
    expect(scene.opened).toEqual([]);
    expect(scene.entries).toEqual([]);
  });
});
