import type { Page } from '@playwright/test';

/** Holds everything that a page does, by a question that it gets no answer to. @returns lets go of it */
export async function standstill(page: Page): Promise<() => Promise<void>> {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    void page.route('**/standstill', (route) => {
      answer = () => void route.fulfill({ body: '' });
      resolve();
    });
  });
  const done = page.evaluate(() => {
    const question = new XMLHttpRequest();
    question.open('GET', '/standstill', false);
    question.send();
  });
  await asked;
  return async () => {
    answer();
    await done;
    await page.unroute('**/standstill');
  };
}
