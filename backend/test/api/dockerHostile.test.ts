import { describe, expect, it } from 'vitest';
import { addHost, asAdmin, memberToken, rawStatus, UPGRADE } from '../dockerHost.ts';
import { testFake } from '../engineSource.ts';
import { ONE } from '../fakeAnswers.ts';
import { call } from '../kit.ts';

/*
 * What looks like code, an option or a path where a name is expected. The host is a daemon that writes down each request,
 * and nobody looks at it: whatever it sees came through.
 */

const ENCODED = [
  'a;id',
  '$(id)',
  '`id`',
  '-it',
  '--help',
  '../../version?x=',
  '..',
  '../..',
  'a/b',
  'a\\b',
  'a b',
  'a\nb',
  'a\r\nHost: evil',
  'a\u0000',
  '\u0000',
  "a'b",
  'a"b',
  'a|b',
  'a&b',
  'a>b',
  'a*',
  'a#b',
  'a?b',
  'a%2fb',
  'a%00',
  '_a',
  '.a',
  'ümlaut',
  'аdmin',
  '容器',
  '😀',
  'a\u202eb',
  'a\u200bb',
  'a\ud800',
  '["a"]',
  '{"id":"a"}',
  'x'.repeat(129),
  'x'.repeat(300),
  ' ',
];

/** As they go over the wire. */
const REFS = [
  ...ENCODED.map((ref) => encodeURIComponent(ref.toWellFormed())),
  'a;id',
  '-it',
  '..',
  '../../version?x=',
  '..%2f..%2fversion',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fversion',
  'a%2fb',
  'a%252fb',
  '%',
  '%zz',
  '%c0%ae%c0%ae',
  'a%ff',
];

const QUERIES: [path: string, queries: string[]][] = [
  [
    '/logs',
    [
      'tail=1;id',
      'tail=-1',
      'tail=0',
      'tail=10001',
      'tail=1e3',
      'tail=0x10',
      'tail=1.5',
      'tail=',
      'tail=all',
      'tail=%20',
      'tail=1&tail=2',
      'tail[]=1',
      'tail[a]=1',
      'since=$(id)',
      'since=%60id%60',
      'since=yesterday',
      'since=2026-02-30T00:00:00Z',
      'since=-1',
      'since=1&since=2',
      'until=1;id',
      'until=2026-06-20',
      'until=999999999999999999',
      'stream=both',
      'stream=stdout&stream=stderr',
      'stream=__proto__',
      'download=yes',
      'download=1&download=1',
      'follow=1',
      'timestamps=0',
      '__proto__=1',
      'constructor=1',
      '%00=1',
    ],
  ],
];

const REMOVE_QUERIES = [
  'force=maybe',
  'force=2',
  'force=1&force=0',
  'volumes=all',
  'link=true',
  'v=1',
];

const NO_VERBS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'exec',
  'remove',
  'rename',
  'update',
  'wait',
  'attach',
  'resize',
  'archive',
  'prune',
  'START',
  'start%00',
  'start%2f..%2fkill',
  'start;id',
  'start/../kill',
  '%73tart%20',
  '',
];

const HOSTS = [
  '0',
  '-1',
  '1;id',
  '1%20',
  '01',
  '1e0',
  '1.0',
  '__proto__',
  'constructor',
  '..',
  '%2e%2e',
  '%00',
  '99',
  'docker:1',
];

async function silentHost() {
  const admin = await asAdmin();
  const fake = await testFake(ONE);
  const { id } = await addHost(admin, fake.endpoint);
  return { ...admin, fake, base: `/api/docker/hosts/${id}/containers`, id };
}

describe('the daemon sees no request', () => {
  it('for a ref that is none', async () => {
    const on = await silentHost();
    for (const ref of REFS)
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/stats'],
        ['GET', '/logs'],
        ['POST', '/stop'],
        ['POST', '/kill'],
        ['DELETE', '?force=1'],
      ] as const) {
        const status = await rawStatus(on, method, `${on.base}/${ref}${path}`);
        expect([400, 404, 414], `${method} ${ref}${path} → ${status}`).toContain(status);
      }
    expect(on.fake.requests).toEqual([]);
    expect(await on.audit('?action=container')).toEqual([]);
  });

  it('for a query that is none', async () => {
    const on = await silentHost();
    for (const [path, queries] of QUERIES)
      for (const query of queries) {
        const status = await rawStatus(on, 'GET', `${on.base}/web${path}?${query}`);
        expect(status, query).toBe(400);
      }
    for (const query of REMOVE_QUERIES)
      expect(await rawStatus(on, 'DELETE', `${on.base}/web?${query}`), query).toBe(400);
    expect(on.fake.requests).toEqual([]);
  });

  it('for a verb that is none, or the wrong method', async () => {
    const on = await silentHost();
    for (const verb of NO_VERBS) {
      const status = await rawStatus(on, 'POST', `${on.base}/web/${verb}`);
      expect([400, 404], `${verb} → ${status}`).toContain(status);
    }
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect(await rawStatus(on, method, `${on.base}/web/stop`)).toBe(404);
    expect(on.fake.requests).toEqual([]);
  });

  it('for a host that is none', async () => {
    const on = await silentHost();
    for (const host of HOSTS)
      for (const [method, path] of [
        ['GET', '/containers'],
        ['GET', '/containers/web'],
        ['POST', '/containers/web/stop'],
        ['DELETE', ''],
        ['POST', '/test'],
      ] as const) {
        const status = await rawStatus(on, method, `/api/docker/hosts/${host}${path}`);
        expect([400, 404], `${method} ${host}${path} → ${status}`).toContain(status);
      }
    expect(on.fake.requests).toEqual([]);
  });

  it('for a socket that asks for anything odd', async () => {
    const on = await silentHost();
    const fine = `hostId=${on.id}&container=web`;
    const queries = [
      ...REFS.map((ref) => `hostId=${on.id}&container=${ref}`).filter(
        (query) => !query.includes('?'),
      ),
      `${fine}&container=other`,
      `${fine}&hostId=2`,
      `${fine}&shell=bash%20-c%20id`,
      `${fine}&shell=__proto__`,
      `${fine}&user=-u`,
      `${fine}&user=root%3bid`,
      `${fine}&user=a:b:c`,
      `${fine}&cols=1e9`,
      `${fine}&cols=0`,
      `${fine}&rows=-1`,
      `${fine}&rows=501`,
      `${fine}&tail=-1`,
      `${fine}&since=$(id)`,
      `${fine}&token=x`,
      'container=web',
      `hostId=${on.id}`,
    ];
    for (const kind of ['exec', 'logs'])
      for (const query of queries) {
        const status = await rawStatus(on, 'GET', `/api/docker/${kind}?${query}`, UPGRADE);
        expect(status, `${kind} ${query}`).toBe(400);
      }
    expect(on.fake.requests).toEqual([]);
  });

  it('of a member who may not', async () => {
    const on = await silentHost();
    const token = await memberToken(on.server);
    for (const verb of ['start', 'stop', 'restart', 'pause', 'unpause', 'kill'])
      expect((await call(on.server, 'POST', `${on.base}/web/${verb}`, { token })).status).toBe(403);
    expect((await call(on.server, 'DELETE', `${on.base}/web`, { token })).status).toBe(403);
    expect(on.fake.requests).toEqual([]);
    // And it is not only deaf.
    expect((await call(on.server, 'GET', `${on.base}/web`, { token })).status).toBe(200);
    expect(on.fake.requests).not.toEqual([]);
  });
});
