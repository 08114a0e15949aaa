import { conflict } from '../errors.ts';
import type { Database, Unit } from './schema.ts';
import { totpSecretPlace, type Sealer } from './sealed.ts';

/** A second factor with its secret opened: for checking a code alone. */
export interface StoredTotp {
  /** Base32; `undefined` when what is stored does not open. */
  secret: string | undefined;
  /** As it is stored. */
  sealed: Uint8Array;
  /** Asked for at sign-in, since a code of it was given. */
  on: boolean;
}

/** The second factors of users. Secrets are sealed and opened in here and nowhere else. */
export class TotpSecrets {
  readonly #db: Database;
  readonly #sealer: Sealer;

  constructor(db: Database, sealer: Sealer) {
    this.#db = db;
    this.#sealer = sealer;
  }

  async find(userId: number): Promise<StoredTotp | undefined> {
    const row = await this.#db
      .selectFrom('totp')
      .select(['secret', 'confirmed_at'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!row) return undefined;
    const secret = this.#sealer.open(totpSecretPlace(userId), row.secret);
    return { secret, sealed: row.secret, on: row.confirmed_at !== null };
  }

  /**
   * A secret that is not in force yet, instead of another such.
   * @throws AppError conflict when one is in force
   */
  async offer(userId: number, secret: string): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      const sealed = await this.#sealer.seal(unit, totpSecretPlace(userId), secret);
      const { numInsertedOrUpdatedRows } = await unit
        .insertInto('totp')
        .values({ user_id: userId, secret: sealed, confirmed_at: null, last_step: 0 })
        .onConflict((known) =>
          known
            .column('user_id')
            .doUpdateSet({ secret: sealed })
            .where('totp.confirmed_at', 'is', null),
        )
        .executeTakeFirst();
      if (!numInsertedOrUpdatedRows)
        throw conflict('A second factor is on already: turn it off before you set up another.');
    });
  }

  /**
   * Puts an offered secret in force, for a code of `step`.
   * @returns false when it is not the offered one any more
   */
  async confirm(
    userId: number,
    { sealed }: Pick<StoredTotp, 'sealed'>,
    { step, now }: { step: number; now: number },
    codes: Uint8Array[],
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (unit) => {
      const { numUpdatedRows } = await unit
        .updateTable('totp')
        .set({ confirmed_at: now, last_step: step })
        .where('user_id', '=', userId)
        .where('secret', '=', sealed)
        .where('confirmed_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await replaceCodes(unit, userId, codes);
      return true;
    });
  }

  /** @returns false when a code of that step or of a later one was used already */
  async useStep(userId: number, step: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('totp')
      .set({ last_step: step })
      .where('user_id', '=', userId)
      .where('confirmed_at', 'is not', null)
      .where('last_step', '<', step)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** @returns false when there is no such code, or no longer */
  async useRecoveryCode(userId: number, code: Uint8Array): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('recovery_codes')
      .where('user_id', '=', userId)
      .where('hash', '=', code)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** @returns false when no second factor is on */
  async replaceRecoveryCodes(userId: number, codes: Uint8Array[]): Promise<boolean> {
    return this.#db.transaction().execute(async (unit) => {
      const row = await unit
        .selectFrom('totp')
        .select('user_id')
        .where('user_id', '=', userId)
        .where('confirmed_at', 'is not', null)
        .executeTakeFirst();
      if (!row) return false;
      await replaceCodes(unit, userId, codes);
      return true;
    });
  }

  /**
   * Offered or in force, with its recovery codes.
   * @returns false when there was none
   */
  async delete(userId: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('totp')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}

async function replaceCodes(unit: Unit, userId: number, codes: Uint8Array[]): Promise<void> {
  await unit.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  const rows = codes.map((hash) => ({ user_id: userId, hash }));
  await unit.insertInto('recovery_codes').values(rows).execute();
}
