import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuthContext } from 'ssh2';
import type { SshHostBody } from '../src/contract/index.ts';
import { evilSshd } from './bench/evilSshd.ts';
import { below } from './bench/evilTricks.ts';
import { testAgent } from './bench/sshAgent.ts';
import { makeSshKey, testSshd } from './bench/sshd.ts';
import { evilBody, healthyDocker, reach, SECRET, withDocker } from './evilHost.ts';
import { failure } from './fakeAnswers.ts';
import { temporaryFolder } from './kit.ts';
import { jumpOn, testSsh } from './sshSource.ts';

/*
 * What a machine may do that is no sshd, or a bad one, before it has let us in. An error that nobody waits for would
 * end the process, and vitest fails with it.
 */

const QUICK = { handshakeMs: 700 };

describe('what answers at the port', () => {
  it.each([
    ['silence', 'timeout'],
    ['hangUp', 'not_ssh'],
    ['http', 'not_ssh'],
    ['garbage', 'not_ssh'],
    ['endlessLine', 'not_ssh'],
    ['endlessLines', 'not_ssh'],
    ['endlessPackets', 'not_ssh'],
  ] as const)('is no SSH server: %s', async (how, problem) => {
    const evil = await evilSshd({ tcp: below[how] });
    const { sources } = await testSsh(QUICK);
    const tried = await sources.test(evilBody(evil, { name: 'the one' }));
    const message = expect.stringMatching(/^(the one|What answers at 127).*\.$/);
    expect(tried).toMatchObject({ ok: false, problem, message, hop: 'the one' });
    await expect.poll(evil.connections).toBe(0);
    expect(evil.accepted()).toBe(1);
  });

  it('holds up nobody else', async () => {
    const evil = await evilSshd({ tcp: below.silence });
    const { body } = await healthyDocker();
    const { sources, add } = await testSsh();
    const [bad, good] = [await add(withDocker(evil)), await add(body)];
    const order: string[] = [];
    const waiting = failure(bad.list()).finally(() => order.push('the bad one'));
    await expect.poll(evil.connections).toBe(1);
    expect(await good.list()).toEqual([]);
    order.push('the good one');
    // Who is removed while it is being reached is not waited for.
    await sources.remove(bad.describe().id);
    expect(await waiting).toMatchObject({ code: 'host_unreachable' });
    expect(order).toEqual(['the good one', 'the bad one']);
    await expect.poll(evil.connections).toBe(0);
    expect(good.describe().status).toBe('online');
  });
});

const sayNo = (...left: string[]) => {
  return (attempt: AuthContext) => {
    attempt.reject(left as never);
  };
};

