import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test as base, expect, type Page } from '@playwright/test';
import { testDocker, type TestDocker } from '../../backend/test/bench/dockerd.ts';
import { startFleet, type Fleet } from '../../backend/test/bench/fleet.ts';
import {
  setupAdmin,
  startServer,
  type SignedIn,
  type TestServer,
} from '../../backend/test/bench/server.ts';
import { ownContainers, type OwnContainers } from './ownContainers.ts';

export { expect };

export const AGENT_TOKEN = 'agent-token-of-the-page-tests';
export const ADMIN = { username: 'ada', password: 'correct horse battery' };

const script = fileURLToPath(new URL('../../agent/archnest-docker-agent.sh', import.meta.url));
const run = promisify(execFile);

/** Runs the real agent once against a daemon and a server. */
export async function runAgent(docker: TestDocker, server: TestServer, hostId = 'vm-1') {
  await run('bash', [script], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      DOCKER_HOST: docker.host,
      ARCHNEST_URL: server.url,
      ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
      ARCHNEST_HOST_ID: hostId,
    },
  });
}

interface Real {
  docker: TestDocker;
  fleet: Fleet;
}

export interface EngineHost {
  /** As the paths of the API have it. */
  id: string;
  /** `docker:1` */
  key: string;
  name: string;
}

/** Saves an Engine host through the API. */
export async function addEngineHost(
  server: TestServer,
  { token }: SignedIn,
  host: { name: string; endpoint: string },
): Promise<EngineHost> {
  const response = await fetch(`${server.url}/api/docker/hosts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(host),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as EngineHost;
}

interface Fixtures {
  /** A server of this test's own, with nothing in it. */
  server: TestServer;
  /** Signed in as the first admin. */
  admin: SignedIn;
  /** The worker's daemon as a host of the server. */
  engineHost: EngineHost;
  /** A page with the admin's session; the test fails on any script error or policy violation. */
  view: Page;
  /** Containers of this test's own on the worker's daemon, gone when the test is. */
  own: OwnContainers;
}

export const test = base.extend<Fixtures, { docker: TestDocker; real: Real }>({
  docker: [
    async ({}, use) => {
      const docker = await testDocker();
      await use(docker);
      await docker.stop();
    },
    // Before the browser: a daemon's start changes the network, and Chromium drops what it is loading then.
    { scope: 'worker', timeout: 60_000, auto: true },
  ],

  real: [
    async ({ docker }, use) => {
      const fleet = await startFleet(docker);
      await use({ docker, fleet });
      await fleet.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  server: async ({}, use) => {
    const server = await startServer({
      env: { ARCHNEST_AGENT_TOKEN: AGENT_TOKEN, ARCHNEST_STALE_AFTER_MS: '60000' },
    });
    await use(server);
    await server.stop();
  },

  admin: async ({ server }, use) => {
    await use(await setupAdmin(server, ADMIN));
  },

  engineHost: async ({ server, admin, docker }, use) => {
    await use(await addEngineHost(server, admin, { name: 'bench', endpoint: docker.host }));
  },

  view: async ({ page, context, server, admin }, use) => {
    const faults = watchForFaults(page);
    const [name = '', value = ''] = admin.cookie.split('=');
    await context.addCookies([{ name, value, url: server.url }]);
    await use(page);
    expect(faults).toEqual([]);
  },

  own: async ({ docker }, use) => {
    const own = ownContainers(docker);
    await use(own);
    await own.remove();
  },
});

/** What no page may ever do: throw, violate the policy, or open a dialog. */
export function watchForFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/i.test(message.text()))
      faults.push(message.text());
  });
  return faults;
}
