import { errorBody, issue, type ErrorCode, type Issue } from '@archnest/backend/contract';
import { z } from 'zod';

// zod would probe `new Function`, which the content security policy forbids and reports.
z.config({ jitless: true });

const issues = z.array(issue);
/** What an answer asks for before anything else works. */
const demands = z.object({
  totpRequired: z.boolean().optional(),
  mustChangePassword: z.boolean().optional(),
});
export type Demand = keyof z.infer<typeof demands>;

/** `network`: no answer at all. `unexpected`: an answer that the contract does not know. */
export type ApiErrorCode = ErrorCode | 'network' | 'unexpected';

/** A request that failed, with the contract's code and, for bad input, what is wrong where. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly issues: Issue[];
  /** Seconds until another try makes sense, from `Retry-After`. */
  readonly retryAfter: number | null;
  readonly demand: Demand | null;

  constructor(
    code: ApiErrorCode,
    message: string,
    options: { issues?: Issue[]; retryAfter?: number | null; demand?: Demand | null } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.issues = options.issues ?? [];
    this.retryAfter = options.retryAfter ?? null;
    this.demand = options.demand ?? null;
  }

  /** The complaint about one field, if there is one. */
  issueAt(path: string): string | undefined {
    return this.issues.find((item) => item.path === path)?.message;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Sends one request with the session cookie and parses the answer; throws only `ApiError`. */
export async function request<T extends z.ZodType>(
  method: Method,
  path: string,
  answer: T,
  body?: unknown,
): Promise<z.infer<T>> {
  const response = await send(method, path, body);
  const json: unknown =
    response.status === 204 ? undefined : await response.json().catch(() => null);
  if (!response.ok) throw failure(response, json);
  const parsed = answer.safeParse(json);
  if (!parsed.success) {
    throw new ApiError('unexpected', 'The server answered in a way that this page does not know.');
  }
  return parsed.data;
}

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new ApiError('network', 'The server did not answer. Check that it runs, then try again.');
  }
}

function failure(response: Response, json: unknown): ApiError {
  const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) {
    return new ApiError('unexpected', `The server answered ${response.status}.`);
  }
  const { code, message, details } = parsed.data.error;
  const complaints = issues.safeParse(details);
  const { totpRequired, mustChangePassword } = demands.safeParse(details).data ?? {};
  return new ApiError(code, message, {
    issues: complaints.success ? complaints.data : [],
    retryAfter: Number.isNaN(retryAfter) ? null : retryAfter,
    demand: totpRequired ? 'totpRequired' : mustChangePassword ? 'mustChangePassword' : null,
  });
}