describe('letting in', () => {
  it.each<[string, (attempt: AuthContext) => void, string, RegExp]>([
    ['silence', () => undefined, 'timeout', /did not answer within/],
    ['no, and no other method', sayNo(), 'auth', /did not let ali in/],
    ['none alone', sayNo('none'), 'auth', /did not let ali in/],
    ['odd methods', sayNo('gssapi-with-mic', 'x'), 'auth', /It takes Kerberos tickets and x\./],
    [
      'that it is not enough',
      (attempt) => {
        attempt.reject(['publickey'], true);
      },
      'auth',
      /It takes keys\./,
    ],
    [
      'a new password',
      (attempt) => {
        if (attempt.method === 'password') attempt.requestChange('And now?', () => undefined);
        else attempt.reject();
      },
      'auth',
      /has expired: change it there/,
    ],
  ])('is answered with %s', async (_how, auth, problem, message) => {
    const evil = await evilSshd({ auth });
    const { sources } = await testSsh(QUICK);
    const tried = await sources.test(evilBody(evil));
    expect(tried).toMatchObject({ ok: false, problem, message: expect.stringMatching(message) });
    expect(JSON.stringify(tried)).not.toContain(SECRET);
    await expect.poll(evil.connections).toBe(0);
  });

  it('is asked for by questions without an end, of which one gets the password', async () => {
    const answers: string[] = [];
    const evil = await evilSshd({
      auth: (attempt) => {
        if (attempt.method !== 'keyboard-interactive') {
          attempt.reject(['keyboard-interactive']);
          return;
        }
        const ask = (round: number) => {
          const prompts = [{ prompt: `Password ${round}: `, echo: round === 0 }];
          attempt.prompt(prompts, (given) => {
            answers.push(...(given as unknown as string[]));
            setTimeout(ask, 5, round + 1);
          });
        };
        ask(0);
      },
    });
    const { sources } = await testSsh(QUICK);
    expect(await sources.test(evilBody(evil))).toMatchObject({ ok: false, problem: 'timeout' });
    // Not for the one whose answer would be shown there.
    expect(answers.slice(0, 2)).toEqual(['', SECRET]);
    expect(new Set(answers.slice(2))).toEqual(new Set(['']));
    await expect.poll(evil.connections).toBe(0);
  });

  it('is tried once by all who want in meanwhile, and not again at once', async () => {
    const evil = await evilSshd({ auth: sayNo('password') });
    const { pool } = reach(evil);
    const tries = Array.from({ length: 20 }, () => failure(pool.reach()));
    for (const one of await Promise.all(tries)) expect(one).toMatchObject({ problem: 'auth' });
    for (let more = 0; more < 20; more++) await failure(pool.reach());
    expect(evil.accepted()).toBe(1);
    expect(pool.refusal).toMatchObject({ problem: 'auth' });
  });

  it('is not tried by a method that the server does not take', async () => {
    const evil = await evilSshd({ auth: sayNo('password', 'publickey') });
    await failure(reach(evil).pool.reach());
    expect(evil.attempts.map(({ method }) => method)).toEqual(['password']);
  });

  it.runIf(process.getuid?.() === 0)('is refused to an agent with too many keys', async () => {
    const sshd = await testSshd({ extraConfig: ['MaxAuthTries 2'] });
    const agent = await testAgent(await Promise.all(Array.from({ length: 4 }, () => makeSshKey())));
    const { sources } = await testSsh({ agentSocket: agent.socket });
    expect(await sources.test(jumpOn(sshd, { auth: { type: 'agent' } }))).toMatchObject({
      ok: false,
      problem: 'auth',
      message: expect.stringMatching(/too many keys.*MaxAuthTries/),
    });
  });

  it('leaves nothing behind when the agent does not answer', async () => {
    const agent = await silentAgent();
    const evil = await evilSshd();
    const { sources } = await testSsh({ ...QUICK, agentSocket: agent.socket });
    const tried = await sources.test(evilBody(evil, { auth: { type: 'agent' } }));
    expect(tried).toMatchObject({ ok: false });
    expect(agent.asked()).toBe(1);
    await expect.poll(agent.open).toBe(0);
    await expect.poll(evil.connections).toBe(0);
  });
});

