import { MutationObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { ApiError } from './api.ts';
import { makeQueryClient, startsSession } from './queryClient.ts';

const refuse = () => Promise.reject(new ApiError('unauthenticated', 'No.'));

it('takes a 401 as the end of the session, but not the one of a wrong password', async () => {
  const onSessionEnded = vi.fn<() => void>();
  const client = makeQueryClient({ onSessionEnded, onMustChange: () => {} });
  const signIn = new MutationObserver(client, { mutationFn: refuse, meta: startsSession });
  await expect(signIn.mutate()).rejects.toThrow('No.');
  expect(onSessionEnded).not.toHaveBeenCalled();
  const forget = new MutationObserver(client, { mutationFn: refuse });
  await expect(forget.mutate()).rejects.toThrow('No.');
  expect(onSessionEnded).toHaveBeenCalledOnce();
  await expect(client.fetchQuery({ queryKey: ['me'], queryFn: refuse })).rejects.toThrow('No.');
  expect(onSessionEnded).toHaveBeenCalledTimes(2);
});

it('hears that a temporary password must be changed first', async () => {
  const onMustChange = vi.fn<() => void>();
  const client = makeQueryClient({ onSessionEnded: () => {}, onMustChange });
  const refused = () =>
    Promise.reject(new ApiError('forbidden', 'First.', { demand: 'mustChangePassword' }));
  await expect(client.fetchQuery({ queryKey: ['x'], queryFn: refused })).rejects.toThrow('First.');
  expect(onMustChange).toHaveBeenCalledOnce();
});
