/**
 * Does `work` on all items, so many at a time, and gives the results in order. The first failure is thrown. A call that
 * waits for its turn here has not begun; one that waits for a connection has, and its deadline runs.
 */
export async function inTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      results[index] = await work(item);
    }
  };
  const fail = (error: unknown) => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: atOnce }, () => worker().catch(fail)));
  return results;
}
