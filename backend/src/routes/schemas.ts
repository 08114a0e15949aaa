import { errorBody, type ErrorCode } from '../contract/index.ts';
import { errorStatus } from '../contract/index.ts';

/** The `response` entries of the errors that a route may answer with. */
export function errors(...codes: ErrorCode[]): Record<number, typeof errorBody> {
  return Object.fromEntries(codes.map((code) => [errorStatus[code], errorBody]));
}
