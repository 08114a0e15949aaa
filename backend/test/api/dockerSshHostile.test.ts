import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { startSshd, type TestSshd } from '../bench/sshd.ts';
import { testContainer } from '../conformance/containers.ts';
import { rawStatus, UPGRADE } from '../dockerHost.ts';
import { connectionsIn, managed, SSH_HOSTS } from '../sshHost.ts';
import { hostOn } from '../sshSource.ts';

/*
 * What looks like code, an option or a path where a name is expected, on a machine with a shell behind it. Nobody looks
 * at the host: a connection to its sshd is a request that came through.
 */

/** As they go over the wire. */
const REFS = [
  ...[
    'a;id',
    '$(id)',
    '`id`',
    '-it',
    '--help',
    '--format={{.}}',
    '../../version?x=',
    '..',
    'a/b',
    'a\\b',
    'a b',
    'a\nid',
    'a\r\nid',
    'a\u0000',
    "a'id'",
    'a"id"',
    'a|id',
    'a&id',
    'a>b',
    'a*',
    'a#b',
    '~root',
    '${IFS}',
    '_a',
    '.a',
    'ümlaut',
    'аdmin',
    '容器',
    '😀',
    'a\u202eb',
    'a\u200bb',
    'x'.repeat(129),
    'x'.repeat(300),
    ' ',
  ].map(encodeURIComponent),
  'a;id',
  '-it',
  '..%2f..%2fversion',
  '%2e%2e%2f%2e%2e%2fversion',
  'a%252fb',
  '%',
  '%zz',
  '%c0%ae%c0%ae',
  'a%ff',
];

const ROUTES = [
  ['GET', ''],
  ['GET', '/stats'],
  ['GET', '/logs'],
  ['GET', '/logs?download=1'],
  ...['start', 'stop', 'restart', 'pause', 'unpause', 'kill'].map((verb) => ['POST', `/${verb}`]),
  ['DELETE', ''],
  ['DELETE', '?force=1'],
] as [method: string, path: string][];

const QUERIES: [method: string, path: string][] = [
  'tail=1;id',
  'tail=$(id)',
  'tail=-1',
  'tail=1%0aid',
  'since=$(id)',
  'since=%60id%60',
  'since=-1',
  'since=1;id',
  'until=1;id',
  'until=--details',
  'stream=both',
  'stream=stdout;id',
  'follow=1',
  'details=1',
  '__proto__=1',
].map((query) => ['GET', `/web/logs?${query}`]);

const REMOVALS: [method: string, path: string][] = ['force=maybe', 'volumes=;id', 'link=1'].map(
  (query) => ['DELETE', `/web?${query}`],
);
const NO_VERBS: [method: string, path: string][] = [
  'exec',
  'START',
  'start;id',
  'stop%20web',
  '',
].map((verb) => ['POST', `/web/${verb}`]);

const HOSTS = ['0', '-1', '1;id', '01', '1e0', '1.0', '__proto__', '%2e%2e', '%00', '99', 'ssh:1'];

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

describe('the machine sees no command', () => {
  it('for anything odd, in a path, a query or a socket’s address', async () => {
    const on = await managed(hostOn(sshd));
    const asked = async (method: string, path: string, wanted: number[], headers = {}) => {
      const status = await rawStatus(on, method, path, headers);
      expect(wanted, `${method} ${path} → ${status}`).toContain(status);
    };
    // A path that the router takes for another one is not there, or too long.
    for (const ref of REFS)
      for (const [method, path] of ROUTES)
        await asked(method, `${on.base}/${ref}${path}`, [400, 404, 414]);
    for (const [method, path] of [...QUERIES, ...REMOVALS])
      await asked(method, on.base + path, [400]);
    for (const [method, path] of NO_VERBS) await asked(method, on.base + path, [400, 404]);
    for (const host of HOSTS) {
      for (const [method, path] of ROUTES)
        await asked(method, `/api/docker-ssh/hosts/${host}/containers/web${path}`, [400, 404]);
      for (const act of ['probe', 'test'])
        await asked('POST', `${SSH_HOSTS}/${host}/${act}`, [400, 404]);
      await asked('DELETE', `${SSH_HOSTS}/${host}`, [400, 404]);
    }
    const fine = `hostId=${on.host.id}&container=web`;
    const queries = [
      ...REFS.filter((ref) => !ref.includes('?')).map(
        (ref) => `hostId=${on.host.id}&container=${ref}`,
      ),
      `${fine}&container=other`,
      `${fine}&shell=bash%20-c%20id`,
      `${fine}&shell=$(id)`,
      `${fine}&user=-u`,
      `${fine}&user=root%3bid`,
      `${fine}&user=$(id)`,
      `${fine}&cols=1;id`,
      `${fine}&rows=-1`,
      `${fine}&tail=$(id)`,
      `${fine}&since=;id`,
      'container=web',
    ];
    for (const kind of ['exec', 'logs'])
      for (const query of queries)
        await asked('GET', `/api/docker-ssh/${kind}?${query}`, [400], UPGRADE);
    for (const host of HOSTS)
      for (const kind of ['exec', 'logs'])
        await asked(
          'GET',
          `/api/docker-ssh/${kind}?hostId=${host}&container=web`,
          [400, 404],
          UPGRADE,
        );

    expect(await connectionsIn(sshd)).toEqual([]);
    // An act on a host that is not there is written down as such, and on this one there was none.
    const acts = await on.audit('?action=container');
    expect(acts.filter(({ target }) => target?.startsWith(`${on.host.key}/`))).toEqual([]);
    expect(await on.audit('?action=exec')).toEqual([]);
    // And it is not only deaf.
    const made = await testContainer(docker);
    expect((await on.call('GET', `${on.base}/${made.name}`)).status).toBe(200);
    expect(await connectionsIn(sshd)).not.toEqual([]);
  });
});
