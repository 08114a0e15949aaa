import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { EngineHosts } from './engineHosts.ts';
import { openDatabase } from './open.ts';
import { Sealer } from './sealed.ts';

const pem = (kind: string, text: string) =>
  `-----BEGIN ${kind}-----\n${text}\n-----END ${kind}-----`;

const TLS = {
  ca: pem('CERTIFICATE', 'canaryEngineCaUh17'),
  cert: pem('CERTIFICATE', 'canaryEngineCertPo82'),
  key: pem('PRIVATE KEY', 'canaryEngineKeyXe39'),
  serverName: 'engine.home.arpa',
};
const HOST = { name: 'NAS', endpoint: 'tcps://10.0.0.5:2376', tls: TLS };
const SOCKET = { name: 'local', endpoint: 'unix:///var/run/docker.sock' };

async function opened(folder = temporaryFolder(), key = randomBytes(32)) {
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  return { db, folder, key, hosts: new EngineHosts(db, new Sealer(key)) };
}

describe('engine hosts', () => {
  it('come back as they were saved, by name', async () => {
    const { hosts } = await opened();
    const nas = await hosts.insert(HOST);
    const local = await hosts.insert(SOCKET);
    expect(nas).toEqual({ id: 1, ...HOST, damaged: false });
    expect(local).toEqual({ id: 2, ...SOCKET, tls: null, damaged: false });
    expect(await hosts.all()).toEqual([local, nas]);
  });

  it('keep a name for the certificate without any secret', async () => {
    const { hosts } = await opened();
    const saved = await hosts.insert({ ...HOST, tls: { serverName: 'engine' } });
    expect(saved.tls).toEqual({ serverName: 'engine' });
    const moved = await hosts.update(saved.id, { endpoint: 'tcps://10.0.0.6:2376' });
    expect(moved.tls).toEqual({ serverName: 'engine' });
  });

  it.each(['nas', ' NAS ', 'ＮＡＳ', 'N\u034fAS'])(
    'refuse the name %j, which looks like one that is there',
    async (name) => {
      const { hosts } = await opened();
      await hosts.insert(HOST);
      const other = await hosts.insert({ ...SOCKET, name: 'my box' });
      await expect(hosts.insert({ ...SOCKET, name })).rejects.toMatchObject({ code: 'conflict' });
      await expect(hosts.update(other.id, { name })).rejects.toMatchObject({ code: 'conflict' });
      await expect(hosts.insert({ ...SOCKET, name: 'My\u00a0 box' })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await hosts.all()).toHaveLength(2);
    },
  );

  it('may change the spelling of their own name', async () => {
    const { hosts } = await opened();
    const { id } = await hosts.insert(HOST);
    expect(await hosts.update(id, { name: 'nas' })).toEqual({
      ...HOST,
      id,
      name: 'nas',
      damaged: false,
    });
  });

  it('keep what a change does not name, drop and replace credentials when told', async () => {
    const { hosts } = await opened();
    const { id } = await hosts.insert(HOST);
    expect((await hosts.update(id, {})).tls).toEqual(TLS);
    expect((await hosts.update(id, { endpoint: HOST.endpoint })).tls).toEqual(TLS);
    expect((await hosts.update(id, { tls: { ca: TLS.ca } })).tls).toEqual({ ca: TLS.ca });
    expect((await hosts.update(id, { tls: null })).tls).toBeNull();
    expect((await hosts.update(id, { endpoint: 'tcp://10.0.0.5:2375' })).tls).toBeNull();
    expect((await hosts.all())[0]).toMatchObject({ endpoint: 'tcp://10.0.0.5:2375', tls: null });
  });

  it('never take stored credentials to a new address', async () => {
    const { hosts } = await opened();
    const { id } = await hosts.insert(HOST);
    const endpoint = 'tcps://evil.example:2376';
    await expect(hosts.update(id, { name: 'moved', endpoint })).rejects.toMatchObject({
      code: 'secret_required',
    });
    expect(await hosts.all()).toEqual([{ id, ...HOST, damaged: false }]);
    expect(await hosts.update(id, { endpoint, tls: { ca: TLS.ca } })).toMatchObject({
      endpoint,
      tls: { ca: TLS.ca },
    });
    expect(await hosts.update(id, { endpoint: HOST.endpoint, tls: null })).toMatchObject({
      endpoint: HOST.endpoint,
      tls: null,
    });
  });

  it('are not found when they are not there, and ids are not used again', async () => {
    const { hosts } = await opened();
    await expect(hosts.update(1, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(hosts.delete(1)).rejects.toMatchObject({ code: 'not_found' });
    const { id } = await hosts.insert(HOST);
    await hosts.delete(id);
    expect(await hosts.all()).toEqual([]);
    expect((await hosts.insert(HOST)).id).toBeGreaterThan(id);
  });
});

describe('stored credentials', () => {
  it('stand in no byte of the database, while it runs and after', async () => {
    const { hosts, folder, db } = await opened();
    const { id } = await hosts.insert(HOST);
    await hosts.update(id, { tls: { ...TLS, key: pem('PRIVATE KEY', 'canaryEngineKeyQd50') } });
    const check = () => {
      const files = readdirSync(folder).filter((name) => name.startsWith('archnest.db'));
      const bytes = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
      expect(bytes).toContain('10.0.0.5:2376');
      expect(bytes).not.toMatch(/canary|BEGIN [A-Z]/);
      return files;
    };
    expect(check()).toContain('archnest.db-wal');
    await db.destroy();
    check();
  });

  it('that were swapped or damaged are missed by their own host alone, until they are given again', async () => {
    const { hosts, db } = await opened();
    const one = await hosts.insert(HOST);
    const two = await hosts.insert({ ...HOST, name: 'two' });
    const three = await hosts.insert({ ...HOST, name: 'three' });
    const row = await db
      .selectFrom('engine_hosts')
      .select('tls')
      .where('id', '=', one.id)
      .executeTakeFirstOrThrow();
    const set = (id: number, tls: Uint8Array | null) =>
      db.updateTable('engine_hosts').set({ tls }).where('id', '=', id).execute();
    await set(two.id, row.tls);
    await set(three.id, randomBytes(100));
    expect(await hosts.all()).toEqual([
      one,
      { ...three, tls: null, damaged: true },
      { ...two, tls: null, damaged: true },
    ]);
    const endpoint = 'tcps://10.0.0.9:2376';
    await expect(hosts.update(two.id, { endpoint })).rejects.toMatchObject({
      code: 'secret_required',
    });
    expect(await hosts.update(two.id, { tls: TLS })).toEqual(two);
    expect(await hosts.update(three.id, { tls: null })).toEqual({ ...three, tls: null });
  });
});
