import { once } from 'node:events';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeSshKey, startSshd, type SshKey, type TestSshd } from '../../test/bench/sshd.ts';
import { signSshKey, type KeyOptions } from '../../test/bench/sshKeys.ts';
import { useCertificate } from './certificate.ts';
import { readKey, type Identity } from './keys.ts';

let sshd: TestSshd;
let logged = 0;

/** What the sshd said in this test. */
const log = async () => (await sshd.log()).slice(logged);

interface Way {
  username?: string;
  config?: ConnectConfig;
  /** What the client offers, one after the other; the key of the identity unless told. */
  keys?: Identity['key'][];
}

/** Enters with the identity's certificate; rejects as ssh2 does. */
async function enter(identity: Identity, { username = 'admin', config, keys }: Way = {}) {
  const client = new ssh2.Client();
  // A server that ends also ends this connection.
  client.on('error', () => {});
  onTestFinished(() => void client.end());
  await connect(client, identity, {
    username,
    keys: keys ?? [identity.key],
    ...(config ? { config } : {}),
  });
  return client;
}

async function connect(
  client: Client,
  identity: Identity,
  way: Required<Omit<Way, 'config'>> & Way,
) {
  const { username, keys, config = {} } = way;
  const { certificate } = identity;
  client.connect({
    host: '127.0.0.1',
    port: sshd.port,
    username,
    ...config,
    authHandler: keys.map((key) => ({ type: 'publickey', username, key })),
  });
  if (certificate) useCertificate(client, { ...identity, certificate });
  await once(client, 'ready');
}

async function execute(client: Client, command: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
  return (await channel.setEncoding('utf8').toArray()).join('').trim();
}

/** Our own check of the dates is not asked: the server is to judge. */
function identityOf({ privateKey }: SshKey, certificate: string, now = new Date()): Identity {
  return readKey({ privateKey, certificate }, now);
}

// The bench of SSH servers needs root.
describe.runIf(process.getuid?.() === 0)('a client with a certificate', () => {
  beforeAll(async () => {
    sshd = await startSshd();
  });

  afterAll(async () => {
    await sshd?.stop();
  });

  beforeEach(async () => {
    logged = (await sshd.log()).length;
  });

  it.each<[string, KeyOptions]>([
    ['ED25519-CERT', { type: 'ed25519' }],
    ['RSA-CERT', { type: 'rsa', bits: 2048 }],
    ['RSA-CERT', { type: 'rsa', bits: 3072, format: 'PKCS8' }],
    ['ECDSA-CERT', { type: 'ecdsa', bits: 256 }],
    ['ECDSA-CERT', { type: 'ecdsa', bits: 384 }],
    ['ECDSA-CERT', { type: 'ecdsa', bits: 521 }],
  ])('enters with a certificate: %s %o', async (kind, options) => {
    const key = await makeSshKey(options);
    const identity = identityOf(key, await sshd.certify(key.publicKey));
    const client = await enter(identity);
    expect(await execute(client, 'id -un')).toBe('admin');
    expect(await log()).toContain(`Accepted publickey for admin`);
    expect(await log()).toMatch(
      new RegExp(`${kind} \\S+ ID archnest-test \\(serial 0\\) CA ED25519`),
    );
  });

  it('enters a server that takes nothing but certificates, and of RSA keys no SHA-1', async () => {
    const accepted = 'PubkeyAcceptedAlgorithms rsa-sha2-256-cert-v01@openssh.com';
    const strict = await startSshd({ extraConfig: [accepted] });
    onTestFinished(strict.stop);
    const key = await makeSshKey({ type: 'rsa' });
    const identity = identityOf(key, await strict.certify(key.publicKey));
    const client = await enter(identity, { config: { port: strict.port } });
    expect(await execute(client, 'id -un')).toBe('admin');
  });

  it('does not enter with the key alone', async () => {
    const { privateKey } = await makeSshKey();
    await expect(enter(readKey({ privateKey }))).rejects.toThrow(/authentication/);
  });

  it('enters by certificate after another key was refused, and leaves that one to ssh2', async () => {
    const [key, stranger] = [await makeSshKey(), await makeSshKey({ type: 'rsa' })];
    const identity = identityOf(key, await sshd.certify(key.publicKey));
    const other = readKey({ privateKey: stranger.privateKey });
    const client = await enter(identity, { keys: [other.key, identity.key] });
    expect(await execute(client, 'id -un')).toBe('admin');
  });

  it('enters with another key after the certificate was refused', async () => {
    const key = await makeSshKey();
    const identity = identityOf(
      key,
      await signSshKey(await makeSshKey(), key.publicKey, { principals: ['admin'] }),
    );
    const known = readKey({ privateKey: sshd.key.privateKey });
    const client = await enter(identity, { keys: [identity.key, known.key] });
    expect(await execute(client, 'id -un')).toBe('admin');
    expect(await log()).toContain(`Accepted publickey for admin from 127.0.0.1`);
  });

  it('is refused by the server with a certificate that has expired', async () => {
    const key = await makeSshKey();
    const line = await sshd.certify(key.publicKey, { validity: '20200101:20200201' });
    const identity = identityOf(key, line, new Date('2020-01-15'));
    await expect(enter(identity)).rejects.toThrow(/authentication/);
    expect(await log()).toContain('Certificate invalid: expired');
  });

  it('is refused by the server with a certificate for another account', async () => {
    const key = await makeSshKey();
    const identity = identityOf(key, await sshd.certify(key.publicKey, { principals: ['fish'] }));
    await expect(enter(identity)).rejects.toThrow(/authentication/);
    expect(await log()).toContain('Certificate invalid: name is not a listed principal');
    const client = await enter(identity, { username: 'fish' });
    expect(await execute(client, 'id -un')).toBe('fish');
  });

  it('is refused by the server with a certificate of another authority', async () => {
    const [key, authority] = [await makeSshKey(), await makeSshKey()];
    const line = await signSshKey(authority, key.publicKey, { principals: ['admin'] });
    await expect(enter(identityOf(key, line))).rejects.toThrow(/authentication/);
  });

  it('is refused by the server when it signs with another key than the certificate says', async () => {
    const [key, other] = [await makeSshKey(), await makeSshKey()];
    const { certificate } = identityOf(key, await sshd.certify(key.publicKey));
    const forged = { ...readKey({ privateKey: other.privateKey }), certificate };
    await expect(enter(forged)).rejects.toThrow(/authentication/);
  });

  it('holds for one connect of one client', async () => {
    const key = await makeSshKey();
    const identity = identityOf(key, await sshd.certify(key.publicKey));
    const client = await enter(identity);
    client.end();
    await once(client, 'close');
    const way = { username: 'admin', keys: [identity.key] };
    await expect(connect(client, { ...identity, certificate: null }, way)).rejects.toThrow();
    await once(client, 'close');
    await connect(client, identity, way);
    expect(await execute(client, 'id -un')).toBe('admin');
  });

  it('refuses a client that is not connecting', async () => {
    const key = await makeSshKey();
    const identity = identityOf(key, await sshd.certify(key.publicKey));
    const { certificate } = identity;
    if (!certificate) throw new Error('no certificate');
    expect(() => useCertificate(new ssh2.Client(), { ...identity, certificate })).toThrow();
  });
});
