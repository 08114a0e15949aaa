import type { SshProblem } from '../contract/index.ts';
import {
  AppError,
  hostKeyUnverified,
  hostTimeout,
  hostUnreachable,
  secretRequired,
} from '../errors.ts';

/** A host key as it was shown. */
export interface ShownKey {
  /** As `ssh-keygen -lf` prints it. */
  fingerprint: string;
  keyType: string;
}

export interface FailureDetails {
  /** The name of the machine that it happened at; `null` when it is no machine's. */
  hop: string | null;
  shown?: ShownKey | null;
  pinned?: string | null;
  cause?: unknown;
}

/** What went wrong on the way to a machine or on it, and what to do about it, in one sentence for a person. */
export class SshFailure extends Error {
  override readonly name = 'SshFailure';
  readonly problem: SshProblem;
  readonly hop: string | null;
  readonly shown: ShownKey | null;
  readonly pinned: string | null;

  constructor(problem: SshProblem, message: string, details: FailureDetails) {
    super(message, { cause: details.cause });
    this.problem = problem;
    this.hop = details.hop;
    this.shown = details.shown ?? null;
    this.pinned = details.pinned ?? null;
  }

  /** The same in the contract's words, with this as its cause. */
  asAppError(): AppError {
    const { code, details } = this.#inWords();
    return new AppError(code, this.message, details, this);
  }

  #inWords(): AppError {
    const { problem, message, hop, shown, pinned } = this;
    switch (problem) {
      case 'unpinned':
      case 'changed': {
        const presented = shown?.fingerprint ?? null;
        return hostKeyUnverified(message, { hop: hop ?? '', presented, pinned });
      }
      case 'secret_missing':
        return secretRequired(message);
      case 'timeout':
        return hostTimeout(message);
      default:
        return hostUnreachable(message);
    }
  }
}

/** The failure behind an error of a call; `null` when it is something else. */
export function failureOf(error: unknown): SshFailure | null {
  if (error instanceof SshFailure) return error;
  return error instanceof AppError && error.cause instanceof SshFailure ? error.cause : null;
}

/** Nothing that trying again would change: a person has to do something first. */
export const needsPerson = ({ problem }: SshFailure): boolean => PERSONS.has(problem);

/** The machine was not reached, or did not let us in: it tells nothing of Docker there. */
export const isOnTheWay = ({ problem }: SshFailure): boolean => ON_THE_WAY.has(problem);

const ON_THE_WAY = new Set<SshProblem>([
  'refused',
  'timeout',
  'name',
  'network',
  'not_ssh',
  'algorithms',
  'broken',
  'jump',
  'unpinned',
  'changed',
  'secret_missing',
  'key',
  'certificate',
  'agent',
  'auth',
]);

const PERSONS = new Set<SshProblem>([
  'unpinned',
  'changed',
  'secret_missing',
  'key',
  'certificate',
  'auth',
  'jump',
]);
