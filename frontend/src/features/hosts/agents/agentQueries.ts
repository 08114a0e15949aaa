import { agentHost, agentToken, createdAgentToken, enrolment } from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { z } from 'zod';
import { request } from '../../../api.ts';
import { api } from '../../../apiPaths.ts';

const keys = { hosts: ['agent-hosts'], tokens: ['agent-tokens'] } as const;
const fresh = { staleTime: 0 };
/** The client would keep an answer for five minutes, and a token is in it. */
const forgetful = { gcTime: 0 };

/** What the agents said last: versions and clocks. The live socket says that something came, not what it was. */
export const useAgentHosts = () =>
  useQuery({
    ...fresh,
    queryKey: keys.hosts,
    queryFn: () => request('GET', api.agentHosts, z.array(agentHost)),
  });

/** Only admins may ask, here and below. */
export const useAgentTokens = () =>
  useQuery({
    ...fresh,
    queryKey: keys.tokens,
    queryFn: () => request('GET', api.agentTokens, z.array(agentToken)),
  });

export function useAgentsChanged() {
  const client = useQueryClient();
  return useCallback(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.hosts }),
        client.invalidateQueries({ queryKey: keys.tokens }),
      ]),
    [client],
  );
}

/** A code that a machine trades for its token. */
export const useEnrol = () =>
  useMutation({
    ...forgetful,
    mutationFn: (hostId: string) => request('POST', api.enrolments, enrolment, { hostId }),
  });

/** A new token for a host; the old ones are taken for a while yet. */
export function useRotateAgentToken() {
  const changed = useAgentsChanged();
  return useMutation({
    ...forgetful,
    mutationFn: (hostId: string) => request('POST', api.agentTokens, createdAgentToken, { hostId }),
    onSuccess: () => void changed(),
  });
}

export function useRevokeAgentToken() {
  const changed = useAgentsChanged();
  return useMutation({
    mutationFn: (id: string) => request('DELETE', api.agentToken(id), z.unknown()),
    onSuccess: changed,
  });
}
