import type { EngineHost } from '@archnest/backend/contract';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { settleEndpoint } from './endpoint.ts';
import {
  complaints,
  draftOf,
  emptyDraft,
  readBody,
  readPatch,
  type EngineDraft,
  type EngineErrors,
} from './engineForm.ts';
import { pemParts } from './pem.ts';
import { useSaveEngineHost, useTestEngine } from './queries.ts';

export type EngineForm = ReturnType<typeof useEngineForm>;

/**
 * What is typed about an Engine host, the trial of it and the saving. Everything lives in this component's state,
 * and goes with it: a private key is in it.
 * @param host the saved one to change, or `null` for a new one
 */
export function useEngineForm(host: EngineHost | null, onSaved: (host: EngineHost) => void) {
  const [draft, setDraft] = useState(() => (host ? draftOf(host) : emptyDraft));
  const [attempts, setAttempts] = useState(0);
  const [savesNext, setSavesNext] = useState(false);
  const trial = useTestEngine();
  const save = useSaveEngineHost(host?.id ?? null);

  const { body, errors: wrong } = host ? readPatch(draft, host) : readBody(draft);
  const refused = refusal(save.error ?? trial.error, draft);
  const failed = trial.data?.ok === false || (trial.isError && !refused.atField);
  const untried = host !== null && body !== null && !('endpoint' in body || 'tls' in body);

  const change = (next: (before: EngineDraft) => Partial<EngineDraft>) => {
    setDraft((before) => ({ ...before, ...next(before) }));
    setSavesNext(false);
    // What was answered was answered about something else.
    trial.reset();
    save.reset();
  };
  const store = () => {
    if (body === null) return;
    setSavesNext(false);
    if (host && Object.keys(body).length === 0) onSaved(host);
    else save.mutate(body, { onSuccess: onSaved });
  };
  const test = (thenSave: boolean) => {
    setAttempts((count) => count + 1);
    if (body === null) return;
    setDraft((before) => ({ ...before, endpoint: settleEndpoint(before.endpoint) }));
    save.reset();
    setSavesNext(thenSave);
    trial.mutate(host ? { id: host.id, body } : { body }, {
      onSuccess: (result) => (thenSave && result.ok ? store() : setSavesNext(false)),
      onError: () => setSavesNext(false),
    });
  };

  return {
    host,
    draft,
    change,
    /** Each at its field: ours from the first attempt on, or as soon as a file is there. */
    errors: { ...refused.errors, ...shownErrors(wrong, draft, attempts > 0) },
    /** What is wrong with none of the fields. */
    problem: refused.problem,
    attempts,
    result: trial.data,
    testing: trial.isPending,
    saving: save.isPending,
    /** The trial under way saves if it succeeds. */
    savesNext,
    /** Saving needs a second word: the host does not answer. */
    failed,
    test: () => test(false),
    /** Tries first what was not tried, unless nothing about the connection changed. */
    submit: () => {
      const tried = untried || trial.data !== undefined || failed;
      if (tried && body !== null) store();
      else test(true);
    },
    /** Saves while a trial takes its time. */
    skip: () => {
      trial.reset();
      store();
    },
  };
}

function shownErrors(errors: EngineErrors, { pem }: EngineDraft, all: boolean): EngineErrors {
  if (all) return errors;
  const shown: EngineErrors = {};
  for (const part of pemParts) {
    const message = errors[part];
    if (message !== undefined && pem[part].text !== '') shown[part] = message;
  }
  return shown;
}

/** Where the server's refusal belongs. */
function refusal(error: Error | null, draft: EngineDraft) {
  const none = { errors: {} as EngineErrors, problem: null, atField: false };
  if (error === null) return none;
  if (!(error instanceof ApiError)) return { ...none, problem: error.message };
  const errors = complaints(error.issues, draft);
  if (error.code === 'secret_required') errors.tls ??= error.message;
  // A name is all that two hosts may not share.
  if (error.code === 'conflict') errors.name ??= error.message;
  const atField = Object.keys(errors).length > 0;
  return { errors, problem: atField ? null : error.message, atField };
}
