import { ApiError } from '../../api.ts';
import { formatSpan } from '../../lib/format.ts';

/**
 * Why a sign-in failed, and what to do; `null` when it only asks for more.
 * @param wait milliseconds until the server takes another try
 * @param code that was sent with it
 */
export function loginProblem(error: Error, wait: number, code: string | undefined): string | null {
  if (!(error instanceof ApiError)) return error.message;
  if (error.demand === 'totpRequired') {
    return code === undefined ? null : 'This code is wrong or was used already. Take the next one.';
  }
  if (error.code === 'unauthenticated') {
    return code === undefined
      ? 'Wrong username or password.'
      : 'Wrong username, password or code. Try the next code, or sign in anew.';
  }
  if (error.code !== 'rate_limited') return error.message;
  return wait > 0
    ? `Too many attempts. Try again in ${formatSpan(wait + 999)}.`
    : 'Too many attempts. You can try again now.';
}
