import { z } from 'zod';

/** Every error code a client may meet, with its HTTP status. */
export const errorStatus = {
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  not_supported_by_source: 422,
  secret_required: 422,
  rate_limited: 429,
  internal: 500,
  docker_error: 502,
  host_unreachable: 502,
  host_key_unverified: 502,
  disabled: 503,
  host_timeout: 504,
} as const;

export type ErrorCode = keyof typeof errorStatus;
export const errorCode = z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]);

/** One complaint about the input: where (`containers.3.state`; empty for the whole) and what. */
export const issue = z.object({ path: z.string(), message: z.string() });
export type Issue = z.infer<typeof issue>;

export const errorBody = z.object({
  error: z.object({ code: errorCode, message: z.string(), details: z.unknown().optional() }),
});
export type ErrorBody = z.infer<typeof errorBody>;
