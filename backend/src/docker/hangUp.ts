import type { EngineSource } from './source.ts';

/** What ending the shells of a host may take: of one that is removed, and of all when the server stops. */
const REMOVE_WITHIN_MS = 60_000;
export const STOP_WITHIN_MS = 2_000;

/** Ends what is open on a host; settles when it has ended, or took too long. Never rejects. */
export async function hangUp(
  source: EngineSource | null,
  withinMs = REMOVE_WITHIN_MS,
): Promise<void> {
  let tooLong: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    tooLong = setTimeout(resolve, withinMs).unref();
  });
  await Promise.race([source?.close(), patience]);
  clearTimeout(tooLong);
}
