import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import type { SshAuth, SshHostBody, SshHostPatch, SshWay } from '../contract/index.ts';
import { openDatabase } from './open.ts';
import { Sealer } from './sealed.ts';
import { MOST_JUMPS, SshHosts } from './sshHosts.ts';

const KEY: SshAuth = {
  type: 'key',
  privateKey: 'canarySshKeyWm64',
  passphrase: 'canarySshPassphraseTr18',
  certificate: 'canarySshCertificateBv71',
};
const PASSWORD: SshAuth = { type: 'password', password: 'canarySshPasswordNc93' };
const F = `SHA256:${'f'.repeat(43)}`;
const G = `SHA256:${'g'.repeat(43)}`;
const WAY: SshWay = { mode: 'tunnel', via: '/var/run/docker.sock', reason: 'It works.' };

const HOST: SshHostBody = {
  name: 'NAS',
  address: '10.0.0.5',
  port: 22,
  username: 'admin',
  jumpHostId: null,
  auth: KEY,
  docker: { enabled: true, mode: 'auto', command: 'docker' },
};

async function opened(folder = temporaryFolder(), key = randomBytes(32)) {
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  const hosts = new SshHosts(db, new Sealer(key));
  const add = (name: string, rest: Partial<SshHostBody> = {}) =>
    hosts.insert({ ...HOST, name, ...rest });
  return { db, folder, key, hosts, add };
}

/** One whose host key is confirmed and that was connected to. */
async function known(rest: Partial<SshHostBody> = {}) {
  const { hosts, add, ...others } = await opened();
  const { id } = await add('known', { fingerprint: F, ...rest });
  await hosts.remember(id, { way: WAY, keyType: 'ssh-ed25519' });
  const get = async () => (await hosts.all()).find((host) => host.id === id);
  return { hosts, add, id, get, before: await get(), ...others };
}

const refusal = (pattern: RegExp) => ({
  code: 'validation_failed',
  details: [{ path: 'jumpHostId', message: expect.stringMatching(pattern) }],
});

describe('SSH hosts', () => {
  it('come back as they were saved, by name', async () => {
    const { hosts } = await opened();
    const nas = await hosts.insert(HOST);
    const docker = { enabled: false, mode: 'cli', command: 'podman' } as const;
    const attic = await hosts.insert({
      ...HOST,
      name: 'attic',
      port: 2222,
      auth: PASSWORD,
      jumpHostId: String(nas.id),
      docker,
      fingerprint: F,
    });
    const { jumpHostId: _, ...rest } = HOST;
    expect(nas).toEqual({
      ...rest,
      id: 1,
      authType: 'key',
      damaged: false,
      jumpId: null,
      pin: null,
      way: null,
    });
    expect(attic).toMatchObject({
      authType: 'password',
      auth: PASSWORD,
      jumpId: 1,
      docker,
      pin: { fingerprint: F, keyType: null },
    });
    expect(await hosts.all()).toEqual([attic, nas]);
  });

  it.each(['nas', ' NAS ', 'ＮＡＳ', 'N\u034fAS'])(
    'refuse the name %j, which looks like one that is there',
    async (name) => {
      const { hosts, add } = await opened();
      await add('NAS');
      const { id } = await add('my box');
      for (const same of [name, 'My\u00a0 box'])
        await expect(add(same)).rejects.toMatchObject({ code: 'conflict' });
      await expect(hosts.update(id, { name, port: 2 })).rejects.toMatchObject({ code: 'conflict' });
      expect(await hosts.update(id, { name: 'MY BOX' })).toMatchObject({
        name: 'MY BOX',
        port: 22,
      });
      expect(await hosts.all()).toHaveLength(2);
    },
  );

  it('are not found when they are not there, and ids are not used again', async () => {
    const { hosts, add } = await opened();
    for (const call of [hosts.update(1, {}), hosts.update(1, { fingerprint: F }), hosts.delete(1)])
      await expect(call).rejects.toMatchObject({ code: 'not_found' });
    await hosts.remember(1, { way: WAY, keyType: 'ssh-rsa' });
    const { id } = await add('one');
    await hosts.delete(id);
    expect(await hosts.all()).toEqual([]);
    expect((await add('one')).id).toBeGreaterThan(id);
  });
});

const MOVES: [what: string, patch: SshHostPatch][] = [
  ['address', { address: '10.0.0.6' }],
  ['port', { port: 2222 }],
  ['user', { username: 'root' }],
  ['jump host', { jumpHostId: '2' }],
];

