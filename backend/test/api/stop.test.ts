import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addHost, asAdmin } from '../dockerHost.ts';
import { testFake } from '../engineSource.ts';
import { ID, ONE, pour } from '../fakeAnswers.ts';

/** The process gives up after nine seconds, and ends with 1. */
const DEADLINE_MS = 9_000;

describe('a stop of the server', () => {
  it('does not wait for a download that nobody takes, nor for a daemon that hangs', async () => {
    const fake = await testFake({
      ...ONE,
      [`GET /containers/${ID}/logs`]: (_request, response) => {
        response.writeHead(200);
        pour(response, () => undefined);
      },
      [`POST /containers/${ID}/stop`]: () => undefined,
    });
    // A log with a terminal is text, and a daemon that pours writes text.
    fake.answers[`GET /containers/${ID}/json`] = {
      Id: ID,
      Name: '/web',
      State: { Status: 'running' },
      Config: { Tty: true },
    };
    const admin = await asAdmin();
    const { server, token } = admin;
    const { id } = await addHost(admin, fake.endpoint);
    const base = `/api/docker/hosts/${id}/containers/web`;
    const { hostname, port } = new URL(server.url);
    const paused = connect(Number(port), hostname);
    paused.on('error', () => undefined).pause();
    paused.write(
      `GET ${base}/logs?download=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    const acting = admin.call('POST', `${base}/stop`);
    for (const [method, what] of [
      ['POST', 'stop'],
      ['GET', 'logs'],
    ] as const) {
      const request = `${method} /containers/${ID}/${what}`;
      await expect
        .poll(() => fake.requests.some((seen) => seen.startsWith(request)), { timeout: 10_000 })
        .toBe(true);
    }
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
    expect((await acting).status).toBe(502);
    paused.destroy();
  });
});
