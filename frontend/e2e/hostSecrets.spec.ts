import type { Page } from '@playwright/test';
import { makeCertificates } from '../../backend/test/bench/certificates.ts';
import { startProxy } from '../../backend/test/bench/daemonProxy.ts';
import { expect, test } from './bench.ts';

/** Everything of a page that outlives it, or that somebody at the screen could read. */
const remains = (view: Page) =>
  view.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea')] as HTMLInputElement[];
    const databases = await indexedDB.databases();
    return [
      document.documentElement.outerHTML,
      ...fields.map(({ value }) => value),
      JSON.stringify([localStorage, sessionStorage, history.state, databases, document.cookie]),
      window.name,
      location.href,
    ].join('\n');
  });

/** The lines of a key that are its own. */
const linesOf = (pem: string) => pem.split('\n').filter((line) => /^[\w+/=]{20,}$/.test(line));

test('TLS files are tried, stored, and never seen again', async ({
  view,
  server,
  admin,
  docker,
}) => {
  const { ca, server: its, client } = await makeCertificates();
  const secret = linesOf(client.key);
  expect(secret.length).toBeGreaterThan(1);
  const seenIn = (text: string) => secret.filter((line) => text.includes(line));
  const line = await startProxy(docker.host, { ...its, ca, requestCert: true });
  try {
    await view.goto(`${server.url}/hosts`);
    await view.getByRole('button', { name: /A Docker socket or port/ }).click();
    const dialog = view.getByRole('dialog', { name: 'Add host' });
    const trial = async () => {
      await dialog.getByRole('button', { name: 'Test', exact: true }).click();
      return dialog.getByRole('status', { name: 'Connection test' });
    };
    await dialog.getByRole('radio', { name: 'TCP with TLS' }).check();
    await dialog.getByLabel('Address').fill(line.endpoint);
    await dialog.getByLabel('Name', { exact: true }).fill('sealed');
    await expect(await trial()).toContainText('The certificates do not fit.');
    await dialog.getByRole('textbox', { name: 'CA certificate' }).fill(ca);
    await expect(await trial()).toContainText('Docker refused the client certificate');
    await dialog.getByRole('textbox', { name: 'Client certificate' }).fill(client.key);
    const certificate = dialog.getByRole('textbox', { name: 'Client certificate' });
    await expect(certificate).toHaveAccessibleDescription(/^This holds a private key\./);
    await certificate.fill(client.cert);
    await dialog.getByRole('textbox', { name: 'Client key' }).fill(client.key);
    await expect(await trial()).toContainText(/Docker \S+ answered in/);
    // From here on it is told only by what it is.
    await expect(dialog).toContainText('Client key Private key');
    expect(seenIn(await remains(view))).toEqual([]);

    await dialog.getByRole('button', { name: 'Add host' }).click();
    await view.getByRole('link', { name: 'sealed' }).click();
    const details = view.getByRole('complementary', { name: 'Details of sealed' });
    await expect(details).toContainText('Online.');
    await expect(details).toContainText('CA, client certificate, client key: stored encrypted');
    expect(seenIn(await remains(view))).toEqual([]);

    await details.getByRole('button', { name: 'Edit' }).click();
    await expect(view.getByRole('dialog', { name: 'Edit sealed' })).toContainText(
      'A client key is stored.',
    );
    expect(seenIn(await remains(view))).toEqual([]);
    await view.reload();
    await expect(details).toContainText('Online.');
    expect(seenIn(await remains(view))).toEqual([]);

    for (const path of ['/api/docker/hosts', '/api/hosts', '/api/audit']) {
      const answer = await fetch(server.url + path, {
        headers: { authorization: `Bearer ${admin.token}` },
      });
      const body = await answer.text();
      expect(body).toContain(path === '/api/audit' ? 'host.create' : 'sealed');
      expect(seenIn(body)).toEqual([]);
    }
    expect(seenIn(server.logs.join('\n'))).toEqual([]);
  } finally {
    await line.close();
  }
});