describe('a host that moves', () => {
  it.each(MOVES)('to another %s loses credentials, pin and way', async (_what, patch) => {
    for (const auth of [KEY, PASSWORD]) {
      const { hosts, add, id, get } = await known({ auth });
      await add('jump');
      const moved = await hosts.update(id, { ...patch, name: 'moved' });
      expect(moved).toMatchObject({ auth: null, damaged: false, pin: null, way: null });
      expect(await get()).toEqual(moved);
      // It is not found again by going back.
      const back = { address: '10.0.0.5', port: 22, username: 'admin', jumpHostId: null };
      expect(await hosts.update(id, back)).toMatchObject({ auth: null, pin: null });
    }
  });

  it.each(MOVES)('to another %s keeps what is sent again with it', async (_what, patch) => {
    const { hosts, add, id, get } = await known();
    await add('jump');
    const pinned = await hosts.update(id, { ...patch, fingerprint: F });
    expect(pinned).toMatchObject({ auth: null, pin: { fingerprint: F, keyType: null }, way: null });
    const both = await hosts.update(id, { port: 4, auth: PASSWORD, fingerprint: G });
    expect(both).toMatchObject({ authType: 'password', auth: PASSWORD, pin: { fingerprint: G } });
    const signed = await hosts.update(id, { port: 5, auth: KEY });
    expect(signed).toMatchObject({ authType: 'key', auth: KEY, pin: null });
    expect(await get()).toEqual(signed);
  });

  it.each(MOVES)('to another %s has no credentials to lose with an agent', async (_what, patch) => {
    const { hosts, add, id } = await known({ auth: { type: 'agent' } });
    await add('jump');
    const moved = await hosts.update(id, patch);
    expect(moved).toMatchObject({ auth: { type: 'agent' }, damaged: false, pin: null, way: null });
  });
});

describe('a host that stays', () => {
  it('keeps everything, also when it is sent as it is', async () => {
    const { hosts, id, get, before } = await known();
    expect(before).toMatchObject({ way: WAY, pin: { fingerprint: F, keyType: 'ssh-ed25519' } });
    const { name, address, port, username, docker } = HOST;
    const same = { address, port, username, jumpHostId: null };
    for (const patch of [
      {},
      same,
      { docker: {} },
      { docker },
      { docker: { mode: 'auto' } },
      { fingerprint: F },
    ] as SshHostPatch[])
      expect(await hosts.update(id, patch), JSON.stringify(patch)).toEqual(before);
    expect(await hosts.update(id, { fingerprint: F })).toEqual(before);
    expect(await hosts.update(id, { ...same, name })).toEqual({ ...before, name });
    expect(await get()).toEqual({ ...before, name });
  });

  it('looks for Docker anew when something of Docker changes, and keeps the rest', async () => {
    const { hosts, id, before } = await known();
    const docker = (patch: SshHostPatch['docker']) => hosts.update(id, { docker: patch });
    expect(await docker({ mode: 'cli' })).toEqual({
      ...before,
      docker: { enabled: true, mode: 'cli', command: 'docker' },
      way: null,
    });
    await hosts.remember(id, { way: WAY });
    expect(await docker({ command: 'sudo -n docker' })).toMatchObject({ auth: KEY, way: null });
    expect(await docker({ enabled: false })).toMatchObject({
      auth: KEY,
      pin: before?.pin,
      docker: { enabled: false, mode: 'cli', command: 'sudo -n docker' },
    });
    expect((await docker({ mode: 'auto' })).docker.enabled).toBe(false);
  });

  it('takes other credentials, or another pin, and forgets the way', async () => {
    const { hosts, id, before } = await known();
    const signed = { ...before, authType: 'password', auth: PASSWORD, way: null };
    expect(await hosts.update(id, { auth: PASSWORD })).toEqual(signed);
    const pinned = { ...signed, pin: { fingerprint: G, keyType: null } };
    expect(await hosts.update(id, { fingerprint: G })).toEqual(pinned);
    const agent = { authType: 'agent', auth: { type: 'agent' } };
    expect(await hosts.update(id, { auth: { type: 'agent' } })).toEqual({ ...pinned, ...agent });
  });

  it('remembers what was found, one thing or the other, and forgets the way when told', async () => {
    const { hosts, id, get, before } = await known();
    const other: SshWay = { mode: 'cli', via: 'docker', reason: 'No socket.' };
    await hosts.remember(id, { way: other });
    expect(await get()).toEqual({ ...before, way: other });
    await hosts.remember(id, { keyType: 'ssh-rsa' });
    await hosts.remember(id, {});
    expect(await get()).toMatchObject({ way: other, pin: { fingerprint: F, keyType: 'ssh-rsa' } });
    await hosts.remember(id, { way: null });
    expect(await get()).toMatchObject({ way: null, pin: { keyType: 'ssh-rsa' } });
  });
});

