import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import type { TestDocker } from '../../backend/test/bench/dockerd.ts';
import { setupAdmin, startServer } from '../../backend/test/bench/server.ts';
import { addEngineHost, AGENT_TOKEN } from '../e2e/bench.ts';
import { makeCamera, type Width } from './demo/camera.ts';
import { fetchScript } from './demo/load.ts';
import { startMachine } from './demo/machine.ts';
import { nas as nasPlan, pi as piPlan, vps as vpsPlan } from './demo/plan.ts';
import { keepReporting } from './demo/report.ts';
import { takeSshPictures } from './demo/ssh.ts';

/** `npm run screenshots`: the pictures of the docs, from real daemons, agent, server and browser. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** Short, so that a machine whose agent has stopped is stale by the time of its pictures. */
const STALE_AFTER_MS = 20_000;
/** How long the curves of the detail have grown. */
const CURVES_MS = 90_000;
const all: readonly Width[] = [1440, 1024, 390];

const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Chooses containers as it is done there: by their boxes, or by taps. */
async function choose(page: Page, inHand: boolean, names: readonly string[]) {
  await seen(page, names[0] ?? '');
  if (inHand) await page.getByRole('button', { name: 'Select several' }).tap();
  for (const name of names) {
    const box = page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
    if (inHand) await box.tap();
    else await box.click();
  }
  await page.mouse.move(0, 0);
}

/** Something worth seeing in a terminal. */
async function work(page: Page) {
  await seen(page, /^Connected/);
  for (const line of ['cd /etc', 'ls -l --color', 'df -h /', 'uptime', 'ps | head -4']) {
    await page.getByRole('textbox', { name: 'Terminal input' }).focus();
    await page.keyboard.insertText(line);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
  }
}

/** The address of a container with its tab in front, at one of its sections. */
async function tabOf({ docker }: TestDocker, hostKey: string, name: string, section = '') {
  const id = await docker(['inspect', '--format', '{{.Id}}', name]);
  const tab = `${hostKey}/${id.slice(0, 12)}`;
  return `/containers?tabs=${tab}${section}&tab=${tab}`;
}

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['ARCHNEST_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const stops: (() => Promise<unknown>)[] = [() => browser.close()];
const until = <T extends { stop(): Promise<unknown> }>(made: T) => {
  stops.unshift(() => made.stop());
  return made;
};
try {
  const nas = until(await startMachine(nasPlan));
  const vps = until(await startMachine(vpsPlan));
  const pi = until(await startMachine(piPlan));
  const server = until(
    await startServer({
      env: {
        DOCKER_HOST: nas.host,
        ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
        ARCHNEST_STALE_AFTER_MS: String(STALE_AFTER_MS),
      },
    }),
  );
  const admin = await setupAdmin(server);
  const camera = await makeCamera({ browser, url: server.url, cookie: admin.cookie, folder });

  await camera.take('first-run', '/containers', (page) => seen(page, 'Docker on this machine'));

  const { key } = await addEngineHost(server, admin, { name: 'nas', endpoint: nas.host });
  await addEngineHost(server, admin, { name: 'vps-fra', endpoint: vps.tcp ?? vps.host });
  const stopReporting = await keepReporting(pi, server, 'pi4-garage');
  const address = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const jellyfin = await nas.docker(['inspect', '--format', address, 'jellyfin']);
  await nas.docker(['exec', '--detach', 'sonarr', 'sh', '-c', fetchScript(jellyfin)]);

  const detail = await tabOf(nas, key, 'jellyfin');
  await camera.take('detail', detail, (page) => seen(page, 'JELLYFIN_API_KEY'), {
    widths: all,
    rest: CURVES_MS,
  });
  const logs = await tabOf(nas, key, 'jellyfin', '/logs');
  await camera.take('logs', logs, (page) => seen(page, 'Following'), { rest: 5_000 });
  await camera.take('shell', await tabOf(nas, key, 'gitea', '/shell'), work);
  await camera.take('containers', '/containers', (page) => seen(page, 'umami'), {
    widths: all,
    rest: 3_000,
  });
  const chosen = ['gluetun', 'gitea-runner', 'jellyfin'];
  await camera.take('selection', '/containers', (page, inHand) => choose(page, inHand, chosen), {
    widths: all,
    rest: 1_000,
  });
  await camera.take('confirm-remove', '/containers', async (page, inHand) => {
    await choose(page, inHand, chosen);
    await page.getByRole('button', { name: 'Remove 3' }).click();
  });
  await camera.take('hosts', '/hosts', async (page, inHand) => {
    await seen(page, 'pi4-garage');
    if (inHand) return;
    await page.getByRole('link', { name: 'nas' }).click();
    await page.mouse.move(0, 0);
    await seen(page, 'What Engine can do here');
  });
  await camera.take('add-host', '/hosts', async (page) => {
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.getByLabel('Address').fill('tower.lan');
  });
  await takeSshPictures({ camera, server, admin, until });

  await stopReporting();
  await vps.faults?.crash();
  await new Promise((resolve) => setTimeout(resolve, STALE_AFTER_MS + 2_000));
  await camera.take('offline', '/containers', (page) => seen(page, 'Was running'), {
    rest: 3_000,
  });
  await camera.tidy();
} finally {
  for (const stop of stops) await stop();
}
