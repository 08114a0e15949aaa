import type { Page } from '@playwright/test';
import type { TestDocker } from '../../backend/test/bench/dockerd.ts';

/** When the row of a container says a word, in milliseconds since 1970: ask before it can. */
export async function whenRowSays(
  page: Page,
  name: string,
  word: string,
): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(
    ([name, word]) => ({
      seen: new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const row = [...document.querySelectorAll('[role=row]')].find(({ textContent }) =>
            textContent.includes(name),
          );
          if (!row?.textContent.includes(word)) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    }),
    [name, word] as const,
  );
  return async () => {
    const seen = await watch.evaluate((watched) => watched.seen);
    await watch.dispose();
    return seen;
  };
}

/** When something last happened to a container by the daemon's own clock, in milliseconds since 1970. */
export async function lastEvent(
  { docker }: Pick<TestDocker, 'docker'>,
  name: string,
  event: string,
): Promise<number> {
  const filters = ['--filter', `container=${name}`, '--filter', `event=${event}`];
  // Of `0s` Docker makes a whole second, and leaves out what has happened in it.
  const now = (Date.now() / 1000).toFixed(3);
  const range = ['--since', '10m', '--until', now, '--format', '{{.TimeNano}}'];
  const lines = (await docker(['events', ...range, ...filters])).split('\n');
  return Number(lines.at(-1)) / 1e6;
}

/** `median 12.3 ms, p95 45.6 ms` */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}
