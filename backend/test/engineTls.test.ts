import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EngineProblem, EngineTls } from '../src/contract/index.ts';
import { testEngine as tryEngine } from '../src/docker/probe.ts';
import { makeCertificates, type Certificate, type Certificates } from './bench/certificates.ts';
import { startProxy } from './bench/daemonProxy.ts';
import { startPrivateDaemon, type PrivateDaemon } from './bench/privateDaemon.ts';
import { testEngine, testFake } from './engineSource.ts';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

const refused = (problem: EngineProblem, words: RegExp) => ({
  ok: false,
  problem,
  message: expect.stringMatching(words),
});

describe.runIf(process.getuid?.() === 0)('a daemon that asks for a certificate', () => {
  let daemon: PrivateDaemon;
  beforeAll(async () => {
    const { ca, server } = certificates;
    daemon = await startPrivateDaemon({ ca, ...server });
  });
  afterAll(async () => {
    await daemon?.stop();
  });

  const attempt = (tls: EngineTls | null, scheme = 'tcps') =>
    tryEngine(`${scheme}://127.0.0.1:${daemon.port}`, tls);

  it('takes one that its CA has signed', async () => {
    const { ca, client } = certificates;
    expect(await attempt({ ca, ...client })).toMatchObject({ ok: true, containerCount: 0 });
    const { source } = testEngine(`tcps://127.0.0.1:${daemon.port}`, { tls: { ca, ...client } });
    expect(await source.list()).toEqual([]);
    expect(source.describe().status).toBe('online');
  });

  it('takes no other and none, and what it says is said', async () => {
    const { ca, other } = certificates;
    for (const tls of [{ ca }, { ca, ...other.client }])
      expect(await attempt(tls)).toMatchObject(refused('certificate', /refused the client/));
    const { source } = testEngine(`tcps://127.0.0.1:${daemon.port}`, { tls: { ca } });
    await expect(source.list()).rejects.toMatchObject({
      code: 'host_unreachable',
      message: expect.stringMatching(/refused the client/),
    });
  });

  it('takes no plain text, and says what it wants', async () => {
    expect(await attempt(null, 'tcp')).toMatchObject(refused('tls_needed', /tcps:\/\//));
  });

  it('is not spoken to when its own is not of the CA that was given', async () => {
    const { client, other } = certificates;
    for (const tls of [{ ca: other.ca, ...client }, client, null])
      expect(await attempt(tls)).toMatchObject(refused('certificate', /not trusted|not signed/));
  });

  it.each<[string, (all: Certificates) => EngineTls]>([
    [
      'a key of another certificate',
      ({ ca, client, server }) => ({ ca, ...client, key: server.key }),
    ],
    [
      'a certificate that is none',
      ({ ca, client }) => ({ ca, ...client, cert: pem('CERTIFICATE') }),
    ],
    ['a key that is none', ({ ca, client }) => ({ ca, ...client, key: pem('PRIVATE KEY') })],
  ])('is not spoken to with %s', async (_what, tls) => {
    expect(await attempt(tls(certificates))).toMatchObject(
      refused('certificate', /cannot be used/),
    );
  });

  const pem = (kind: string) => `-----BEGIN ${kind}-----\nbm9uZQ==\n-----END ${kind}-----\n`;
});

describe('the certificate of a daemon', () => {
  /** A healthy daemon behind TLS. */
  async function behind(certificate: Certificate) {
    const fake = await testFake();
    const line = await startProxy(fake.endpoint, certificate);
    onTestFinished(line.close);
    return { ...line, fake };
  }

  it('is for its name', async () => {
    const { ca, named, name } = certificates;
    const line = await behind(named);
    expect(await tryEngine(line.endpoint, { ca })).toMatchObject(
      refused('certificate', /for another name.*server name/),
    );
    expect(await tryEngine(line.endpoint, { ca, serverName: 'other.test' })).toMatchObject(
      refused('certificate', /for another name/),
    );
    // Nothing was said to whom it could not be.
    expect(line.fake.requests).toEqual([]);
    expect(await tryEngine(line.endpoint, { ca, serverName: name })).toMatchObject({ ok: true });
  });

  it('has not expired', async () => {
    const { ca, expired } = certificates;
    const line = await behind(expired);
    expect(await tryEngine(line.endpoint, { ca })).toMatchObject(refused('certificate', /expired/));
    expect(line.fake.requests).toEqual([]);
  });

  it('is checked whatever the environment says', async () => {
    const { server, other } = certificates;
    const line = await behind(server);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const tls of [null, { ca: other.ca }])
      expect(await tryEngine(line.endpoint, tls)).toMatchObject({ problem: 'certificate' });
    expect(line.fake.requests).toEqual([]);
  });

  it('is missing where TLS is not spoken', async () => {
    const fake = await testFake({}, { tcp: true });
    const { ca } = certificates;
    expect(await tryEngine(fake.endpoint.replace('tcp', 'tcps'), { ca })).toMatchObject(
      refused('not_tls', /tcp:\/\//),
    );
    const line = await behind(certificates.server);
    expect(await tryEngine(line.endpoint.replace('tcps', 'tcp'), null)).toMatchObject({
      problem: expect.stringMatching(/tls_needed|network/),
    });
    expect([...fake.requests, ...line.fake.requests]).toEqual([]);
  });

  it('is not looked at where TLS is too old to say who is who', async () => {
    const fake = await testFake();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
    const line = await startProxy(fake.endpoint, { ...certificates.server, ...old });
    onTestFinished(line.close);
    expect(await tryEngine(line.endpoint, { ca: certificates.ca })).toMatchObject(
      refused('not_tls', /1\.2/),
    );
  });
});
