import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { evilSshd, type ExecRequest } from './bench/evilSshd.ts';
import { below } from './bench/evilTricks.ts';
import { evilBody, healthyDocker, SECRET, withDocker } from './evilHost.ts';
import { failure } from './fakeAnswers.ts';
import { temporaryFolder } from './kit.ts';
import { openSsh, testSsh } from './sshSource.ts';

/*
 * What happens to saved hosts while they are reached, looked for and looked at.
 */

/** The wait after a refusal is longer than this. */
const SOON = { timeout: 8_000 };
const CLI = { docker: { mode: 'cli' } } as const;

describe('a host behind a jump host', () => {
  it('is reached as soon as the jump host is mended, and does not ask it meanwhile', async () => {
    const jump = await evilSshd({
      auth: (attempt) => {
        if (attempt.method === 'password' && attempt.password === SECRET) attempt.accept();
        else attempt.reject(['password']);
      },
    });
    const { body } = await healthyDocker();
    const { sources, add } = await testSsh();
    const wrong = { type: 'password', password: 'no' } as const;
    const { id } = await sources.add(evilBody(jump, { name: 'the jump', auth: wrong }));
    const source = await add({ ...body, jumpHostId: id });
    const lease = source.watch.acquire();
    expect(await failure(source.list())).toMatchObject({
      cause: { problem: 'auth', hop: 'the jump' },
    });
    expect(source.describe()).toMatchObject({
      status: 'offline',
      statusDetail: expect.stringMatching(/^the jump did not let ali in/),
    });
    // Its own tries and those of whoever presses a button meanwhile.
    for (let round = 0; round < 5; round++) {
      source.retry();
      await pause(20);
    }
    expect(jump.attempts).toHaveLength(1);
    await sources.update(id, { auth: { type: 'password', password: SECRET } });
    await expect.poll(() => source.describe().status, SOON).toBe('online');
    expect(jump.attempts).toHaveLength(2);
    lease.release();
  });

  it('is reached as soon as a test of the jump host has shown that it is mended there', async () => {
    let isOpen = false;
    const jump = await evilSshd({
      auth: (attempt) => {
        if (isOpen) attempt.accept();
        else attempt.reject(['password']);
      },
    });
    const { body } = await healthyDocker();
    const { sources, add } = await testSsh();
    const { id } = await sources.add(evilBody(jump));
    const source = await add({ ...body, jumpHostId: id });
    const lease = source.watch.acquire();
    expect(await failure(source.list())).toMatchObject({ cause: { problem: 'auth' } });
    isOpen = true;
    expect(await sources.testSaved(id, {})).toMatchObject({ ok: true });
    await expect.poll(() => source.describe().status, SOON).toBe('online');
    lease.release();
  });
});

describe('a test of a saved host', () => {
  it('ends nothing that is open there', async () => {
    const id = 'a'.repeat(64);
    const { docker, body } = await healthyDocker();
    docker.answers['GET /containers/json'] = [{ Id: id }];
    docker.answers[`GET /containers/${id}/json`] = { Id: id, Name: '/first' };
    const { sources, add } = await testSsh();
    const source = await add(body);
    const lease = source.watch.acquire();
    await source.list();
    const events = () => docker.requests.filter((line) => line.startsWith('GET /events')).length;
    await expect.poll(events).toBe(1);
    expect(await sources.testSaved(source.describe().id, {})).toMatchObject({ ok: true });
    // The next call goes the way that works, and leaves alone who is on it.
    for (const name of ['second', 'third']) {
      docker.answers[`GET /containers/${id}/json`] = { Id: id, Name: `/${name}` };
      docker.event({ Type: 'container', Action: 'rename', Actor: { ID: id } });
      await expect.poll(async () => (await source.list())[0]?.name).toBe(name);
    }
    expect(source.describe().status).toBe('online');
    expect(events()).toBe(1);
    lease.release();
  });
});

describe('the way to Docker', () => {
  it('that was found for a host as it was before is not kept', async () => {
    const folder = temporaryFolder();
    const { docker, evil } = await healthyDocker();
    const held: (() => void)[] = [];
    const first = await openSsh({ folder });
    const { id } = await first.sources.add(withDocker(evil));
    const really = evil.behaviour.exec;
    docker.answers['GET /version'] = (_request, response) => {
      held.push(() => response.end(JSON.stringify({ Version: '27.5.1', ApiVersion: '1.47' })));
    };
    const source = first.sources.require(id);
    const waiting = failure(source.list());
    await expect.poll(() => held.length).toBe(1);
    // It ends what is being looked for; what comes of it all the same must not be taken for the new host's.
    const changing = first.sources.update(id, CLI);
    for (const answer of held) answer();
    await changing;
    await waiting;
    expect(really).toBeUndefined();
    await first.close();
    const second = await openSsh({ folder });
    expect(second.sources.saved()).toMatchObject([{ way: null, docker: { mode: 'cli' } }]);
    await second.close();
  });

  it('is looked for once by all who ask, and not again at once when there is none', async () => {
    const evil = await evilSshd();
    const { add } = await testSsh();
    const source = await add(withDocker(evil));
    const errors = await Promise.all(Array.from({ length: 5 }, () => failure(source.list())));
    for (const error of errors) expect(error).toMatchObject({ code: 'host_unreachable' });
    const commands = evil.commands.length;
    for (let round = 0; round < 5; round++) {
      source.retry();
      await failure(source.list());
      await pause(50);
    }
    expect(evil.commands).toHaveLength(commands);
    expect(evil.accepted()).toBe(1);
  });
});

describe('a host that could not be reached', () => {
  it('is online when it can, though nothing was ever found there', async () => {
    const { evil, body } = await healthyDocker();
    evil.behaviour.tcp = below.hangUp;
    const { add } = await testSsh();
    const source = await add(body);
    const lease = source.watch.acquire();
    expect(await failure(source.list())).toMatchObject({ cause: { problem: 'not_ssh' } });
    evil.behaviour.tcp = undefined;
    await expect.poll(() => source.describe().status, SOON).toBe('online');
    lease.release();
  });
});

describe('a host that is removed while Docker is looked for', () => {
  it('leaves no connection', async () => {
    const held: ExecRequest[] = [];
    const evil = await evilSshd({ exec: (request) => void held.push(request) });
    const { sources, add } = await testSsh();
    const source = await add(withDocker(evil));
    const waiting = failure(source.list());
    await expect.poll(() => held.length).toBe(1);
    await sources.remove(source.describe().id);
    expect(await waiting).toMatchObject({ code: 'host_unreachable' });
    await expect.poll(evil.connections).toBe(0);
    expect(await failure(source.list())).toMatchObject({ code: 'host_unreachable' });
    expect(evil.accepted()).toBe(1);
  });
});