describe('jump hosts', () => {
  /** So many hosts, each behind the one before it. @returns their ids, the first one nearest */
  async function chain({ add }: Pick<Awaited<ReturnType<typeof opened>>, 'add'>, length: number) {
    const ids: number[] = [];
    for (let at = 0; at < length; at++) {
      const jumpHostId = ids.length ? String(ids.at(-1)) : null;
      ids.push((await add(`hop ${length}.${at}`, { jumpHostId })).id);
    }
    return ids;
  }
  const through = (id: number | undefined) => ({ jumpHostId: String(id) });

  it('have to be there', async () => {
    const { hosts, add } = await opened();
    const { id } = await add('one');
    await expect(add('two', through(99))).rejects.toMatchObject(refusal(/no such jump host/));
    await expect(hosts.update(id, { ...through(99), name: 'x' })).rejects.toMatchObject(
      refusal(/no such jump host/),
    );
    expect(await hosts.all()).toMatchObject([{ name: 'one', jumpId: null }]);
  });

  it('never lead back, over one host or several', async () => {
    const on = await opened();
    const ids = await chain(on, 3);
    const before = await on.hosts.all();
    for (const last of ids)
      await expect(on.hosts.update(ids[0] ?? 0, through(last))).rejects.toMatchObject(
        refusal(/lead back/),
      );
    expect(await on.hosts.all()).toEqual(before);
  });

  it('are eight at the most, also for those who go through one that gets longer', async () => {
    const on = await opened();
    const ids = await chain(on, MOST_JUMPS + 1);
    await expect(on.add('too far', through(ids.at(-1)))).rejects.toMatchObject(
      refusal(/more than/),
    );
    const { id } = await on.add('front');
    const lengthened = on.hosts.update(ids[0] ?? 0, through(id));
    await expect(lengthened).rejects.toMatchObject(refusal(/hop 9\.8 would be behind more than 8/));

    // One in the middle, with some before it and some behind it.
    const free = { jumpHostId: null };
    await on.hosts.update(ids[4] ?? 0, free);
    const four = await chain(on, 4);
    expect(await on.hosts.update(ids[4] ?? 0, through(four.at(-1)))).toMatchObject({
      jumpId: four.at(-1),
    });
    await expect(on.hosts.update(four[0] ?? 0, through(id))).rejects.toMatchObject(
      refusal(/more than/),
    );
    await on.hosts.update(ids[8] ?? 0, free);
    expect(await on.hosts.update(four[0] ?? 0, through(id))).toMatchObject({ jumpId: id });
  });

  it('stay while somebody goes through them, and who does is named', async () => {
    const { hosts, add } = await opened();
    const { id } = await add('jump');
    const one = await add('one', through(id));
    const two = await add('Two', through(id));
    await expect(hosts.delete(id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('one, Two'),
    });
    await hosts.delete(one.id);
    await expect(hosts.delete(id)).rejects.toMatchObject({ code: 'conflict' });
    await hosts.update(two.id, { jumpHostId: null });
    await hosts.delete(id);
    expect(await hosts.all()).toMatchObject([{ name: 'Two', jumpId: null }]);
  });
});

describe('stored credentials', () => {
  it('stand in no byte of the database, while it runs and after', async () => {
    const { hosts, folder, db, add } = await opened();
    const { id } = await add('one');
    await add('two', { auth: PASSWORD });
    await hosts.update(id, { auth: { type: 'password', password: 'canarySshPasswordHk05' } });
    await hosts.update(id, { port: 3 });
    const check = () => {
      const files = readdirSync(folder).filter((name) => name.startsWith('archnest.db'));
      const bytes = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
      expect(bytes).toContain('10.0.0.5');
      expect(bytes).not.toMatch(/canary|privateKey|passphrase/);
      return files;
    };
    expect(check()).toContain('archnest.db-wal');
    await db.destroy();
    check();
  });

  it('that were swapped or damaged are missed by their own host alone, until they are given again', async () => {
    const { hosts, db, add } = await opened();
    const one = await add('one');
    const two = await add('two');
    const three = await add('zzz', { auth: PASSWORD });
    const rows = await db.selectFrom('ssh_hosts').select(['id', 'secret']).execute();
    const set = (id: number, secret: Uint8Array | null) =>
      db.updateTable('ssh_hosts').set({ secret }).where('id', '=', id).execute();
    await set(two.id, rows.find(({ id }) => id === one.id)?.secret ?? null);
    await set(three.id, randomBytes(100));
    const lost = { auth: null, damaged: true };
    expect(await hosts.all()).toEqual([one, { ...two, ...lost }, { ...three, ...lost }]);
    expect(await hosts.update(two.id, { auth: KEY })).toEqual(two);
    expect(await hosts.update(three.id, { address: 'there' })).toMatchObject({
      auth: null,
      damaged: false,
    });
  });
});
