import { describe, expect, it } from 'vitest';
import { api } from './apiPaths.ts';
import {
  containersPath,
  defaultView,
  loginPath,
  nextPath,
  readContainersView,
  splitTabId,
  tabId,
  type ContainersView,
} from './paths.ts';

const read = (path: string) => readContainersView(new URL(path, 'http://x').searchParams);
const tab = tabId('agent:vm-1', '3f9c1a7b02de'.padEnd(64, '0'));

describe('the address of the Containers page', () => {
  it('is bare for the default view', () => {
    expect(containersPath(defaultView)).toBe('/containers');
    expect(read('/containers')).toEqual(defaultView);
  });

  it('reads back as the view that wrote it', () => {
    const view: ContainersView = {
      search: 'label:a=b&c "x y" ünï',
      host: 'agent:vm-1',
      group: 'host',
      sort: { id: 'cpu', desc: true },
      facets: ['unhealthy', 'stale'],
      tabs: [tab, `${tab}.shell`, 'agent:nas/000000000000'],
      tab,
      sections: { [tab]: 'logs' },
    };
    expect(read(containersPath(view))).toEqual(view);
    expect(containersPath(view)).toContain(
      'tabs=agent:vm-1/3f9c1a7b02de/logs,agent:vm-1/3f9c1a7b02de.shell,',
    );
    expect(containersPath(view)).toContain('tab=agent:vm-1/3f9c1a7b02de');
  });

  it('leaves out what it does not know', () => {
    expect(
      read('/containers?group=x&sort=-y&is=a,running,running&tabs=evil,../x&tab=agent:gone/1'),
    ).toEqual({ ...defaultView, facets: ['running'] });
  });

  it('knows a torn off section from one that is chosen', () => {
    expect(splitTabId(`${tab}.logs`)).toEqual({
      hostKey: 'agent:vm-1',
      idPrefix: '3f9c1a7b02de',
      section: 'logs',
    });
    expect(splitTabId(tab).section).toBeNull();
    expect(read(`/containers?tabs=${tab}.attach,${tab}/x,${tab}`)).toMatchObject({
      tabs: [tab],
      sections: {},
    });
  });

  it('does not put a tab in front that is not open', () => {
    expect(read(`/containers?tab=${tab}`).tab).toBeNull();
  });
});

describe('the way back after signing in', () => {
  it.each([
    ['/containers?q=a', '/containers?q=a'],
    ['//evil.example', '/containers'],
    ['/\\evil.example', '/containers'],
    ['https://evil.example', '/containers'],
    ['javascript:alert(1)', '/containers'],
    ['/login?next=/login', '/containers'],
  ])('%s leads to %s', (next, path) => {
    expect(nextPath(new URLSearchParams({ next }))).toBe(path);
  });

  it('is not written when it is the start', () => {
    expect(loginPath('/containers')).toBe('/login');
    expect(nextPath(new URL(loginPath('/containers?q=a&b'), 'http://x').searchParams)).toBe(
      '/containers?q=a&b',
    );
  });
});

it('asks to remove only what was chosen', () => {
  const removal = (force: boolean, volumes: boolean) =>
    api.removal('engine', '1', 'web', { force, volumes });
  expect(removal(false, false)).toBe('/api/docker/hosts/1/containers/web');
  expect(removal(true, true)).toBe('/api/docker/hosts/1/containers/web?force=1&volumes=1');
  expect(api.containerVerb('ssh', '2', 'a.b', 'stop')).toBe(
    '/api/docker-ssh/hosts/2/containers/a.b/stop',
  );
});

it('chooses the base of everything about a container by its source', () => {
  const of = ['ssh', '2', 'web'] as const;
  expect(api.container(...of)).toBe('/api/docker-ssh/hosts/2/containers/web');
  expect(api.logs(...of, { tail: 100, download: 1 })).toBe(
    '/api/docker-ssh/hosts/2/containers/web/logs?tail=100&download=1',
  );
  expect(api.followLogs(...of, { tail: 100 })).toBe(
    '/api/docker-ssh/logs?hostId=2&container=web&tail=100',
  );
  expect(api.exec(...of, { shell: 'auto', cols: 80, rows: 24 })).toBe(
    '/api/docker-ssh/exec?hostId=2&container=web&shell=auto&cols=80&rows=24',
  );
});

it('asks an SSH host as it is typed, or as it is saved', () => {
  expect(api.sshAsk('probe')).toBe('/api/ssh/hosts/probe');
  expect(api.sshAsk('test', '2')).toBe('/api/ssh/hosts/2/test');
  expect(api.sshPin('2')).toBe('/api/ssh/hosts/2/pin');
});

describe('the addresses of the audit', () => {
  it('leaves out what is not asked for, and writes values so that they stay one', () => {
    expect(api.audit({})).toBe('/api/audit');
    expect(api.auditExport('csv', { actor: 'a&b', from: '2026-06-19T22:00:00.000Z' })).toBe(
      '/api/audit/export?format=csv&actor=a%26b&from=2026-06-19T22:00:00.000Z',
    );
  });
});