describe('credentials', () => {
  /** Each kind of them, and how often the agent was asked. */
  const kinds: [SshHostBody['auth']['type'], () => Promise<SshHostBody['auth']>][] = [
    ['password', async () => Promise.resolve({ type: 'password', password: SECRET })],
    ['key', async () => ({ type: 'key', privateKey: (await makeSshKey()).privateKey })],
    ['agent', async () => Promise.resolve({ type: 'agent' })],
  ];

  it.each(kinds)('stay here while the host key is not the right one: %s', async (_type, make) => {
    const agent = await silentAgent();
    const auth = await make();
    const { sources } = await testSsh({ ...QUICK, agentSocket: agent.socket });

    const unknown = await evilSshd();
    const { fingerprint, ...unpinned } = evilBody(unknown, { auth });
    expect(await sources.test(unpinned)).toMatchObject({
      ok: false,
      problem: 'unpinned',
      presented: fingerprint,
    });

    const other = await evilSshd();
    const known = evilBody(other, { auth });
    other.swapHostKey();
    expect(await sources.test(known)).toMatchObject({
      ok: false,
      problem: 'changed',
      presented: other.fingerprint,
      pinned: known.fingerprint,
    });

    // Who shows the right key and cannot sign with it is somebody else.
    const impostor = await evilSshd();
    impostor.loseHostKey();
    expect(await sources.test(evilBody(impostor, { auth }))).toMatchObject({
      ok: false,
      problem: 'broken',
      message: expect.stringContaining('could not prove'),
    });

    for (const evil of [unknown, other, impostor]) {
      expect(evil.accepted()).toBe(1);
      expect(evil.attempts).toEqual([]);
      await expect.poll(evil.connections).toBe(0);
    }
    expect(agent.asked()).toBe(0);
  });

  it('stay here when it is another key at the second connection', async () => {
    const evil = await evilSshd();
    const { pool } = reach(evil, { idleMs: 10 });
    await pool.reach();
    await expect.poll(evil.connections).toBe(0);
    expect(evil.attempts).toEqual([{ method: 'password', secret: SECRET }]);
    evil.swapHostKey();
    expect(await failure(pool.reach())).toMatchObject({ problem: 'changed' });
    expect(evil.attempts).toHaveLength(1);
  });

  it('are not needed to look at host keys, nor given to the target of a look', async () => {
    const [jump, target] = [await evilSshd(), await evilSshd()];
    const { sources } = await testSsh(QUICK);
    const { id } = await sources.add(evilBody(jump, { name: 'the jump' }));
    const behind = await sources.add(evilBody(target, { jumpHostId: id }));
    expect((await sources.probeSaved(behind.id)).hops).toMatchObject([
      { name: 'the jump', state: 'verified' },
      { state: 'verified', fingerprint: target.fingerprint },
    ]);
    expect(jump.attempts).toHaveLength(1);
    expect(target.attempts).toEqual([]);
    for (const evil of [jump, target]) await expect.poll(evil.connections).toBe(0);
  });

  it('go to their own machine, also when the host moves while it is being reached', async () => {
    const held: AuthContext[] = [];
    const before = await evilSshd({ auth: (attempt) => void held.push(attempt) });
    const { body, evil: after } = await healthyDocker();
    const { sources, add } = await testSsh();
    const source = await add(withDocker(before, { name: 'it' }));
    const waiting = failure(source.list());
    await expect.poll(() => held.length).toBe(1);
    const auth = { type: 'password', password: 'of the new place' } as const;
    const { port, fingerprint = '' } = body;
    await sources.update(source.describe().id, { port, fingerprint, auth });
    expect(await waiting).toMatchObject({ code: 'host_unreachable' });
    await expect.poll(before.connections).toBe(0);
    expect(await sources.require(source.describe().id).list()).toEqual([]);
    expect(before.attempts).toEqual([{ method: 'password', secret: SECRET }]);
    expect(after.attempts).toEqual([{ method: 'password', secret: auth.password }]);
  });

  it('are in no error and in no line of the log', async () => {
    const evil = await evilSshd({ auth: sayNo('password') });
    const { add, told } = await testSsh(QUICK);
    const source = await add(withDocker(evil));
    const error = await failure(source.list());
    const words: unknown[] = [error, told];
    for (let at = error; at instanceof Error; at = at.cause) words.push(at.message, at.stack, at);
    expect(JSON.stringify(words)).not.toContain(SECRET);
  });
});

/** Takes who comes, and says nothing. */
async function silentAgent() {
  let asked = 0;
  let open = 0;
  const server = createServer((socket) => {
    asked++;
    open++;
    socket.resume().on('error', () => undefined);
    socket.once('close', () => open--);
    onTestFinished(() => void socket.destroy());
  });
  onTestFinished(() => void server.close());
  const socket = join(temporaryFolder(), 'agent');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { socket, asked: () => asked, open: () => open };
}
