import {
  agentIngest,
  engineHost,
  engineTest,
  localEngine,
  type EngineHost,
  type EngineHostBody,
  type EngineHostPatch,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../api.ts';
import { api } from '../../apiPaths.ts';

const keys = {
  ingest: ['ingest'],
  engines: ['engine-hosts'],
  local: ['local-engine'],
} as const;

/** Only admins may ask, here and below. */
export const useIngest = (enabled: boolean) =>
  useQuery({
    queryKey: keys.ingest,
    queryFn: () => request('GET', api.ingest, agentIngest),
    enabled,
  });

/** How the Engine hosts are reached; never their secrets. */
export const useEngineHosts = (enabled: boolean) =>
  useQuery({
    queryKey: keys.engines,
    queryFn: () => request('GET', api.engineHosts, z.array(engineHost)),
    enabled,
  });

/** The engine on the server's own machine, while it is not a host yet. */
export const useLocalEngine = (enabled: boolean) =>
  useQuery({
    queryKey: keys.local,
    queryFn: () => request('GET', api.localEngine, localEngine),
    enabled,
    staleTime: 0,
  });

/** The live socket then says that the host is gone. */
export const useForgetAgentHost = () =>
  useMutation({
    mutationFn: (hostId: string) => request('DELETE', api.agentHost(hostId), z.unknown()),
  });

/** The client would keep what a request carried for five minutes, and a private key is in it. */
const forgetful = { gcTime: 0 };

function useEnginesChanged() {
  const client = useQueryClient();
  return (change: (engines: EngineHost[]) => EngineHost[]) => {
    client.setQueryData<EngineHost[]>(keys.engines, (engines) => engines && change(engines));
    void client.invalidateQueries({ queryKey: keys.local });
    return client.invalidateQueries({ queryKey: keys.engines });
  };
}

/** Adds a host, or changes the one with this id; the rest comes over the live socket. */
export function useSaveEngineHost(id: string | null) {
  const changed = useEnginesChanged();
  return useMutation({
    ...forgetful,
    mutationFn: (body: EngineHostBody | EngineHostPatch) =>
      id === null
        ? request('POST', api.engineHosts, engineHost, body)
        : request('PATCH', api.engineHost(id), engineHost, body),
    onSuccess: (saved) =>
      void changed((engines) => [...engines.filter((engine) => engine.id !== saved.id), saved]),
  });
}

export function useRemoveEngineHost() {
  const changed = useEnginesChanged();
  return useMutation({
    mutationFn: (id: string) => request('DELETE', api.engineHost(id), z.unknown()),
    onSuccess: (_answer, id) => void changed((engines) => engines.filter((one) => one.id !== id)),
  });
}

interface Trial {
  /** Of the saved host whose stored material counts where the address is the same. */
  id?: string;
  body: EngineHostBody | EngineHostPatch;
}

/** A failure to connect is an answer; an error is a question that could not be asked. */
export const useTestEngine = () =>
  useMutation({
    ...forgetful,
    mutationFn: ({ id, body }: Trial) => request('POST', api.engineTest(id), engineTest, body),
  });
