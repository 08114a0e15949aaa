import type { Page } from '@playwright/test';
import { foundCanaries, HOSTILE_LABEL } from '../../backend/test/bench/canaries.ts';
import { startServer } from '../../backend/test/bench/server.ts';
import { AGENT_TOKEN, expect, runAgent, test } from './bench.ts';

/** Opens a container's tab from the table. */
async function open(view: Page, name: string) {
  await view.getByRole('searchbox').or(view.getByRole('combobox')).first().fill(name);
  await view.getByText(name, { exact: true }).first().click();
  await expect(view.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
}

test.beforeEach(async ({ view, server, real }) => {
  await runAgent(real.docker, server);
  await view.goto(`${server.url}/containers?group=none`);
  await expect(view.getByText(real.fleet.get('healthy').name).first()).toBeVisible();
});

test('shows every container of the daemon in its state, read-only', async ({ view, real }) => {
  for (const [role, words] of [
    ['exited0', 'Exited'],
    ['exited137', '137'],
    ['paused', 'Paused'],
    ['created', 'Created'],
    ['unhealthy', 'Unhealthy'],
    ['healthy', 'Healthy'],
  ] as const) {
    const { name } = real.fleet.get(role);
    await view.getByRole('combobox').or(view.getByRole('searchbox')).first().fill(name);
    const row = view.getByRole('row').filter({ hasText: name });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(words);
    await expect(row).toContainText('View only');
    await expect(row.getByRole('checkbox')).toHaveCount(0);
  }
});

test('a new report appears without a reload', async ({ view, server, real }) => {
  const { docker } = real;
  await docker.docker(['rename', real.fleet.get('plain2').name, 'renamed-while-you-watch']);
  await runAgent(docker, server);
  await view.getByRole('combobox').or(view.getByRole('searchbox')).first().fill('renamed-while');
  await expect(view.getByText('renamed-while-you-watch').first()).toBeVisible();
  await docker.docker(['rename', 'renamed-while-you-watch', real.fleet.get('plain2').name]);
});

test('the detail tab has every part, masked, and survives reload and Back', async ({
  view,
  real,
}) => {
  const { name } = real.fleet.get('secrets');
  await open(view, name);
  for (const part of [
    'Overview',
    'State & health',
    'Stats',
    'Ports',
    'Networks',
    'Mounts',
    'Environment',
    'Labels',
    'Command',
  ])
    await expect(view.getByRole('heading', { name: part }).first()).toBeVisible();
  await expect(view.getByText('POSTGRES_PASSWORD').first()).toBeVisible();
  await expect(view.getByText('********').first()).toBeVisible();
  expect(foundCanaries(await view.content())).toEqual([]);

  await view.reload();
  await expect(view.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  await expect(view.getByText('POSTGRES_PASSWORD').first()).toBeVisible();
  await view.goBack();
  await expect(view.getByRole('tab', { name: /^Containers/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await view.goForward();
  await expect(view.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  await view.getByRole('tab', { name }).press('Delete');
  await expect(view.getByRole('tab', { name })).toHaveCount(0);
});

test('a hostile label is text and nothing else', async ({ view, real }) => {
  await open(view, real.fleet.get('hostile').name);
  await expect(view.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  expect(await view.locator('img[src="x"]').count()).toBe(0);
  expect(HOSTILE_LABEL.value).toContain('<img');
});

test('hostile strings in every field stay text', async ({ view, server }) => {
  const evil = '"><img src=x onerror=alert(1)>';
  const response = await fetch(`${server.url}/api/agents/docker/report`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${AGENT_TOKEN}` },
    body: JSON.stringify({
      hostId: 'evil',
      hostname: evil,
      agentVersion: evil,
      reportedAt: '2026-06-20T19:30:00Z',
      containers: [
        {
          id: 'e'.repeat(64),
          name: `evil${evil}\u202egnp.exe\u200b`,
          image: evil,
          imageId: evil,
          state: 'running',
          status: evil,
          restartPolicy: evil,
          ports: [{ hostIp: evil, hostPort: 80, containerPort: 80, proto: evil }],
          networks: [{ name: evil, ip: evil }],
          mounts: [{ type: evil, source: evil, destination: evil, rw: true }],
          env: [{ key: evil, value: evil }],
          command: evil,
          entrypoint: evil,
          labels: { [evil]: evil, 'com.docker.compose.project': evil },
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
  await view.getByRole('combobox').or(view.getByRole('searchbox')).first().fill('evil');
  await view.getByText('evil"><img').first().click();
  await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
  expect(await view.locator('img[src="x"]').count()).toBe(0);
  // A character that turns the reading direction is shown, not obeyed.
  expect(await view.locator('body').innerText()).not.toContain('\u202e');
});

test('filters, sort and host live in the address', async ({ view, server, real }) => {
  await runAgent(real.docker, server, 'vm-2');
  await view.goto(`${server.url}/containers?group=none&host=agent%3Avm-2&q=paused&sort=-cpu`);
  const { name } = real.fleet.get('paused');
  await expect(view.getByRole('row').filter({ hasText: name })).toHaveCount(1);
  await view.goto(`${server.url}/containers?group=none&q=no-such-container`);
  await expect(view.getByText(/No container matches/)).toBeVisible();
  await view.getByRole('button', { name: /clear filter/i }).click();
  await expect(view.getByText(real.fleet.get('healthy').name).first()).toBeVisible();
});

test('says that the connection was lost, and recovers by itself', async ({
  view,
  server,
  real,
}) => {
  await server.kill9();
  await expect(view.getByText(/Connection lost/)).toBeVisible();
  await expect(view.getByText(real.fleet.get('healthy').name).first()).toBeVisible();
  const { dataDir, port } = server;
  const again = await startServer({ dataDir, port, env: { ARCHNEST_AGENT_TOKEN: AGENT_TOKEN } });
  try {
    await expect(view.getByText(/Connection lost/)).toHaveCount(0, { timeout: 20_000 });
    await expect(view.getByText(real.fleet.get('healthy').name).first()).toBeVisible();
  } finally {
    await again.stop();
  }
});

test('is usable at 390 px: cards, detail as a page, back', async ({ view, real }) => {
  await view.setViewportSize({ width: 390, height: 844 });
  const { name } = real.fleet.get('healthy');
  await view.getByText(name, { exact: true }).first().click();
  await expect(view.getByRole('heading', { name: 'Environment' })).toBeVisible();
  const overflow = () =>
    view.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await view.getByRole('button', { name: /back/i }).click();
  await expect(view.getByText(name, { exact: true }).first()).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
