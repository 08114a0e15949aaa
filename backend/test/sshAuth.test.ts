import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshAuth } from '../src/contract/index.ts';
import { until } from './bench/commands.ts';
import { testAgent } from './bench/sshAgent.ts';
import { makeSshKey, startSshd, testSshd, type TestSshd } from './bench/sshd.ts';
import { jumpOn, testSsh, type OpenedSsh } from './sshSource.ts';

let sshd: TestSshd;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd?.stop());

/** Whether an account lets us in so; what a test of the host says. */
async function tried(auth: SshAuth, { on = sshd, ssh }: { on?: TestSshd; ssh?: OpenedSsh } = {}) {
  const { sources } = ssh ?? (await testSsh());
  return sources.test(jumpOn(on, { auth }));
}

describe('lets in', () => {
  it('by password', async () => {
    const { password } = sshd.user('plain');
    expect(await tried({ type: 'password', password })).toMatchObject({ ok: true });
    await until('it is logged', async () =>
      (await sshd.log()).includes('Accepted password for plain'),
    );
  });

  it('by a password that is asked for as a question', async () => {
    const asking = await testSshd({ keyboardInteractive: true });
    const { password } = asking.user('plain');
    expect(await tried({ type: 'password', password }, { on: asking })).toMatchObject({ ok: true });
    await until('it is logged', async () =>
      (await asking.log()).includes('Accepted keyboard-interactive'),
    );
  });

  it.each([
    ['ed25519', {}],
    ['rsa', { type: 'rsa' }],
    ['ecdsa', { type: 'ecdsa' }],
    ['rsa', { type: 'rsa', format: 'PEM' }],
    ['ecdsa', { type: 'ecdsa', format: 'PKCS8' }],
  ] as const)('by a key: %s %o', async (_type, recipe) => {
    const key = await makeSshKey(recipe);
    await sshd.authorize(key.publicKey);
    expect(await tried({ type: 'key', privateKey: key.privateKey })).toMatchObject({ ok: true });
  });

  it('by a key with a passphrase', async () => {
    const passphrase = 'a long way home';
    const { privateKey, publicKey } = await makeSshKey({ passphrase });
    await sshd.authorize(publicKey);
    expect(await tried({ type: 'key', privateKey, passphrase })).toMatchObject({ ok: true });
    expect(await tried({ type: 'key', privateKey, passphrase: 'wrong' })).toMatchObject({
      ok: false,
      problem: 'key',
    });
    expect(await tried({ type: 'key', privateKey })).toMatchObject({ ok: false, problem: 'key' });
  });

  it.each(['ed25519', 'rsa', 'ecdsa'] as const)('by a certificate: %s', async (type) => {
    const { privateKey, publicKey } = await makeSshKey({ type });
    const certificate = await sshd.certify(publicKey);
    expect(await tried({ type: 'key', privateKey, certificate })).toMatchObject({ ok: true });
    // The key alone is nobody there.
    expect(await tried({ type: 'key', privateKey })).toMatchObject({ ok: false, problem: 'auth' });
    const others = await makeSshKey({ type });
    expect(await tried({ type: 'key', privateKey: others.privateKey, certificate })).toMatchObject({
      ok: false,
      problem: 'certificate',
    });
  });

  it('by the agent that the server was started with', async () => {
    const agent = await testAgent([await makeSshKey(), sshd.key]);
    const ssh = await testSsh({ agentSocket: agent.socket });
    expect(ssh.sources.server()).toEqual({ agent: true });
    expect(await tried({ type: 'agent' }, { ssh })).toMatchObject({ ok: true });
    const without = await testSsh();
    expect(without.sources.server()).toEqual({ agent: false });
    expect(await tried({ type: 'agent' }, { ssh: without })).toMatchObject({
      ok: false,
      problem: 'agent',
    });
    const gone = await testSsh({ agentSocket: '/nowhere/agent.sock' });
    expect(await tried({ type: 'agent' }, { ssh: gone })).toMatchObject({
      ok: false,
      problem: 'agent',
    });
  });
});

describe('says what is wrong', () => {
  it('with a password', async () => {
    expect(await tried({ type: 'password', password: 'wrong' })).toMatchObject({
      ok: false,
      problem: 'auth',
      message: expect.stringMatching(/did not let plain in: check the user and the password/),
    });
  });

  it('with a key that nobody knows', async () => {
    const { privateKey } = await makeSshKey();
    expect(await tried({ type: 'key', privateKey })).toMatchObject({
      ok: false,
      problem: 'auth',
      message: expect.stringContaining('authorized_keys'),
    });
  });

  it('with a certificate that has expired, before anything is sent', async () => {
    const { privateKey, publicKey } = await makeSshKey();
    const certificate = await sshd.certify(publicKey, { validity: '20200101:20200102' });
    const before = await sshd.log();
    expect(await tried({ type: 'key', privateKey, certificate })).toMatchObject({
      ok: false,
      problem: 'certificate',
      message: expect.stringMatching(/expired/),
    });
    expect(await sshd.log()).toBe(before);
  });

  it('at a jump host, and names it', async () => {
    const { sources } = await testSsh();
    const jump = await sources.add(
      jumpOn(sshd, { name: 'the bastion', auth: { type: 'password', password: 'wrong' } }),
    );
    const target = await testSshd();
    expect(await sources.test(jumpOn(target, { jumpHostId: jump.id }))).toMatchObject({
      ok: false,
      problem: 'auth',
      hop: 'the bastion',
    });
    expect(await target.log()).not.toContain('Connection from');
  });

  it('about a jump host that forwards nothing, and one that cannot reach the machine', async () => {
    const { sources } = await testSsh();
    const closed = await sources.add({
      ...jumpOn(sshd, { name: 'closed' }),
      username: sshd.user('noforward').name,
    });
    const target = await testSshd();
    expect(await sources.test(jumpOn(target, { jumpHostId: closed.id }))).toMatchObject({
      ok: false,
      problem: 'forwarding',
      hop: 'closed',
    });
    const open = await sources.add(jumpOn(sshd, { name: 'open' }));
    await target.stopListening();
    expect(await sources.test(jumpOn(target, { jumpHostId: open.id }))).toMatchObject({
      ok: false,
      problem: 'network',
      hop: 'open',
    });
    expect(await sources.test(jumpOn(target))).toMatchObject({ ok: false, problem: 'refused' });
  });

  it('about a name that is nobody’s', async () => {
    const { sources } = await testSsh();
    expect(await sources.test(jumpOn(sshd, { address: 'nobody.invalid' }))).toMatchObject({
      ok: false,
      problem: 'name',
    });
  });
});
