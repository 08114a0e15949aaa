import { describe, expect, it } from 'vitest';
import type { EngineProblem, ErrorCode } from '../contract/index.ts';
import { conflict } from '../errors.ts';
import {
  diagnose,
  EngineAnswerError,
  EngineMismatchError,
  EngineTimeoutError,
  toAppError,
} from './errors.ts';

/** As Node throws it. */
const coded = (code: string, fields: object = {}) =>
  Object.assign(new Error(`failed with ${code}`), { code, ...fields });

describe('a connection that fails', () => {
  it.each<[string, EngineProblem]>([
    ['ECONNREFUSED', 'refused'],
    ['ENOENT', 'not_found'],
    ['EACCES', 'permission'],
    ['EPERM', 'permission'],
    ['ENOTSOCK', 'not_docker'],
    ['EISDIR', 'not_docker'],
    ['ENOTFOUND', 'name'],
    ['EAI_AGAIN', 'name'],
    ['EHOSTUNREACH', 'network'],
    ['ENETUNREACH', 'network'],
    ['EHOSTDOWN', 'network'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'network'],
    ['EPIPE', 'network'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'network'],
    ['HPE_INVALID_CONSTANT', 'not_docker'],
    ['HPE_HEADER_OVERFLOW', 'not_docker'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['CERT_NOT_YET_VALID', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate'],
    ['CERT_SIGNATURE_FAILURE', 'certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'not_tls'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'not_tls'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'not_tls'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'not_tls'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'certificate'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'certificate'],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'certificate'],
    ['ERR_OSSL_PEM_NO_START_LINE', 'certificate'],
  ])('with %s is %s, in a sentence', (code, problem) => {
    const found = diagnose(coded(code));
    expect(found).toEqual({ problem, message: expect.stringMatching(/^[A-Z].*[.?]$/) });
    // Nobody can do anything with the code.
    expect(found?.message).not.toContain(code);
    const { code: ours, message } = toAppError(coded(code), 'web');
    expect(ours).toBe(problem === 'timeout' ? 'host_timeout' : 'host_unreachable');
    expect(message).toBe(found?.message);
  });

  it('within a write has its reason in its words', () => {
    const write = (reason: string) =>
      diagnose(
        Object.assign(new Error(`write EPROTO 40:error:0A:SSL routines:f:${reason}:x.c:77:\n`), {
          code: 'EPROTO',
        }),
      )?.problem;
    expect(write('wrong version number')).toBe('not_tls');
    expect(write('packet length too long')).toBe('not_tls');
    expect(write('tlsv1 alert protocol version')).toBe('not_tls');
    expect(write('sslv3 alert bad certificate')).toBe('certificate');
    expect(write('something new')).toBe('certificate');
  });

  it('is TLS where TLS answers', () => {
    const alert = { rawPacket: Buffer.from([21, 3, 1, 0, 2, 2, 80]) };
    expect(diagnose(coded('HPE_INVALID_CONSTANT', alert))?.problem).toBe('tls_needed');
    const text = { rawPacket: Buffer.from('SSH-2.0') };
    expect(diagnose(coded('HPE_INVALID_CONSTANT', text))?.problem).toBe('not_docker');
  });

  it('is told how long it was waited for', () => {
    expect(diagnose(new EngineTimeoutError(2_500))).toMatchObject({
      problem: 'timeout',
      message: expect.stringContaining('within 2.5 s'),
    });
    expect(toAppError(new EngineTimeoutError(4_000), 'web').code).toBe('host_timeout');
  });

  it('otherwise is no riddle either', () => {
    for (const odd of [new Error('boom'), coded('EWHAT'), new TypeError('x is not a function')]) {
      expect(diagnose(odd)).toBeNull();
      expect(toAppError(odd, 'web')).toMatchObject({
        code: 'host_unreachable',
        message: 'The connection to Docker failed.',
      });
    }
  });
});

describe('an answer that is not success', () => {
  const app = (status: number, message: string) =>
    toAppError(new EngineAnswerError(status, message), 'web');

  it.each<[number, string, ErrorCode, string]>([
    [
      404,
      'No such container: web',
      'not_found',
      'There is no container web on this host any more.',
    ],
    [409, '', 'conflict', 'web is in a state that does not allow this.'],
    [409, 'Container web is not running', 'conflict', 'Container web is not running'],
    [
      409,
      `Container ${'a'.repeat(64)} is paused`,
      'conflict',
      `Container ${'a'.repeat(64)} is paused`,
    ],
    [409, 'cannot start a paused container', 'conflict', 'web: cannot start a paused container'],
    [500, 'disk is full', 'docker_error', 'Docker says: disk is full.'],
    [400, 'Really?', 'docker_error', 'Docker says: Really?'],
    [503, '', 'docker_error', 'Docker answered with status 503.'],
    [0, 'It is too large.', 'docker_error', 'It is too large.'],
  ])('%d %s is %s', (status, said, code, message) => {
    expect(app(status, said)).toMatchObject({ code, message });
  });

  it('keeps the status, where there was one', () => {
    expect(app(500, 'x').details).toEqual({ status: 500 });
    expect(app(0, 'x').details).toEqual({ status: null });
  });
});

describe('what is ours already', () => {
  it('stays what it is', () => {
    const own = conflict('web is not running.');
    expect(toAppError(own, 'web')).toBe(own);
    const mismatch = new EngineMismatchError('api_version', 'Too old: update Docker.');
    expect(diagnose(mismatch)).toEqual({ problem: 'api_version', message: mismatch.message });
    expect(toAppError(mismatch, 'web')).toMatchObject({ message: mismatch.message });
  });
});
