import { describe, expect, it } from 'vitest';
import { findSaved, nameAt, parseTarget, placeWords, type Target } from './target.ts';

const target = (fields: Partial<Target>): Target => ({
  address: 'nas',
  username: null,
  port: null,
  jump: null,
  ...fields,
});

describe('what was pasted as an address', () => {
  it.each<[string, Partial<Target>]>([
    ['nas', {}],
    ['  nas  ', {}],
    ['ops@nas', { username: 'ops' }],
    ['ops@nas:2222', { username: 'ops', port: '2222' }],
    ['192.168.1.20:22', { address: '192.168.1.20', port: '22' }],
    ['ops@realm@nas', { username: 'ops@realm' }],
    ['HOME\\ops@nas', { username: 'HOME\\ops' }],
    ['fe80::1%eth0', { address: 'fe80::1%eth0' }],
    ['ops@fe80::1', { address: 'fe80::1', username: 'ops' }],
    ['ops@[fe80::1]:2222', { address: 'fe80::1', username: 'ops', port: '2222' }],
    ['ssh://ops@nas:2222', { username: 'ops', port: '2222' }],
    ['ssh://nas/', {}],
    ['ssh://ops%40realm@nas', { username: 'ops@realm' }],
    ['ssh ops@nas', { username: 'ops' }],
    ['ssh -p 2222 ops@nas', { username: 'ops', port: '2222' }],
    ['ssh -p2222 -l ops nas', { username: 'ops', port: '2222' }],
    ['ssh ops@nas -p 2222', { username: 'ops', port: '2222' }],
    ['ssh -4vAp 2222 nas', { port: '2222' }],
    ['ssh -i ~/.ssh/id -o BatchMode=yes nas docker ps', {}],
    ['ssh -J a@gate:2200,inner ops@nas', { username: 'ops', jump: 'inner' }],
    ['ssh -p 2222 ssh://ops@nas', { username: 'ops', port: '2222' }],
  ])('%j', (text, fields) => {
    expect(parseTarget(text)).toEqual(target(fields));
  });

  it('never keeps a password', () => {
    expect(parseTarget('ssh://ops:hunter2@nas')).toEqual(target({ username: 'ops' }));
  });

  it.each(['', 'two words', 'ssh -p 22', 'https://nas', 'ssh://', 'ops@', 'nas:abc', 'a/b:1/'])(
    'is none: %j',
    (text) => {
      expect(parseTarget(text)).toBeNull();
    },
  );
});

it.each([
  ['nas.home.arpa', 'nas'],
  ['NAS', 'nas'],
  ['192.168.1.20', '192.168.1.20'],
  ['fe80::1', 'fe80::1'],
  ['', ''],
])('a machine at %j is called %j', (address, name) => {
  expect(nameAt(address)).toBe(name);
});

it.each([
  [{ address: 'nas', port: 22, username: 'ops' }, false, 'ops@nas'],
  [{ address: 'nas', port: 22, username: 'ops' }, true, 'ops@nas:22'],
  [{ address: 'nas', port: 2222 }, false, 'nas:2222'],
  [{ address: 'fe80::1', port: 22 }, false, 'fe80::1'],
  [{ address: 'fe80::1', port: 2222, username: 'ops' }, false, 'ops@[fe80::1]:2222'],
])('%j is written %s', (place, always, words) => {
  expect(placeWords(place, always)).toBe(words);
});

describe('the saved host that a jump names', () => {
  const host = (id: string, name: string, address: string, port = 22) => ({
    id,
    name,
    address,
    port,
    username: 'ops',
  });
  const saved = [host('1', 'gate', '10.0.0.1'), host('2', 'Inner', 'inner.lan', 2200)];

  it.each<[string, string | undefined]>([
    ['gate', '1'],
    ['inner', '2'],
    ['ops@10.0.0.1', '1'],
    ['10.0.0.1:22', '1'],
    ['ops@INNER.lan:2200', '2'],
    ['inner.lan', undefined],
    ['root@10.0.0.1', undefined],
    ['elsewhere', undefined],
  ])('%s', (jump, id) => {
    expect(findSaved(saved, jump)?.id).toBe(id);
  });
});
