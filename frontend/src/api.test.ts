import { user } from '@archnest/backend/contract';
import { afterEach, expect, it, vi } from 'vitest';
import { ApiError, request } from './api.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }),
    ),
  );
const failed = () => request('GET', '/api/auth/me', user).catch((error: unknown) => error);

afterEach(() => vi.unstubAllGlobals());

it('answers what the contract knows, without what it does not', async () => {
  answer(200, { id: 1, username: 'admin', role: 'admin', extra: 1 });
  expect(await request('GET', '/api/auth/me', user)).toEqual({
    id: 1,
    username: 'admin',
    role: 'admin',
  });
});

it('turns an error body into its code and its complaints', async () => {
  const details = [{ path: 'username', message: 'must not be empty' }];
  answer(400, { error: { code: 'validation_failed', message: 'Bad input.', details } });
  const error = await failed();
  expect(error).toMatchObject({ code: 'validation_failed', message: 'Bad input.' });
  expect(error instanceof ApiError && error.issueAt('username')).toBe('must not be empty');
});

it('says when to try again', async () => {
  answer(429, { error: { code: 'rate_limited', message: 'Slow down.' } }, { 'retry-after': '42' });
  expect(await failed()).toMatchObject({ code: 'rate_limited', retryAfter: 42 });
});

it.each([
  ['a proxy page', 502, '<html>Bad gateway</html>', 'The server answered 502.'],
  ['another shape', 200, { id: 'x' }, 'The server answered in a way that this page does not know.'],
])('does not trust %s', async (_name, status, body, message) => {
  answer(status, body);
  expect(await failed()).toMatchObject({ code: 'unexpected', message });
});

it('tells silence from an answer', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  expect(await failed()).toMatchObject({ code: 'network' });
});

it.each([
  [{ totpRequired: true }, 'totpRequired'],
  [{ mustChangePassword: true }, 'mustChangePassword'],
  [{ totpRequired: false }, null],
  ['nonsense', null],
])('reads what must be done first from %j', async (details, demand) => {
  answer(401, { error: { code: 'unauthenticated', message: 'No.', details } });
  expect(await failed()).toMatchObject({ demand });
});
