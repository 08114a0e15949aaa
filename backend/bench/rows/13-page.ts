import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { spread, type Result } from '../measure.ts';
import { startOurs } from '../ours.ts';

const LIMIT_KB = 230;

/** Gzipped script and style that a browser loads for the first view of Containers, signed in, with one host. */
export async function page(): Promise<Result[]> {
  const ours = await startOurs();
  const token = await ours.signIn();
  await ours.fill(1);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  let bytes = 0;
  try {
    const context = await browser.newContext();
    await context.addCookies([{ name: 'archnest_session', value: token, url: ours.url }]);
    const view = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    view.on('response', (response) => {
      if (['script', 'stylesheet'].includes(response.request().resourceType()))
        bodies.push(response.body());
    });
    await view.goto(`${ours.url}/containers`);
    await view.getByText('stack-0-service-0').first().waitFor();
    for (const body of await Promise.all(bodies)) bytes += gzipSync(body, { level: 9 }).length;
  } finally {
    await browser.close();
    await ours.stop();
  }
  const kb = bytes / 1000;
  return [
    {
      row: 13,
      name: 'script and style for the first view of Containers, gzip',
      unit: 'KB',
      ours: spread([kb]),
      floor: null,
      ratio: null,
      aim: `≤ ${LIMIT_KB} KB`,
      met: kb <= LIMIT_KB,
    },
  ];
}
