import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, testServer } from '../../test/kit.ts';
import { readConfig } from '../config.ts';
import { EngineHosts } from '../db/engineHosts.ts';
import { openDatabase } from '../db/open.ts';
import { StartError } from '../errors.ts';
import { createServer } from '../server.ts';
import { unlock } from './keys.ts';

const TLS = { ca: '-----BEGIN CERTIFICATE-----' };
const CONFIGURED = 'configured-key-of-more-than-32-characters';

/** A data directory with one stored credential. @returns the folder and the key's file */
async function withCredential(configured?: string): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const { db, close } = await openDatabase(folder);
  const { sealer } = await unlock(db, folder, configured);
  await new EngineHosts(db, sealer).insert({ name: 'nas', endpoint: 'tcps://n:2376', tls: TLS });
  await close();
  return { folder, file: join(folder, 'secret-key') };
}

const start = (dataDir: string, secretKey?: string) =>
  createServer(
    readConfig({
      ARCHNEST_DATA_DIR: dataDir,
      ARCHNEST_SECRET_KEY: secretKey,
      ARCHNEST_LOG_LEVEL: 'silent',
    }),
  );

/** Twice: a first refusal must not leave behind what would look right to the next start. */
async function expectRefused(starting: () => Promise<unknown>, sentence: RegExp): Promise<void> {
  for (const _attempt of ['first', 'second']) {
    const error = await starting().catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toMatch(sentence);
    expect(String(error)).not.toContain('\n');
  }
}

describe('with credentials stored', () => {
  it('a missing key stops the start, no new one is made, and the old one put back helps', async () => {
    const { folder, file } = await withCredential();
    renameSync(file, `${file}.away`);
    await expectRefused(
      () => start(folder),
      /secret-key is missing.*restore it, or set ARCHNEST_SECRET_KEY/,
    );
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    await testServer({ ARCHNEST_DATA_DIR: folder });
  });

  it('another key stops the start, from the file or the environment, and stays as it is', async () => {
    const { folder, file } = await withCredential();
    const key = readFileSync(file);
    await expectRefused(() => start(folder, CONFIGURED), /another key: restore .*secret-key/);
    writeFileSync(file, 'somebody-elses-key-somebody-elses-key');
    await expectRefused(() => start(folder), /another key: restore .*secret-key/);
    expect(readFileSync(file, 'utf8')).toBe('somebody-elses-key-somebody-elses-key');
    writeFileSync(file, key);
    await testServer({ ARCHNEST_DATA_DIR: folder });
  });

  it('a configured key that is gone stops the start, and makes no file', async () => {
    const { folder, file } = await withCredential(CONFIGURED);
    await expectRefused(() => start(folder), /set ARCHNEST_SECRET_KEY/);
    expect(existsSync(file)).toBe(false);
    await testServer({ ARCHNEST_DATA_DIR: folder, ARCHNEST_SECRET_KEY: CONFIGURED });
  });

  it('of which one is damaged, the server still starts', async () => {
    const { folder } = await withCredential();
    const { db, close } = await openDatabase(folder);
    await db
      .updateTable('engine_hosts')
      .set({ tls: Buffer.alloc(80, 1) })
      .execute();
    await close();
    await testServer({ ARCHNEST_DATA_DIR: folder });
  });
});

it('without credentials a new key is made', async () => {
  const server = await testServer();
  const file = join(server.dataDir, 'secret-key');
  renameSync(file, `${file}.away`);
  await server.close();
  await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
  expect(readFileSync(file, 'utf8')).not.toBe(readFileSync(`${file}.away`, 'utf8'));
});
