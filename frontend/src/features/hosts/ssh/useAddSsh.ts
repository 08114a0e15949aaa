import type { SshHost } from '@archnest/backend/contract';
import { useState } from 'react';
import { refusal } from './refusal.ts';
import { readAuth } from './secrets.ts';
import { emptySsh, nameOf, readAddress, readBody, settlePlace, type SshDraft } from './sshForm.ts';
import { useSaveSshHost, useSshHosts, useSshProbe, useTestSsh } from './sshQueries.ts';
import { useKeyCheck } from './useKeyCheck.ts';

export const addSteps = ['address', 'key', 'credentials', 'test'] as const;
export type AddStep = (typeof addSteps)[number];

export type AddSsh = ReturnType<typeof useAddSsh>;

const none: readonly SshHost[] = [];

/**
 * What is typed about a new SSH host, the looking for its host key, the trial and the saving. Everything lives in this
 * component's state, and goes with it: secrets are in it.
 */
export function useAddSsh() {
  const saved = useSshHosts(true).data ?? none;
  const [draft, setDraft] = useState(emptySsh);
  const [step, setStep] = useState<AddStep>('address');
  const [attempts, setAttempts] = useState(0);
  const [added, setAdded] = useState<SshHost | null>(null);
  /** The key that was confirmed, and for which place. */
  const [word, setWord] = useState<{ place: string; fingerprint: string } | null>(null);
  const trial = useTestSsh();
  const save = useSaveSshHost();

  const address = readAddress(draft);
  const place = JSON.stringify(address.body);
  const confirmed = word !== null && word.place === place ? word.fingerprint : null;
  const whole = readBody(draft, confirmed);
  const probe = useSshProbe(
    step === 'address' || address.body === null ? null : { body: address.body },
  );
  const hops = (probe.data?.hops ?? []).map((hop, index, all) => {
    if (index < all.length - 1) return hop;
    const isConfirmed = hop.state === 'unpinned' && hop.fingerprint === confirmed;
    const state = isConfirmed ? ('verified' as const) : hop.state;
    // It has no name on the server yet.
    return { ...hop, state, ...(hop.hostId === null ? { name: nameOf(draft) } : {}) };
  });
  const check = useKeyCheck(hops);

  const change = (next: (before: SshDraft) => Partial<SshDraft>) => {
    setDraft((before) => ({ ...before, ...next(before) }));
    // What was answered was answered about something else.
    trial.reset();
    save.reset();
  };
  const go = (to: AddStep) => {
    setAttempts(0);
    setStep(to);
  };
  const test = (fingerprint = confirmed) => {
    const { body } = readBody(draft, fingerprint);
    save.reset();
    if (body !== null && fingerprint !== null) trial.mutate({ body });
    else trial.reset();
  };
  const refused = refusal(save.error ?? trial.error);

  return {
    saved,
    draft,
    change,
    step,
    attempts,
    added,
    confirmed,
    probe,
    hops,
    check,
    /** Each at its field: ours from the first attempt on. */
    errors: { ...refused.errors, ...(attempts > 0 ? { ...address.errors, ...whole.errors } : {}) },
    problem: refused.problem,
    /** Where to put right what the server refused to save. */
    refusedAt: refused.at,
    result: trial.data,
    testing: trial.isPending,
    saving: save.isPending,
    go,
    /** From the address to the host key. */
    toKey: () => {
      setAttempts((count) => count + 1);
      setDraft((before) => ({ ...before, place: settlePlace(before.place, saved) }));
      if (address.body !== null) go('key');
    },
    /** An admin compared the key that the machine showed. */
    confirm: (fingerprint: string) => {
      setWord({ place, fingerprint });
      go('credentials');
    },
    /** From the credentials to the trial. */
    toTest: () => {
      setAttempts((count) => count + 1);
      if (readAuth(draft.auth).auth === null) return;
      go('test');
      test();
    },
    test,
    store: () => {
      if (whole.body === null) return;
      // What is under way is not waited for; what was found stays to be read.
      if (trial.isPending) trial.reset();
      save.mutate({ body: whole.body }, { onSuccess: setAdded });
    },
    /** Another one: nothing of this one stays. */
    again: () => {
      setDraft(emptySsh);
      setWord(null);
      setAdded(null);
      trial.reset();
      save.reset();
      go('address');
    },
  };
}
