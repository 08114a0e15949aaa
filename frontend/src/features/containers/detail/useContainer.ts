import { container, type Container } from '@archnest/backend/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError, request } from '../../../api.ts';
import { api } from '../../../apiPaths.ts';
import { hostIdOf } from '../../../paths.ts';
import type { ContainerRow } from '../view.ts';

export const containerKey = (hostKey: string, id: string) => ['container', hostKey, id] as const;

/**
 * The container with everything: live rows leave out environment, mounts and entrypoint. Asked for
 * again whenever its live row changes, so that the two never tell different stories for long.
 */
export function useContainer(row: ContainerRow): {
  full: Container | undefined;
  error: Error | null;
  retry: () => void;
} {
  const { container: live, host } = row;
  const query = useQuery({
    queryKey: containerKey(host.key, live.id),
    queryFn: () =>
      request('GET', api.container(host.source, hostIdOf(host.key), live.id), container),
    staleTime: Infinity,
  });
  const { refetch } = query;
  useEffect(() => {
    void refetch({ cancelRefetch: false });
  }, [live, refetch]);
  // It went between two frames: the next frame says so too.
  const gone = query.error instanceof ApiError && query.error.code === 'not_found';
  return { full: query.data, error: gone ? null : query.error, retry: () => void refetch() };
}
