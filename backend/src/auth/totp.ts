import type { RecoveryCodes, TotpOffer, User } from '../contract/index.ts';
import type { TotpSecrets } from '../db/totp.ts';
import { conflict, validationFailed } from '../errors.ts';
import { AttemptLimit } from './limits.ts';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recoveryCodes.ts';

/** What every authenticator app can do (RFC 6238); the codes of the steps before and after now are good too. */
const KIND = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const SECRET_BYTES = 20;
const STEPS_OFF = 1;

/** Loaded when it is needed: most servers run for days without. */
const otp = () => import('otpauth');

/** What somebody showed besides their password. */
export type Factor = 'totp' | 'recovery';

/** Second factors: setting them up, checking what is typed, and taking them away. */
export class TotpService {
  readonly #secrets: TotpSecrets;
  readonly #key: Buffer;
  readonly #confirmations = new AttemptLimit(20, 15 * 60);

  /** @param key for what is stored of recovery codes */
  constructor(secrets: TotpSecrets, key: Buffer) {
    this.#secrets = secrets;
    this.#key = key;
  }

  /** Whether a second factor is asked for when this user signs in. */
  async isOn(userId: number): Promise<boolean> {
    return (await this.#secrets.find(userId))?.on ?? false;
  }

  /**
   * A new secret, not in force before `confirm`. It is known to nobody but who gets this answer.
   * @throws AppError conflict when a second factor is on
   */
  async offer({ id, username }: Pick<User, 'id' | 'username'>): Promise<TotpOffer> {
    const { Secret, TOTP } = await otp();
    const secret = new Secret({ size: SECRET_BYTES });
    await this.#secrets.offer(id, secret.base32);
    const totp = new TOTP({ ...KIND, issuer: 'ArchNest', label: username, secret });
    return { secret: secret.base32, uri: totp.toString() };
  }

  /**
   * Puts the offered secret in force for a code of it.
   * @returns the recovery codes, which are known to nobody else
   * @throws AppError validation_failed on a wrong code; conflict when nothing is offered; rate_limited
   */
  async confirm(userId: number, code: string): Promise<RecoveryCodes> {
    const stored = await this.#secrets.find(userId);
    if (!stored || stored.on) throw notOffered();
    const giveBack = this.#confirmations.take(String(userId));
    const step = await stepOf(stored.secret, code);
    if (step === undefined)
      throw validationFailed([
        {
          path: 'code',
          message: 'is not right: check the clock of the device that shows it, and send the next',
        },
      ]);
    const { recoveryCodes, hashes } = this.#newCodes(userId);
    const moment = { step, now: Date.now() };
    if (!(await this.#secrets.confirm(userId, stored, moment, hashes))) throw notOffered();
    giveBack();
    return { recoveryCodes };
  }

  /**
   * Takes what was typed at sign-in: the six digits of a step once, or a recovery code once.
   * @returns which it was; `undefined` when it is neither, or used already
   */
  async accept(userId: number, typed: string): Promise<Factor | undefined> {
    const digits = typed.replaceAll(/\s/g, '');
    if (/^[0-9]{6}$/.test(digits)) {
      const step = await stepOf((await this.#secrets.find(userId))?.secret, digits);
      const fresh = step !== undefined && (await this.#secrets.useStep(userId, step));
      return fresh ? 'totp' : undefined;
    }
    const code = readRecoveryCode(typed);
    if (code === undefined) return undefined;
    const hash = recoveryCodeHash(this.#key, userId, code);
    return (await this.#secrets.useRecoveryCode(userId, hash)) ? 'recovery' : undefined;
  }

  /**
   * Ten new recovery codes; the old ones are void.
   * @throws AppError conflict when no second factor is on
   */
  async renewRecoveryCodes(userId: number): Promise<RecoveryCodes> {
    const { recoveryCodes, hashes } = this.#newCodes(userId);
    if (!(await this.#secrets.replaceRecoveryCodes(userId, hashes))) throw notOn();
    return { recoveryCodes };
  }

  /** @throws AppError conflict when there is nothing to turn off */
  async disable(userId: number): Promise<void> {
    if (!(await this.remove(userId))) throw notOn();
  }

  /**
   * Takes a second factor away, offered or on, with its recovery codes.
   * @returns false when there was none
   */
  async remove(userId: number): Promise<boolean> {
    return this.#secrets.delete(userId);
  }

  #newCodes(userId: number): RecoveryCodes & { hashes: Buffer[] } {
    const recoveryCodes = newRecoveryCodes();
    const hashes = recoveryCodes.map((code) => recoveryCodeHash(this.#key, userId, code));
    return { recoveryCodes, hashes };
  }
}

/** The step that the code is of, near now; `undefined` when it is of none. */
async function stepOf(secret: string | undefined, token: string): Promise<number | undefined> {
  if (secret === undefined) return undefined;
  const { Secret, TOTP } = await otp();
  const timestamp = Date.now();
  const key = Secret.fromBase32(secret);
  const off = TOTP.validate({ ...KIND, token, secret: key, timestamp, window: STEPS_OFF });
  return off === null ? undefined : TOTP.counter({ period: KIND.period, timestamp }) + off;
}

const notOffered = () =>
  conflict('There is no second factor that waits for a code: begin its setup again.');

const notOn = () => conflict('No second factor is on.');
