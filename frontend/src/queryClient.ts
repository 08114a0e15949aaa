import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** The meta of a mutation that starts a session: its 401 means a wrong password or code, not the end of one. */
export const startsSession = { startsSession: true };

/**
 * Often the server stands in the same room, and answers while the browser thinks that it is offline:
 * nothing is held back until it thinks otherwise, least of all a sign-out.
 */
const networkMode = 'always';

interface Listeners {
  onSessionEnded: () => void;
  /** Nothing works until the user has chosen a password of their own. */
  onMustChange: () => void;
}

/** A 401 on anything but the sign-in itself means that the session ended. */
export function makeQueryClient({ onSessionEnded, onMustChange }: Listeners): QueryClient {
  const onError = (error: unknown) => {
    if (!(error instanceof ApiError)) return;
    if (error.code === 'unauthenticated') onSessionEnded();
    if (error.demand === 'mustChangePassword') onMustChange();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta !== startsSession) onError(error);
      },
    }),
    defaultOptions: {
      mutations: { networkMode },
      queries: {
        networkMode,
        refetchOnReconnect: true,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // An answer is an answer; only silence is worth another try.
        retry: (count, error) => error instanceof ApiError && error.code === 'network' && count < 2,
      },
    },
  });
}
