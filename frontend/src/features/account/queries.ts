import {
  authStatus,
  session,
  user,
  type LoginRequest,
  type SetupRequest,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../api.ts';
import { api } from '../../paths.ts';
import { startsSession } from '../../queryClient.ts';

export const accountKeys = { me: ['me'], status: ['auth-status'] } as const;

export const useMe = () =>
  useQuery({
    queryKey: accountKeys.me,
    queryFn: () => request('GET', api.me, user),
    staleTime: Infinity,
  });

export const useAuthStatus = () =>
  useQuery({
    queryKey: accountKeys.status,
    queryFn: () => request('GET', api.status, authStatus),
    staleTime: 0,
  });

/** The answer also carries a token for scripts; the page keeps the cookie only. */
function useSessionStart<T>(path: string) {
  const client = useQueryClient();
  return useMutation({
    meta: startsSession,
    mutationFn: (body: T) => request('POST', path, session, body),
    onSuccess: ({ user: signedIn }) => client.setQueryData(accountKeys.me, signedIn),
  });
}

export const useLogin = () => useSessionStart<LoginRequest>(api.login);
export const useSetup = () => useSessionStart<SetupRequest>(api.setup);

export const useLogout = () =>
  useMutation({ mutationFn: () => request('POST', api.logout, z.unknown()) });
