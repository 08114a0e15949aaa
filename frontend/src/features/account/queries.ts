import {
  authStatus,
  profile,
  session,
  type LoginRequest,
  type PasswordChange,
  type ProfilePatch,
  type SetupRequest,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../api.ts';
import { appearance } from '../../appearance.ts';
import { api } from '../../apiPaths.ts';
import { startsSession } from '../../queryClient.ts';
import { endSession, signOutKey } from '../../sessionEnd.ts';

export const accountKeys = { me: ['me'], status: ['auth-status'], sessions: ['sessions'] } as const;

/** The client would keep what a request carried for five minutes, and a password is in it. */
export const forgetful = { gcTime: 0 };

export const useMe = () =>
  useQuery({
    queryKey: accountKeys.me,
    queryFn: async () => {
      const me = await request('GET', api.me, profile);
      appearance.receive(me.appearance);
      return me;
    },
    staleTime: Infinity,
  });

export const useAuthStatus = () =>
  useQuery({
    queryKey: accountKeys.status,
    queryFn: () => request('GET', api.status, authStatus),
    staleTime: 0,
  });

/** The answer also carries a token for scripts; the page keeps the cookie only, and asks who came in. */
function useSessionStart<T>(path: string) {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    meta: startsSession,
    mutationFn: (body: T) => request('POST', path, session, body),
    onSuccess: () => client.removeQueries({ queryKey: accountKeys.me }),
  });
}

export const useLogin = () => useSessionStart<LoginRequest>(api.login);
export const useSetup = () => useSessionStart<SetupRequest>(api.setup);

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: signOutKey,
    mutationFn: () => request('POST', api.logout, z.unknown()),
    onSuccess: () => endSession(client),
  });
}

/** Also the end of all one's other sessions. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    mutationFn: (body: PasswordChange) => request('POST', api.password, z.unknown(), body),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: accountKeys.me }),
        client.invalidateQueries({ queryKey: accountKeys.sessions }),
      ]),
  });
}

export function useSaveProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: ProfilePatch) => request('PATCH', api.me, profile, patch),
    onSuccess: (me) => client.setQueryData(accountKeys.me, me),
  });
}
