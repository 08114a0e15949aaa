import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { setupAdmin, startServer } from './server.ts';

test('the built server starts, is set up, survives SIGKILL and ends cleanly', async () => {
  const first = await startServer();
  onTestFinished(async () => void (await first.stop()));
  expect(first.setupToken).toMatch(/^\S{16,}$/);
  const { cookie, token } = await setupAdmin(first);
  expect(cookie).toMatch(/^archnest_session=/);
  await first.kill9();

  const again = await startServer({ dataDir: first.dataDir });
  onTestFinished(async () => void (await again.stop()));
  expect(again.setupToken).toBeNull();
  const me = await fetch(`${again.url}/api/auth/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(me.status).toBe(200);
  expect(await again.stop()).toBe(0);
  expect(existsSync(first.dataDir)).toBe(true);
  await first.stop();
  expect(existsSync(first.dataDir)).toBe(false);
});

test('a server that does not start says why', async () => {
  await expect(startServer({ env: { ARCHNEST_PORT: 'none' } })).rejects.toThrow('ARCHNEST_PORT');
});
