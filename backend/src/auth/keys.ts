import { hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './privateFile.ts';

/**
 * The server's secret, from the configuration or from `<dataDir>/secret-key`, made once.
 * @returns the key of one purpose, so that no two uses share a key
 */
export function keyring(
  dataDir: string,
  configured: string | undefined,
): (purpose: string) => Buffer {
  const secret = configured ?? readOrCreate(join(dataDir, 'secret-key'));
  return (purpose) => Buffer.from(hkdfSync('sha256', secret, '', `archnest ${purpose}`, 32));
}

function readOrCreate(path: string): string {
  const known = readPrivateFile(path);
  if (known) return known;
  const secret = randomBytes(32).toString('base64url');
  writePrivateFile(path, secret);
  return secret;
}
