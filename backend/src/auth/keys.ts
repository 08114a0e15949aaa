import { hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Database } from '../db/schema.ts';
import { holdsSealed, Sealer } from '../db/sealed.ts';
import { StartError } from '../errors.ts';
import { readPrivateFile, writePrivateFile } from './privateFile.ts';

/** The key of one purpose, so that no two uses share a key. */
export type Keyring = (purpose: string) => Buffer;

/**
 * The server's keys, and the sealer of its stored credentials.
 * @throws StartError when credentials are stored and the key is missing or another. No new key is made then: it
 * would open nothing, and lie where the right one has to be put back.
 */
export async function unlock(
  db: Database,
  dataDir: string,
  configured: string | undefined,
): Promise<{ keys: Keyring; sealer: Sealer }> {
  const path = keyPath(dataDir);
  const known = configured ?? readPrivateFile(path);
  if (known === undefined && (await holdsSealed(db)))
    throw new StartError(
      `${path} is missing, and the stored credentials open with it alone: restore it, or set ARCHNEST_SECRET_KEY if that was set before`,
    );
  const keys = keyring(dataDir, known);
  const sealer = await Sealer.open(db, keys('stored credentials'));
  if (sealer) return { keys, sealer };
  throw new StartError(
    `the stored credentials were sealed with another key: restore ${path}, or set ARCHNEST_SECRET_KEY (or unset it) as it was before`,
  );
}

/** The server's secret, from the configuration or from `<dataDir>/secret-key`, made once. */
export function keyring(dataDir: string, configured: string | undefined): Keyring {
  const secret = configured ?? readOrCreate(keyPath(dataDir));
  return (purpose) => Buffer.from(hkdfSync('sha256', secret, '', `archnest ${purpose}`, 32));
}

const keyPath = (dataDir: string) => join(dataDir, 'secret-key');

function readOrCreate(path: string): string {
  const known = readPrivateFile(path);
  if (known) return known;
  const secret = randomBytes(32).toString('base64url');
  writePrivateFile(path, secret);
  return secret;
}
