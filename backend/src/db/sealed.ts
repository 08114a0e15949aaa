import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Database, Schema, Unit } from './schema.ts';

/** Where a sealed value stands. It opens nowhere else. */
export interface Place {
  table: keyof Schema;
  column: string;
  row: number;
}

/*
 * A sealed value: version (1 byte), nonce (12), ciphertext, tag (16). AES-256-GCM with a random nonce, which is safe
 * for some 2^32 values of one key (NIST SP 800-38D, 8.3); here are some hundreds.
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES };

const CHECK: Place = { table: 'sealed_check', column: 'value', row: 1 };

/**
 * Seals stored credentials with the server's key. A value is bound to its place, so that one copied into another
 * row is as good as a damaged one.
 */
export class Sealer {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * The sealer for what is stored; `undefined` when the key is not the one that sealed it. The key is right when it
   * opens anything at all: a single damaged value is trouble of its own row and must not look like a wrong key.
   */
  static async open(db: Database, key: Buffer): Promise<Sealer | undefined> {
    const sealer = new Sealer(key);
    const stored = await sealedValues(db);
    if (stored.length === 0) {
      // Nothing is lost with the old key; the next value is sealed with this one.
      await db.deleteFrom('sealed_check').execute();
      return sealer;
    }
    const checks = await db.selectFrom('sealed_check').select('value').execute();
    const all = [...checks.map(({ value }) => ({ place: CHECK, value })), ...stored];
    return all.some(({ place, value }) => sealer.open(place, value) !== undefined)
      ? sealer
      : undefined;
  }

  /** Seals `text` for its place. With the first value, in the same transaction, comes the check of the key. */
  async seal(unit: Unit, place: Place, text: string): Promise<Uint8Array> {
    await unit
      .insertInto('sealed_check')
      .values({ id: CHECK.row, value: this.#encrypt(CHECK, 'archnest') })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return this.#encrypt(place, text);
  }

  /** The text; `undefined` when the value was damaged, moved, or sealed with another key. */
  open(place: Place, value: Uint8Array): string | undefined {
    const bytes = Buffer.from(value);
    if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, OPTIONS);
    decipher.setAAD(bindingOf(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES));
    try {
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  #encrypt(place: Place, text: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, OPTIONS);
    cipher.setAAD(bindingOf(place));
    const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat([Buffer.of(VERSION), nonce, ...sealed]);
  }
}

/** Whether the database holds anything that only the server's key opens. */
export async function holdsSealed(db: Database): Promise<boolean> {
  return (await sealedValues(db)).length > 0;
}

/** Every sealed value but the check. Another column that holds some is named here too. */
async function sealedValues(db: Database): Promise<{ place: Place; value: Uint8Array }[]> {
  const engines = await db
    .selectFrom('engine_hosts')
    .select(['id', 'tls'])
    .where('tls', 'is not', null)
    .execute();
  const sshHosts = await db
    .selectFrom('ssh_hosts')
    .select(['id', 'secret'])
    .where('secret', 'is not', null)
    .execute();
  const factors = await db.selectFrom('totp').select(['user_id', 'secret']).execute();
  return [
    ...engines.flatMap(({ id, tls }) => (tls ? [{ place: engineTlsPlace(id), value: tls }] : [])),
    ...sshHosts.flatMap(({ id, secret }) =>
      secret ? [{ place: sshSecretPlace(id), value: secret }] : [],
    ),
    ...factors.map(({ user_id, secret }) => ({ place: totpSecretPlace(user_id), value: secret })),
  ];
}

/** Where the TLS material of an engine host stands. */
export const engineTlsPlace = (row: number): Place => ({
  table: 'engine_hosts',
  column: 'tls',
  row,
});

/** Where the credentials of an SSH host stand. */
export const sshSecretPlace = (row: number): Place => ({
  table: 'ssh_hosts',
  column: 'secret',
  row,
});

/** Where the secret of a user's second factor stands. */
export const totpSecretPlace = (user: number): Place => ({
  table: 'totp',
  column: 'secret',
  row: user,
});

/** What is authenticated with the text: never ambiguous, whatever the names hold. */
const bindingOf = ({ table, column, row }: Place) =>
  Buffer.from(JSON.stringify(['archnest', VERSION, table, column, row]));
