import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { startDocker } from '../../backend/test/bench/dockerd.ts';
import { startFleet, type Fleet } from '../../backend/test/bench/fleet.ts';
import { setupAdmin, startServer } from '../../backend/test/bench/server.ts';
import { AGENT_TOKEN, runAgent } from '../e2e/bench.ts';

/** `npm run screenshots`: the pictures of the docs, from a real daemon, agent, server and browser. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const themes = ['light', 'dark'] as const;
/** Short, so that the second machine is stale by the time of the pictures; the first reports again for each. */
const STALE_AFTER_MS = 8_000;

const visible = (page: Page, fleet: Fleet, role: string) =>
  page.getByText(fleet.get(role).name).first().waitFor();

await mkdir(folder, { recursive: true });
const docker = await startDocker();
const browser = await chromium.launch({
  executablePath: process.env['ARCHNEST_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const fleet = await startFleet(docker, { prefix: 'demo-' });
  const server = await startServer({
    env: { ARCHNEST_AGENT_TOKEN: AGENT_TOKEN, ARCHNEST_STALE_AFTER_MS: String(STALE_AFTER_MS) },
  });
  const { cookie } = await setupAdmin(server);
  const [name = '', value = ''] = cookie.split('=');
  const shoot = async (label: string, path: string, ready: (page: Page) => Promise<void>) => {
    for (const viewport of sizes) {
      for (const colorScheme of themes) {
        const context = await browser.newContext({ viewport, colorScheme });
        await context.addCookies([{ name, value, url: server.url }]);
        const page = await context.newPage();
        await page.goto(server.url + path);
        await ready(page);
        await page.waitForTimeout(500);
        await page.screenshot({ path: `${folder}${label}-${colorScheme}-${viewport.width}.png` });
        await context.close();
      }
    }
  };
  await shoot('first-run', '/containers', (page) =>
    page.getByText('Add your first machine').waitFor(),
  );
  await runAgent(docker, server, 'pi4-garage');
  await new Promise((resolve) => setTimeout(resolve, STALE_AFTER_MS));
  await runAgent(docker, server, 'nas');
  let shooting = true;
  const reporting = (async () => {
    while (shooting) await runAgent(docker, server, 'nas');
  })();
  await shoot('containers', '/containers', (page) => visible(page, fleet, 'healthy'));
  await shoot('states', '/containers?group=none&sort=state&host=agent%3Anas', (page) =>
    visible(page, fleet, 'exited137'),
  );
  const { id } = fleet.get('secrets');
  const tab = encodeURIComponent(`agent:nas/${id.slice(0, 12)}`);
  await shoot('detail', `/containers?tabs=${tab}&tab=${tab}`, (page) =>
    page.getByText('POSTGRES_PASSWORD').first().waitFor(),
  );
  shooting = false;
  await reporting;
  await server.stop();
} finally {
  await browser.close();
  await docker.stop();
}
