import type { QueryClient } from '@tanstack/react-query';
import { appearance } from './appearance.ts';
import { live } from './live.ts';

type Listener = (signedOut: boolean) => void;

const listeners = new Set<Listener>();

/** @returns stops listening */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The mutation that signs out: what ends while it runs was meant to. */
export const signOutKey = ['sign-out'];

/** Forgets whose page it was, and leads to sign-in: from there back to where one was, unless one has signed out. */
export function endSession(client: QueryClient) {
  const signedOut = client.isMutating({ mutationKey: signOutKey }) > 0;
  for (const listener of listeners) listener(signedOut);
  live.dispose();
  client.clear();
  appearance.forget();
}
