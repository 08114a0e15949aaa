import { expect, it } from 'vitest';
import { ApiError } from '../../api.ts';
import { loginProblem } from './loginProblem.ts';

const refused = new ApiError('unauthenticated', 'No.');
const asked = new ApiError('unauthenticated', 'Code.', { demand: 'totpRequired' });
const limited = new ApiError('rate_limited', 'Slow down.', { retryAfter: 30 });

it('does not call it a problem that a code is asked for', () => {
  expect(loginProblem(asked, 0, undefined)).toBeNull();
});

it.each([
  [asked, 0, '123456', /code is wrong/],
  [refused, 0, undefined, /^Wrong username or password\.$/],
  [refused, 0, '123456', /or code/],
  [limited, 30_000, undefined, /in 30 s/],
  [limited, 0, undefined, /now/],
  [new ApiError('network', 'It did not answer.'), 0, undefined, /did not answer/],
] as const)('%s after %d ms with %s', (error, wait, code, said) => {
  expect(loginProblem(error, wait, code)).toMatch(said);
});
