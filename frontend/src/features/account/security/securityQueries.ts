import {
  apiToken,
  createdApiToken,
  ownSession,
  recoveryCodes,
  signInEntry,
  totpOffer,
  type NewApiToken,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../../api.ts';
import { api } from '../../../apiPaths.ts';
import { accountKeys, forgetful } from '../queries.ts';

const keys = { signIns: ['sign-ins'], tokens: ['api-tokens'] } as const;
const fresh = { staleTime: 0 };

export const useSessions = () =>
  useQuery({
    ...fresh,
    queryKey: accountKeys.sessions,
    queryFn: () => request('GET', api.sessions, z.array(ownSession)),
  });

/** One of one's own, or with `null` all but the one that asks. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) =>
      request('DELETE', id === null ? api.sessions : api.session(id), z.unknown()),
    onSettled: () => client.invalidateQueries({ queryKey: accountKeys.sessions }),
  });
}

export const useSignIns = () =>
  useQuery({
    ...fresh,
    queryKey: keys.signIns,
    queryFn: () => request('GET', api.signIns, z.array(signInEntry)),
  });

export const useApiTokens = () =>
  useQuery({
    ...fresh,
    queryKey: keys.tokens,
    queryFn: () => request('GET', api.apiTokens, z.array(apiToken)),
  });

export function useCreateApiToken() {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    mutationFn: (body: NewApiToken) => request('POST', api.apiTokens, createdApiToken, body),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRevokeApiToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request('DELETE', api.apiToken(id), z.unknown()),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

/** The secret of a second factor; not in force before a code of it was given. */
export const useOfferTotp = () =>
  useMutation({
    ...forgetful,
    mutationFn: (password: string) => request('POST', api.totp, totpOffer, { password }),
  });

/** Answers with the recovery codes. */
export function useConfirmTotp() {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    mutationFn: (code: string) => request('POST', api.totpConfirm, recoveryCodes, { code }),
    onSuccess: () => void client.invalidateQueries({ queryKey: accountKeys.me }),
  });
}

export function useDisableTotp() {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    mutationFn: (password: string) => request('DELETE', api.totp, z.unknown(), { password }),
    onSuccess: () => client.invalidateQueries({ queryKey: accountKeys.me }),
  });
}

export const useNewRecoveryCodes = () =>
  useMutation({
    ...forgetful,
    mutationFn: (password: string) =>
      request('POST', api.totpRecovery, recoveryCodes, { password }),
  });
