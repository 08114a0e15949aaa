import type { OwnStep } from './actions/jobs.ts';

/** What a row shows besides its container. */
export interface Own {
  /** Whether the reader may act and open shells. */
  admin: boolean;
  /** What is being done to it, or failed. */
  step: OwnStep | undefined;
}
