import type { EngineProblem } from '../contract/index.ts';
import {
  AppError,
  conflict,
  dockerError,
  hostTimeout,
  hostUnreachable,
  notFound,
} from '../errors.ts';

/** The daemon answered, and not with success. `status` 0: with something that is no answer of the Engine API. */
export class EngineAnswerError extends Error {
  override readonly name = 'EngineAnswerError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The daemon did not answer in time. */
export class EngineTimeoutError extends Error {
  override readonly name = 'EngineTimeoutError';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`no answer within ${afterMs} ms`);
    this.afterMs = afterMs;
  }
}

type Mismatch = 'not_docker' | 'api_version' | 'tls_needed';

/** What answered speaks no Engine API, or one that is too old. */
export class EngineMismatchError extends Error {
  override readonly name = 'EngineMismatchError';
  readonly problem: Mismatch;

  constructor(problem: Mismatch, message: string) {
    super(message);
    this.problem = problem;
  }
}

export const TLS_NEEDED = 'Docker there wants TLS: use tcps:// with its certificates.';

/** What went wrong, and what to do about it, for whoever set the host up. */
export interface Diagnosis {
  problem: EngineProblem;
  message: string;
}

/** Node's and OpenSSL's codes: https://nodejs.org/api/errors.html#openssl-error-codes, tls `X509 certificate error codes`. */
const certificateCodes: Record<string, string> = {
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Its certificate is for another name: set the server name to one that stands in the certificate.',
  CERT_HAS_EXPIRED: 'Its certificate has expired: renew it on the Docker host.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet: compare the clocks of both machines.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is self-signed and not trusted: give the CA that signed it.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Its certificate comes from an authority that is not trusted: give that CA.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate comes from an authority that is not trusted: give that CA.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its certificate comes from an authority that is not trusted: give that CA.',
  UNABLE_TO_GET_ISSUER_CERT: 'The CA that was given is not complete: its own issuer is missing.',
  CERT_SIGNATURE_FAILURE: 'Its certificate was not signed by the CA that was given.',
};

/** @returns the kind of failure and a sentence for a person; `null` for an error that is not about the connection */
export function diagnose(error: unknown): Diagnosis | null {
  if (error instanceof EngineTimeoutError)
    return {
      problem: 'timeout',
      message: `Docker did not answer within ${Math.round(error.afterMs / 100) / 10} s: the machine may be down, a firewall in between, or the daemon hung.`,
    };
  if (error instanceof EngineMismatchError)
    return { problem: error.problem, message: error.message };
  const { code = '', message } = error as Error & { code?: string };
  const certificate = certificateCodes[code];
  if (certificate) return { problem: 'certificate', message: certificate };
  return fromCode(code) ?? fromTls(code, message) ?? fromHttp(code, error);
}

function fromCode(code: string): Diagnosis | null {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        problem: 'refused',
        message:
          'The connection was refused: nothing listens there. Is Docker running, and is this its address?',
      };
    case 'ENOENT':
      return {
        problem: 'not_found',
        message: 'There is no such socket: is Docker installed and running, and is the path right?',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        problem: 'permission',
        message:
          'The socket may not be opened: let the user that ArchNest runs as into the docker group.',
      };
    case 'ENOTSOCK':
    case 'EISDIR':
      return { problem: 'not_docker', message: 'What is there is not a socket: check the path.' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        problem: 'name',
        message: 'The name cannot be resolved: check its spelling and the DNS.',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return {
        problem: 'network',
        message: 'There is no way to that machine: is it on, and on this network?',
      };
    case 'ETIMEDOUT':
      return {
        problem: 'timeout',
        message: 'The machine did not answer: it may be down, or a firewall drops the connection.',
      };
    default:
      return null;
  }
}

function fromTls(code: string, message: string): Diagnosis | null {
  // What a write runs into has OpenSSL's words in its message alone: `…:wrong version number:…`.
  const reason = code === 'EPROTO' ? message.replaceAll(' ', '_').toUpperCase() : code;
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(reason))
    return {
      problem: 'not_tls',
      message: 'What listens there speaks no TLS: use tcp://, or turn TLS on in Docker.',
    };
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(reason))
    return {
      problem: 'not_tls',
      message: 'What listens there speaks no TLS that is safe: 1.2 is the oldest that is taken.',
    };
  if (/ALERT|BAD_CERTIFICATE|CERTIFICATE_REQUIRED|UNKNOWN_CA/.test(reason))
    return {
      problem: 'certificate',
      message:
        'Docker refused the client certificate: give one that its CA has signed, with its key.',
    };
  if (
    code === 'EPROTO' ||
    code.startsWith('ERR_OSSL') ||
    code.startsWith('ERR_SSL') ||
    /key values mismatch/.test(message)
  )
    return {
      problem: 'certificate',
      message:
        'The CA, certificate or key cannot be used: check that each is whole, and that the key has no passphrase and fits the certificate.',
    };
  return null;
}

/** A TLS alert, which is what many servers of TLS say to a request in plain text. */
const TLS_ALERT = 21;

function fromHttp(code: string, error: unknown): Diagnosis | null {
  const { rawPacket } = error as { rawPacket?: Buffer };
  if (code.startsWith('HPE_') && rawPacket?.[0] === TLS_ALERT)
    return { problem: 'tls_needed', message: TLS_NEEDED };
  if (code.startsWith('HPE_'))
    return {
      problem: 'not_docker',
      message: 'What listens there is not Docker: it does not speak HTTP.',
    };
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return { problem: 'network', message: 'The connection broke while Docker was answering.' };
  return null;
}

/**
 * Whatever a call to a daemon ended with, as the contract has it. The only place where foreign errors become ours.
 * @param what names the thing in the sentence of a 404: `web`
 */
export function toAppError(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof EngineAnswerError) return fromAnswer(error, what);
  const diagnosis = diagnose(error);
  if (diagnosis?.problem === 'timeout') return hostTimeout(diagnosis.message);
  if (diagnosis) return hostUnreachable(diagnosis.message, error);
  return hostUnreachable('The connection to Docker failed.', error);
}

function fromAnswer({ status, message }: EngineAnswerError, what: string): AppError {
  if (status === 404) return notFound(absence(message, what));
  if (status === 409) return conflict(refusal(message, what));
  // Our own words about something that is no answer.
  if (status === 0) return dockerError(message, null);
  return dockerError(message ? said(message) : `Docker answered with status ${status}.`, status);
}

const said = (message: string) => `Docker says: ${message}${/[.!?]$/.test(message) ? '' : '.'}`;

/** Of a start, 404 may also be about the network or the image that the container needs. */
function absence(message: string, what: string): string {
  if (message && !/no such container/i.test(message)) return said(message);
  return `There is no container ${what} on this host any more.`;
}

/** Most of Docker's refusals name the container, by its name or its id. */
function refusal(message: string, what: string): string {
  if (!message) return `${what} is in a state that does not allow this.`;
  const named = message.includes(what) || /\b[0-9a-f]{64}\b/.test(message);
  return named ? message : `${what}: ${message}`;
}
