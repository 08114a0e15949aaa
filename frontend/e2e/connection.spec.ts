import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { syntheticReport } from '../../backend/bench/reports.ts';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { ADMIN, AGENT_TOKEN, expect, test } from './bench.ts';

/** Posts a report of one running container. */
async function report(server: TestServer, hostId: string, name: string) {
  const body = syntheticReport(hostId, 1);
  const response = await fetch(`${server.url}/api/agents/docker/report`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${AGENT_TOKEN}` },
    body: JSON.stringify({
      ...body,
      containers: body.containers.map((each) => ({ ...each, name })),
    }),
  });
  expect(response.status).toBe(200);
}

/** A reverse proxy as many are set up: it passes requests and drops the headers of an upgrade. */
async function startPlainProxy(port: number): Promise<Server> {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  proxy.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return proxy;
}

interface Frame {
  type: string;
  host?: string;
  hosts?: { key: string; status: string; statusDetail: string | null }[];
}

/** The server's frames as `change` leaves them; those for which it says `null` never come. */
const changeFrames = (view: Page, change: (frame: Frame) => Frame | null) =>
  view.routeWebSocket(/\/api\/live$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const frame = change(JSON.parse(String(message)) as Frame);
      if (frame) socket.send(JSON.stringify(frame));
    });
  });

async function signOut(view: Page) {
  await view.getByRole('button', { name: /^Account/ }).click();
  await view.getByRole('menuitem', { name: 'Sign out' }).click();
}

test('says why it stays empty behind a proxy that passes no WebSockets', async ({
  view,
  server,
}) => {
  const proxy = await startPlainProxy(server.port);
  try {
    await view.goto(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/containers`);
    await expect(view.getByText('Live updates cannot connect.')).toBeVisible();
    await expect(view.getByText(/Behind a proxy, check that it passes WebSockets/)).toBeVisible();
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test('stays live when its session ended but the browser has a newer one', async ({
  view,
  context,
  server,
  admin,
}) => {
  await report(server, 'vm-1', 'before');
  await view.goto(`${server.url}/containers`);
  await expect(view.getByText('before')).toBeVisible();
  const headers = { origin: server.url };
  const login = await context.request.post(`${server.url}/api/auth/login`, {
    data: ADMIN,
    headers,
  });
  expect(login.status()).toBe(200);
  const reconnected = view.waitForEvent('websocket');
  const logout = await fetch(`${server.url}/api/auth/logout`, {
    method: 'POST',
    headers: { ...headers, cookie: admin.cookie },
  });
  expect(logout.ok).toBe(true);
  await reconnected;
  await report(server, 'vm-1', 'after');
  await expect(view.getByText('after', { exact: true })).toBeVisible();
  await expect(view).toHaveURL(/\/containers$/);
});

test('a host whose containers never come is named, and the others are shown', async ({
  view,
  server,
}) => {
  await report(server, 'vm-1', 'web');
  await report(server, 'vm-2', 'lost');
  await changeFrames(view, (frame) =>
    frame.type === 'snapshot' && frame.host === 'agent:vm-2' ? null : frame,
  );
  await view.goto(`${server.url}/containers?tabs=agent:vm-2/0123456789ab`);
  await expect(view.getByText('web', { exact: true })).toBeVisible();
  const row = view.getByRole('row').filter({ hasText: 'vm-2' });
  await expect(row).toContainText('Its containers could not be read');
  await view.getByRole('tab').last().click();
  await expect(view.getByText('The containers of vm-2 could not be read')).toBeVisible();
});

test('no containers at all: the skeleton gives way to what the server says', async ({
  view,
  server,
}) => {
  const detail = 'Its stored report cannot be read.';
  await report(server, 'vm-1', 'lost');
  await changeFrames(view, (frame) => {
    if (frame.type === 'snapshot') return null;
    const hosts = frame.hosts?.map((host) => ({
      ...host,
      status: 'unknown',
      statusDetail: detail,
    }));
    return hosts ? { ...frame, hosts } : frame;
  });
  await view.goto(`${server.url}/containers`);
  await expect(view.getByText(/has trouble/)).toContainText(detail);
  await expect(view.getByRole('row').filter({ hasText: 'vm-1' })).toContainText(detail);
});

test('a sign-out that fails says so, and is never sent later by itself', async ({
  view,
  context,
  server,
}) => {
  await report(server, 'vm-1', 'web');
  await view.goto(`${server.url}/containers`);
  await expect(view.getByText('web', { exact: true })).toBeVisible();
  // Menus come a moment after the first view.
  const scripts = () =>
    view.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  await expect.poll(async () => (await scripts()).join(), { timeout: 10_000 }).toMatch(/MenuPopup/);
  await context.setOffline(true);
  await signOut(view);
  const alert = view.getByRole('alert').filter({ hasText: 'Could not sign out' });
  await expect(alert).toContainText('You are still signed in.');
  await context.setOffline(false);
  await expect(alert).toBeVisible();
  await expect(view).toHaveURL(/\/containers$/);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(view).toHaveURL(/\/login/);
});
