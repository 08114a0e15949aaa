import { AGENT_TOKEN } from './bench.ts';
import { ask, expect, part, rowIn, test } from './accountsKit.ts';

const hostile = '"><img src=x onerror=alert(1)>';

test('hostile names of people, tokens, browsers and machines are text and nothing else', async ({
  view,
  server,
  admin,
  elsewhere,
}) => {
  const inert = async () => expect(await view.locator('img[src], script[src=x]').count()).toBe(0);
  await ask(server, admin, 'PATCH', '/api/auth/me', { name: hostile });
  await ask(server, admin, 'POST', '/api/auth/tokens', { name: hostile, scope: 'read' });
  await ask(server, admin, 'POST', '/api/users', {
    username: hostile,
    name: `name ${hostile}`,
    role: 'member',
  });
  for (const userAgent of [`${hostile}/1.0 (${hostile})`, `<script src=x></script>/1`]) {
    const answer = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': encodeURI(userAgent) },
      body: JSON.stringify({ username: hostile, password: 'whatever it is' }),
    });
    expect(answer.status).toBe(401);
  }
  const other = await elsewhere({ userAgent: `${hostile}/1.0 (${hostile}) ` });
  await other.request.post(`${server.url}/api/auth/login`, {
    data: { username: 'ada', password: 'correct horse battery' },
    headers: { origin: server.url },
  });
  const reported = await fetch(`${server.url}/api/agents/docker/report`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${AGENT_TOKEN}` },
    body: JSON.stringify({
      hostId: 'evil',
      hostname: hostile,
      agentVersion: hostile,
      reportedAt: new Date().toISOString(),
      containers: [],
    }),
  });
  expect(reported.status).toBe(200);

  await view.goto(`${server.url}/settings`);
  await expect(view.getByLabel('Name')).toHaveValue(hostile);
  await view.getByRole('button', { name: `Account: ${hostile}` }).click();
  await expect(view.getByRole('menu')).toContainText(hostile);
  await view.keyboard.press('Escape');
  await inert();

  await view.goto(`${server.url}/settings?tab=security`);
  await expect(rowIn(view, 'API tokens', hostile)).toHaveCount(1);
  // One for the head of the table. What a browser says of itself is shown as far as it is a name.
  await expect(rowIn(view, 'Sessions', /./)).toHaveCount(3);
  await expect(rowIn(view, 'Sessions', /End/)).toHaveCount(1);
  await view.getByRole('button', { name: `Revoke ${hostile}` }).click();
  await expect(view.getByRole('dialog', { name: `Revoke ${hostile}?` })).toBeVisible();
  await inert();

  await view.goto(`${server.url}/settings?tab=users`);
  await expect(rowIn(view, 'Users', hostile)).toHaveCount(2);
  await inert();

  await view.goto(`${server.url}/settings?tab=agents`);
  await expect(rowIn(view, 'Agents', hostile)).toHaveCount(1);
  await view.getByRole('button', { name: 'Enrol a host' }).click();
  const dialog = view.getByRole('dialog', { name: 'Enrol a host' });
  await dialog.getByLabel('Host ID').fill(hostile);
  await expect(dialog.getByLabel('Host ID')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Make the command' })).toBeDisabled();
  await inert();

  await view.goto(
    `${server.url}/settings?tab=audit&actor=${encodeURIComponent(hostile)}&action=${encodeURIComponent(hostile)}&from=${encodeURIComponent(hostile)}`,
  );
  await expect(view.getByLabel('Who')).toHaveValue(hostile);
  await expect(view.getByLabel('What')).toHaveValue('');
  await expect(part(view, 'Audit')).toContainText('Nothing fits this filter.');
  await view.goto(`${server.url}/settings?tab=audit&action=session.failed`);
  const entry = view.getByRole('list', { name: 'Audit entries' }).getByRole('listitem').first();
  await expect(entry).toContainText(hostile);
  await entry.locator('summary').click();
  await inert();
});
