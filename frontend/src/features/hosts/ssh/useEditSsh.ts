import type { SshHost } from '@archnest/backend/contract';
import { useState } from 'react';
import { refusal } from './refusal.ts';
import { draftOf, isMoved, keepsAuth, readPatch, settlePlace, type SshDraft } from './sshForm.ts';
import { useSaveSshHost, useSshHosts, useTestSsh } from './sshQueries.ts';

export type EditSsh = ReturnType<typeof useEditSsh>;

const none: readonly SshHost[] = [];

/** What is typed to change a saved SSH host, the trial of it and the saving. Secrets live here, and go with it. */
export function useEditSsh(host: SshHost, onSaved: (host: SshHost) => void) {
  const saved = useSshHosts(true).data ?? none;
  const [draft, setDraft] = useState(() => draftOf(host));
  const [attempts, setAttempts] = useState(0);
  const trial = useTestSsh();
  const save = useSaveSshHost();

  const { body, errors } = readPatch(draft, host);
  const moved = isMoved(draft, host);
  const keeps = keepsAuth(draft, host);
  const refused = refusal(save.error ?? trial.error);
  /** Without a confirmed key there is nothing to try: the server would only say so. */
  const canTest = !moved && host.pin !== null;
  const untouched = body !== null && !('auth' in body || 'docker' in body);
  const failed = trial.data?.ok === false || trial.isError;

  const change = (next: (before: SshDraft) => Partial<SshDraft>) => {
    setDraft((before) => ({ ...before, ...next(before) }));
    // What was answered was answered about something else.
    trial.reset();
    save.reset();
  };
  const store = () => {
    if (body === null) return;
    if (Object.keys(body).length === 0) onSaved(host);
    else save.mutate({ id: host.id, body }, { onSuccess: onSaved });
  };
  const test = (then?: () => void) => {
    setAttempts((count) => count + 1);
    if (body === null) return;
    save.reset();
    trial.mutate({ id: host.id, body }, { onSuccess: (result) => result.ok && then?.() });
  };
  return {
    host,
    saved,
    draft,
    change,
    moved,
    /** Whether the stored credentials stay. */
    keeps,
    canTest,
    failed,
    attempts,
    errors: { ...refused.errors, ...(attempts > 0 ? errors : {}) },
    /** What is wrong with none of the fields. */
    problem: refused.at === null ? refused.problem : null,
    result: trial.data,
    testing: trial.isPending,
    saving: save.isPending,
    test: () => test(),
    /** Tries first what was not tried, unless nothing about the connection changed or nothing can be tried. */
    submit: () => {
      setAttempts((count) => count + 1);
      setDraft((before) => ({ ...before, place: settlePlace(before.place, saved) }));
      if (!canTest || untouched || trial.data !== undefined || failed) store();
      else test(store);
    },
    /** Saves while a trial takes its time. */
    skip: () => {
      trial.reset();
      store();
    },
  };
}
