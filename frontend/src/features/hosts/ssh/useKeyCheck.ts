import type { SshHop } from '@archnest/backend/contract';
import { useState } from 'react';
import { compareKeys } from './fingerprint.ts';

export type KeyCheck = ReturnType<typeof useKeyCheck>;

interface Answer {
  /** What `ssh-keygen` printed. */
  printed: string;
  /** Compared in a way that this page does not see. */
  sworn: boolean;
  /** The name of a host whose key changed. */
  typed: string;
}

const nothing: Answer = { printed: '', sworn: false, typed: '' };

/** The first machine on the way whose key waits for a person's word. */
export const undecidedHop = (hops: readonly SshHop[]) =>
  hops.findIndex(
    ({ state, fingerprint }) =>
      (state === 'unpinned' || state === 'changed') && fingerprint !== null,
  );

/** The comparing of one host key at a time. An answer holds for the key that it was given for. */
export function useKeyCheck(hops: readonly SshHop[]) {
  const [given, setGiven] = useState({ about: '', answer: nothing });
  const at = undecidedHop(hops);
  const hop = hops[at];
  const about = hop ? `${hop.hostId} ${hop.fingerprint}` : '';
  const answer = given.about === about ? given.answer : nothing;
  const verdict = compareKeys(answer.printed, hop?.fingerprint ?? '', hop?.keyType ?? null);
  // Another key than the one that was printed cannot be sworn away.
  const compared = verdict === 'same' || (verdict === 'none' && answer.sworn);
  return {
    ...answer,
    at,
    hop,
    verdict,
    compared,
    ready: compared && (hop?.state !== 'changed' || answer.typed.trim() === hop.name.trim()),
    answer: (change: Partial<Answer>) => setGiven({ about, answer: { ...answer, ...change } }),
  };
}
