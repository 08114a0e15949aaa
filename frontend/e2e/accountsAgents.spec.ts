import type { Locator, Page } from '@playwright/test';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { expect, part, rowIn, stored, test } from './accountsKit.ts';

const aReport = (hostId: string) => ({
  hostId,
  hostname: `${hostId}.home.arpa`,
  agentVersion: '1.0.0',
  reportedAt: new Date().toISOString(),
  containers: [],
});

/** What the dialog says of the report that it waits for. */
const waiting = (dialog: Locator, words: string) =>
  dialog.getByRole('status').filter({ hasText: words });

/** Makes the command, and takes it apart as a shell would. */
async function makeCommand(page: Page, server: TestServer): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the command' }).click();
  const command = await dialog.locator('pre').innerText();
  const [, code = ''] =
    /^curl -fsSL (?:\S+)\/agent\/install\.sh \| sudo bash -s -- --enrol (\S+)$/.exec(command) ?? [];
  expect(command).toContain(`${server.url}/agent/install.sh`);
  expect(code).not.toBe('');
  return code;
}

/** What the installer does with it. */
async function trade(server: TestServer, code: string): Promise<string> {
  const answer = await fetch(`${server.url}/api/agents/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  expect(answer.status).toBe(200);
  const { token } = (await answer.json()) as { token: string };
  expect(token).toMatch(/^archnest_agent_/);
  return token;
}

/** @returns the status */
async function report(server: TestServer, token: string, hostId: string): Promise<number> {
  const answer = await fetch(`${server.url}/api/agents/docker/report`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(aReport(hostId)),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('a machine is enrolled with one line, reports, and is shut out again', async ({
  view,
  server,
}) => {
  await view.goto(`${server.url}/settings?tab=agents`);
  await expect(part(view, 'Agents')).toContainText('No machine reports yet.');
  await expect(part(view, 'Tokens')).toContainText('No host has a token of its own.');
  await view.getByRole('button', { name: 'Enrol a host' }).click();
  const dialog = view.getByRole('dialog', { name: 'Enrol a host' });
  const hostId = dialog.getByLabel('Host ID');
  await hostId.fill('not a host');
  await expect(hostId).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Make the command' })).toBeDisabled();
  await hostId.fill('nas');
  const code = await makeCommand(view, server);
  await dialog.getByRole('button', { name: 'Read the script first' }).click();
  await expect(dialog.locator('pre')).toContainText(`sudo bash install.sh --enrol ${code}`);
  await expect(waiting(dialog, 'Waiting for the first report')).toBeVisible();
  const token = await trade(server, code);
  expect(await report(server, token, 'another')).toBe(403);
  expect(await report(server, token, 'nas')).toBe(200);
  await expect(waiting(dialog, 'nas reports.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(rowIn(view, 'Agents', 'nas.home.arpa')).toContainText('1.0.0');
  const row = rowIn(view, 'Agent tokens', 'nas');
  await expect(row).toContainText(token.slice(-4));
  await expect(row).toContainText('ada');
  for (const secret of [token, code]) {
    expect(await view.content()).not.toContain(secret);
    expect(await stored(view)).not.toContain(secret);
  }

  await view.getByRole('button', { name: 'Rotate the token of nas' }).click();
  const rotate = view.getByRole('dialog');
  await rotate.getByRole('button', { name: 'Make a new token' }).click();
  await expect(rotate).toHaveAccessibleName('New token of nas');
  const next = await rotate.locator('pre').first().innerText();
  await rotate.getByRole('button', { name: 'Done' }).click();
  expect(await report(server, token, 'nas')).toBe(200);
  expect(await report(server, next, 'nas')).toBe(200);
  for (const gone of [token, next]) {
    await view
      .getByRole('button', {
        name: `Revoke the token of nas that ends in ${gone.slice(-4)}`,
      })
      .click();
    const question = view.getByRole('dialog', { name: 'Revoke a token of nas?' });
    await question.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(question).toHaveCount(0);
    expect(await report(server, gone, 'nas')).toBe(401);
  }
  await expect(part(view, 'Tokens')).toContainText('No host has a token of its own.');
});

test('the agent’s door of Add host gives the same line, and says that the report came', async ({
  view,
  server,
  engineHost,
}) => {
  await view.goto(`${server.url}/hosts`);
  await expect(view.getByRole('link', { name: engineHost.name })).toBeVisible();
  await view.getByRole('button', { name: 'Add host' }).click();
  const dialog = view.getByRole('dialog', { name: 'Add host' });
  await dialog.getByRole('radio', { name: 'Agent' }).check();
  await dialog.getByLabel('Host ID').fill('pi');
  const code = await makeCommand(view, server);
  const token = await trade(server, code);
  expect(await report(server, token, 'pi')).toBe(200);
  await expect(waiting(dialog, 'pi reports.')).toBeVisible();
  await dialog.getByRole('link', { name: 'Settings, Agents' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowIn(view, 'Agents', 'pi.home.arpa')).toBeVisible();
});
