/** What `work` gives, or the error of `late` when that takes longer than `ms`. The work is not ended by it. */
export function within<T>(ms: number, late: () => Error, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(late());
    }, ms);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
