import { describe, expect, it } from 'vitest';
import { anSshHost } from '../../../test/sshHost.ts';
import {
  complaints,
  draftOf,
  emptySsh,
  isMoved,
  jumpChain,
  jumpChoices,
  keepsAuth,
  nameOf,
  readAddress,
  readBody,
  readPatch,
  settlePlace,
  type PlaceDraft,
  type SshDraft,
} from './sshForm.ts';

const at = (place: Partial<PlaceDraft>, draft: SshDraft = emptySsh): SshDraft => ({
  ...draft,
  place: { ...draft.place, ...place },
});
const withPassword = (draft: SshDraft, password = 'hunter2'): SshDraft => ({
  ...draft,
  auth: { ...draft.auth, type: 'password', password },
});

const fingerprint = 'SHA256:n4tYc0Qe6VhJb1w9uKpZs3XrLdT8mGf2aEoUiRyN5Bk';
const auth = { type: 'password', password: 'hunter2' };

describe('a new host', () => {
  it('is named after its address until it is given a name', () => {
    const draft = at({ address: 'nas.lan', username: 'ops' });
    expect(nameOf(draft)).toBe('nas');
    expect(nameOf({ ...draft, name: 'Films' })).toBe('Films');
    expect(readAddress({ ...draft, name: '' }).errors).toEqual({ name: 'Give it a name.' });
  });

  it('sends the place, the credentials, the options and the key that was confirmed', () => {
    const draft = withPassword(at({ address: 'ops@nas:2222', jumpHostId: '7' }));
    const place = { address: 'nas', port: 2222, username: 'ops', jumpHostId: '7' };
    expect(readAddress(draft).body).toEqual(place);
    expect(readBody(draft, fingerprint)).toEqual({
      body: { name: 'nas', ...place, auth, docker: emptySsh.docker, fingerprint },
      errors: {},
    });
    expect(readBody(draft, null).body).not.toHaveProperty('fingerprint');
  });

  it('says at each field what is wrong, and once what follows from it', () => {
    expect(Object.keys(readAddress(emptySsh).errors).toSorted()).toEqual(['address', 'username']);
    expect(Object.keys(readBody(emptySsh, null).errors).toSorted()).toEqual([
      'address',
      'key',
      'username',
    ]);
    const wrong = at({ address: 'a/b', username: 'o p s', port: '0' });
    expect(readAddress(wrong).errors).toEqual({
      address: expect.stringContaining('no path'),
      username: expect.stringContaining('no user name'),
      port: expect.stringContaining('65535'),
    });
    expect(readAddress(at({ address: 'nas', username: 'ops', port: 'x' })).body).toBeNull();
  });

  it('takes a pasted jump host for one that is saved', () => {
    const saved = [anSshHost({ id: '4', name: 'gate' })];
    const place = at({ address: 'ssh -J gate -p 22 ops@nas' }).place;
    expect(settlePlace(place, saved)).toEqual({
      address: 'nas',
      port: '',
      username: 'ops',
      jumpHostId: '4',
    });
    expect(settlePlace(place, []).jumpHostId).toBeNull();
    expect(settlePlace(at({ address: 'not an address' }).place).address).toBe('not an address');
  });
});

describe('a saved host', () => {
  const host = anSshHost({ port: 2222, jumpHostId: '3' });
  const draft = draftOf(host);

  it('reads back as it was and sends nothing', () => {
    expect(readPatch(draft, host)).toEqual({ body: {}, errors: {} });
    expect(isMoved(draft, host)).toBe(false);
    expect(keepsAuth(draft, host)).toBe(true);
  });

  it('sends what changed', () => {
    expect(readPatch({ ...draft, name: ' Films ' }, host).body).toEqual({ name: 'Films' });
    const docker = { ...host.docker, mode: 'cli' as const };
    expect(readPatch({ ...draft, docker }, host).body).toEqual({ docker });
    const replaced = withPassword({ ...draft, replaces: true });
    expect(readPatch(replaced, host).body).toEqual({ auth });
  });

  it.each<[string, Partial<PlaceDraft>, object]>([
    ['address', { address: 'other' }, { address: 'other' }],
    ['port', { port: '' }, { port: 22 }],
    ['user', { username: 'root' }, { username: 'root' }],
    ['jump host', { jumpHostId: null }, { jumpHostId: null }],
  ])('with another %s wants its credentials again', (_what, place, sent) => {
    const moved = at(place, draft);
    expect(isMoved(moved, host)).toBe(true);
    expect(keepsAuth(moved, host)).toBe(false);
    expect(Object.keys(readPatch(moved, host).errors)).toEqual(['key']);
    expect(readPatch(withPassword(moved), host).body).toEqual({ ...sent, auth });
  });

  it('that was moved back keeps them', () => {
    const back = at({ port: '2222' }, at({ port: '1' }, draft));
    expect(readPatch(back, host).body).toEqual({});
  });

  it('whose credentials are gone wants them, whatever else changes', () => {
    const gone = anSshHost({ auth: { ...host.auth, hasSecret: false } });
    expect(Object.keys(readPatch(draftOf(gone), gone).errors)).toEqual(['key']);
  });

  it('with the agent of the server keeps it without a secret, and gives it again elsewhere', () => {
    const agent = anSshHost({ auth: { ...host.auth, type: 'agent', hasSecret: false } });
    expect(readPatch(draftOf(agent), agent).body).toEqual({});
    expect(readPatch(at({ address: 'other' }, draftOf(agent)), agent).body).toEqual({
      address: 'other',
      auth: { type: 'agent' },
    });
  });
});

describe('jump hosts', () => {
  const saved = [
    anSshHost({ id: '1', name: 'gate' }),
    anSshHost({ id: '2', name: 'inner', jumpHostId: '1' }),
    anSshHost({ id: '3', name: 'deep', jumpHostId: '2' }),
  ];
  const names = (hosts: readonly { name: string }[]) => hosts.map(({ name }) => name);

  it('are followed to the last', () => {
    expect(names(jumpChain(saved, '3'))).toEqual(['deep', 'inner', 'gate']);
    expect(jumpChain(saved, null)).toEqual([]);
    const [gate, ...others] = saved;
    const circle = [{ ...anSshHost(gate), jumpHostId: '3' }, ...others];
    expect(names(jumpChain(circle, '3'))).toEqual(['deep', 'inner', 'gate']);
  });

  it('are not those that go through the host itself', () => {
    expect(names(jumpChoices(saved, null))).toEqual(['deep', 'gate', 'inner']);
    expect(names(jumpChoices(saved, '1'))).toEqual([]);
    expect(names(jumpChoices(saved, '2'))).toEqual(['gate']);
  });
});

it('puts what the server complains about at its field', () => {
  const issues = [
    { path: 'address', message: 'must be a host name' },
    { path: 'auth.privateKey', message: 'cannot be read.' },
    { path: 'auth.privateKey', message: 'again' },
    { path: 'elsewhere', message: 'what' },
  ];
  expect(complaints(issues)).toEqual({ address: 'Must be a host name.', key: 'Cannot be read.' });
});
