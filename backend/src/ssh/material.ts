import type { SshAuth } from '../contract/index.ts';
import { validationFailed } from '../errors.ts';
import { KeyProblem, readKey } from './keys.ts';

/** What time changes is no reason not to save it. */
const LATER = new Set(['certificate_not_yet', 'certificate_expired']);

/**
 * A key that cannot be read is refused where it is given, and not at the first connection.
 * @throws AppError validation_failed, which names the field
 */
export function assertUsable(auth: SshAuth | undefined): void {
  if (auth?.type !== 'key') return;
  const { privateKey, passphrase, certificate } = auth;
  try {
    readKey({
      privateKey,
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(certificate === undefined ? {} : { certificate }),
    });
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    if (LATER.has(error.problem)) return;
    const field = error.problem.startsWith('passphrase')
      ? 'passphrase'
      : error.problem.startsWith('certificate')
        ? 'certificate'
        : 'privateKey';
    throw validationFailed([{ path: `auth.${field}`, message: error.message }]);
  }
}
