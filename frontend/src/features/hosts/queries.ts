import { agentIngest } from '@archnest/backend/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../api.ts';
import { api } from '../../paths.ts';

/** Only admins may ask. */
export const useIngest = (enabled: boolean) =>
  useQuery({
    queryKey: ['ingest'],
    queryFn: () => request('GET', api.ingest, agentIngest),
    enabled,
  });

/** The live socket then says that the host is gone. */
export const useForgetAgentHost = () =>
  useMutation({
    mutationFn: (hostId: string) => request('DELETE', api.agentHost(hostId), z.unknown()),
  });
