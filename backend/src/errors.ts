import { errorStatus, type ErrorCode, type Issue } from './contract/index.ts';

/** A failure that the client may see: a code of the contract, a sentence, and details of the code's own kind. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** 400. `issues` name each bad field by its path, the first bad one first. */
export function validationFailed(issues: Issue[]): AppError {
  const first = issues[0];
  const message = !first
    ? 'The request is not valid.'
    : first.path
      ? `${first.path}: ${first.message}`
      : first.message;
  return new AppError('validation_failed', message, issues);
}

/** 401. Says nothing about what was wrong with the credentials. */
export const unauthenticated = (message = 'Sign in first.', details?: { totpRequired: true }) =>
  new AppError('unauthenticated', message, details);

/** 403. */
export const forbidden = (message: string) => new AppError('forbidden', message);

/** 404. */
export const notFound = (message: string) => new AppError('not_found', message);

/** 409. */
export const conflict = (message: string) => new AppError('conflict', message);

/** 413. */
export const payloadTooLarge = (message: string) => new AppError('payload_too_large', message);

/** 415. */
export const unsupportedMediaType = (message: string) =>
  new AppError('unsupported_media_type', message);

/** 429. `retryAfterSeconds` also becomes the `Retry-After` header. */
export const rateLimited = (retryAfterSeconds: number) =>
  new AppError('rate_limited', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });

/** 422: this kind of source cannot do it. */
export const notSupportedBySource = (message: string) =>
  new AppError('not_supported_by_source', message);

/** 422: a credential has to be given again. */
export const secretRequired = (message: string) => new AppError('secret_required', message);

/** 502: the daemon refused, in its own words and with its own status. */
export const dockerError = (message: string, status: number | null = null) =>
  new AppError('docker_error', message, { status });

/** 502: no connection to the host, or it broke. */
export const hostUnreachable = (message: string, cause?: unknown) =>
  new AppError('host_unreachable', message, undefined, cause);

/** 502: a host key that nobody confirmed, or another one than was confirmed; nothing was sent to that machine. */
export const hostKeyUnverified = (
  message: string,
  details: { hop: string; presented: string | null; pinned: string | null },
) => new AppError('host_key_unverified', message, details);

/** 504: the host did not answer within its deadline. */
export const hostTimeout = (message: string) => new AppError('host_timeout', message);

/** 503: the feature is switched off. */
export const disabled = (message: string) => new AppError('disabled', message);

/** 500. The cause goes to the log, never to the client. */
export const internal = (cause?: unknown) =>
  new AppError(
    'internal',
    'Something went wrong on the server. The log has the details.',
    undefined,
    cause,
  );

/**
 * A reason not to start, in one line that an admin can act on.
 * `main` prints it and exits with 1; nothing else catches it.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
