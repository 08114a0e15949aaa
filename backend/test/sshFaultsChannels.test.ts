import { connect } from 'node:net';
import type { ServerChannel } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { evilSshd, type Behaviour, type ExecRequest } from './bench/evilSshd.ts';
import { begin, keepOpen, overrun, print } from './bench/evilTricks.ts';
import { reach } from './evilHost.ts';
import { failure } from './fakeAnswers.ts';

/*
 * What a machine may do after it has let us in: with channels and with commands.
 */

const QUICK = { answerMs: 400 };
const GIGABYTE = 2 ** 30;

it('a machine that is full for a moment is asked again, and one that stays so is believed', async () => {
  const evil = await evilSshd();
  const { remote } = reach(evil);
  let isFull = [true, true];
  Object.defineProperty(evil.behaviour, 'channels', {
    get: () => (isFull.shift() ? 'refused' : 'open'),
  });
  expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
  isFull = Array<boolean>(10).fill(true);
  await expect(remote.run(['id', '-u'])).rejects.toMatchObject({
    problem: 'no_command',
    message: expect.stringContaining('opens no more sessions'),
  });
  expect(evil.accepted()).toBe(1);
});

describe('a machine that does not answer', () => {
  it.each<[string, Behaviour]>([
    ['the wish for a channel', { channels: 'unanswered' }],
    ['the wish to run a command', { exec: () => undefined }],
  ])('%s is given up, with its connection', async (_what, behaviour) => {
    const evil = await evilSshd(behaviour);
    const { remote } = reach(evil, QUICK);
    expect(await failure(remote.run(['id']))).toMatchObject({
      code: 'host_timeout',
      message: expect.stringContaining('did not open a channel'),
      cause: { problem: 'timeout' },
    });
    await expect.poll(evil.connections).toBe(0);
    Object.assign(evil.behaviour, { channels: 'open', exec: undefined });
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
    expect(evil.accepted()).toBe(2);
  });

  it.each<[string, Behaviour]>([
    ['the wish for a channel', { channels: 'unanswered' }],
    ['the wish to run a command', { exec: () => undefined }],
    ['with a first line', { exec: ({ accept }) => void accept() }],
    ['with an end', { exec: (request) => void begin(request) }],
    [
      'with its goodbye',
      {
        exec: (request) => {
          keepOpen(begin(request));
        },
      },
    ],
  ])('%s does not hold up who has a deadline', async (_what, behaviour) => {
    const evil = await evilSshd(behaviour);
    // Ten seconds, so that whoever waits for it is late.
    const { remote } = reach(evil);
    let isLate = false;
    const late = setTimeout(() => (isLate = true), 5_000);
    expect(await failure(remote.run(['id'], { deadlineMs: 300 }))).toMatchObject({
      code: 'host_timeout',
      message: 'The command did not end within 0.3 s.',
    });
    const leaving = new AbortController();
    const waiting = failure(remote.start(['id'], { signal: leaving.signal }));
    await expect.poll(() => evil.channels()).toBeGreaterThan(0);
    leaving.abort(new Error('nobody looks'));
    const started = await waiting;
    if (started !== 'no error') expect(started).toMatchObject({ message: 'nobody looks' });
    clearTimeout(late);
    expect(isLate).toBe(false);
  });

  it('the goodbye of a channel loses its connection', async () => {
    const evil = await evilSshd({
      exec: (request) => {
        keepOpen(begin(request));
      },
    });
    const { remote } = reach(evil, QUICK);
    const { stream } = await remote.start(['tail', '-f'], {});
    stream.destroy();
    await expect.poll(evil.connections).toBe(0);
  });

  it('in time: what it opens for somebody who has gone is closed again', async () => {
    const held: (() => ServerChannel)[] = [];
    const evil = await evilSshd({ exec: ({ accept }) => void held.push(accept) });
    const { remote } = reach(evil);
    const leaving = new AbortController();
    const waiting = failure(remote.start(['id'], { signal: leaving.signal }));
    await expect.poll(() => held.length).toBe(1);
    leaving.abort(new Error('nobody looks'));
    expect(await waiting).toMatchObject({ message: 'nobody looks' });
    for (const accept of held) accept();
    await expect.poll(evil.channels).toBe(0);
    expect(evil.connections()).toBe(1);
  });
});

describe('a machine that refuses', () => {
  it('every channel runs no commands and forwards nothing', async () => {
    const evil = await evilSshd({ channels: 'refused' });
    const { pool, remote } = reach(evil);
    expect(await failure(remote.run(['id']))).toMatchObject({ problem: 'no_command' });
    const forwarding = pool.open(
      (client, done) => client.openssh_forwardOutStreamLocal('/run/docker.sock', done),
      { kind: 'brief' },
    );
    expect(await failure(forwarding)).toMatchObject({ reason: 2 });
    expect([evil.accepted(), evil.connections(), evil.channels()]).toEqual([1, 1, 0]);
  });

  it('what many want at once tells all of them', async () => {
    const evil = await evilSshd({ forwarding: 'refused' });
    const { pool } = reach(evil);
    const wanted = Array.from({ length: 30 }, () =>
      pool.open((client, done) => client.openssh_forwardOutStreamLocal('/run/docker.sock', done), {
        kind: 'brief',
      }),
    );
    for (const error of await Promise.all(wanted.map(failure)))
      expect(error).toMatchObject({ reason: 2 });
    expect(evil.accepted()).toBe(1);
  });

  it('commands keeps its connection, and no channel of it', async () => {
    const evil = await evilSshd({
      exec: ({ refuse }) => {
        refuse();
      },
    });
    const { remote, pool } = reach(evil);
    for (let round = 0; round < 12; round++)
      expect(await failure(remote.run(['id']))).toMatchObject({
        problem: 'no_command',
        message: 'Its sshd does not let this account run commands.',
      });
    await expect.poll(evil.channels).toBe(0);
    expect(evil.accepted()).toBe(1);
    // Nor is the one kept that warms a connection.
    const { port } = evil;
    const opened = await pool.open(
      (client, done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done),
      { kind: 'long' },
    );
    await expect.poll(evil.channels).toBe(1);
    opened.close();
  });

  it('a terminal says so', async () => {
    const evil = await evilSshd({ terminals: 'refused' });
    const { remote } = reach(evil);
    const started = remote.start(['sh'], { terminal: { cols: 80, rows: 24 } });
    expect(await failure(started)).toMatchObject({
      problem: 'no_command',
      message: expect.stringContaining('PermitTTY'),
    });
    await expect.poll(evil.channels).toBe(0);
  });
});

describe('a command', () => {
  it('that a signal ended has no exit code', async () => {
    const evil = await evilSshd({
      exec: (request) => {
        const channel = begin(request);
        channel.write('before\n');
        channel.exit('KILL');
        channel.end();
      },
    });
    const { stdout, code } = await reach(evil).remote.run(['id']);
    expect([stdout.toString(), code]).toEqual(['before\n', null]);
  });

  it('that ended with the first answer has its exit code', async () => {
    const evil = await evilSshd({
      exec: (request) => {
        // All of it in one piece, as a slow line brings it.
        request.line.socket.cork();
        const channel = begin(request);
        channel.exit(3);
        channel.end();
        setImmediate(() => {
          request.line.socket.uncork();
        });
      },
    });
    const { remote } = reach(evil);
    expect(await remote.run(['id'])).toMatchObject({ code: 3 });
    expect(await (await remote.start(['id'], {})).exited).toBe(3);
  });

  it('that another one was put in the place of is told from ours', async () => {
    const evil = await evilSshd({
      exec: ({ accept }) => {
        accept().end('This account is for backups only.\n');
      },
    });
    const { remote } = reach(evil);
    expect(await failure(remote.run(['id']))).toMatchObject({ problem: 'no_command' });
    await expect.poll(evil.channels).toBe(0);
  });

  it.each<[string, (request: ExecRequest) => unknown]>([
    ['begins', ({ accept }) => accept()],
    ['has ended', (request) => begin(request).write('[{"half":')],
  ])('whose connection breaks before it %s is not taken for another', async (_when, exec) => {
    const evil = await evilSshd({
      exec: (request) => {
        exec(request);
        setTimeout(evil.cut, 50);
      },
    });
    const { remote } = reach(evil);
    expect(await failure(remote.run(['id']))).toMatchObject({ code: 'host_unreachable' });
    evil.behaviour.exec = undefined;
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
  });

  it('that is ended while it prints gives its place back', async () => {
    const evil = await evilSshd({
      exec: (request) => {
        print(begin(request), 'stdout', GIGABYTE);
      },
    });
    const { remote } = reach(evil);
    for (let round = 0; round < 12; round++) {
      const { stream, stderr } = await remote.start(['yes'], {});
      stderr.resume();
      await new Promise((resolve) => stream.once('readable', resolve));
      stream.destroy();
    }
    await expect.poll(evil.channels).toBe(0);
    // Were the places not given back, there would be one more for eight of them.
    expect(evil.accepted()).toBe(1);
    expect(await failure(remote.run(['yes']))).toMatchObject({ problem: 'too_much' });
  });
});

describe('channels', () => {
  it('are never more than eight at once on a connection, whatever is wanted', async () => {
    const evil = await evilSshd();
    const { pool, remote } = reach(evil);
    const sleeping = { input: 'sleep 0.2' };
    const runs = Array.from({ length: 20 }, () => remote.run(['sh'], sleeping));
    const started = await Promise.all(Array.from({ length: 10 }, () => remote.start(['cat'], {})));
    for (const { code } of await Promise.all(runs)) expect(code).toBe(0);
    const { port } = evil;
    const forwards = await Promise.all(
      Array.from({ length: 6 }, () =>
        pool.open((client, done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done), {
          kind: 'brief',
        }),
      ),
    );
    expect(evil.mostChannels()).toBe(8);
    // Two beside the short ones, and eight.
    expect(evil.connections() - forwards.length).toBe(2);
    for (const { stream, stderr } of started) {
      stderr.resume();
      stream.destroy();
    }
    for (const channel of forwards) channel.close();
    await expect.poll(evil.channels).toBe(0);
  });

  it('are so few also while a connection is warmed', async () => {
    const evil = await evilSshd({ exec: () => undefined });
    const { pool } = reach(evil);
    const { port } = evil;
    const open = async (kind: 'brief' | 'long') =>
      pool.open((client, done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done), {
        kind,
      });
    const opened = Promise.all([...Array(2).fill('long'), ...Array(5).fill('brief')].map(open));
    const more = open('brief');
    await opened;
    await expect.poll(() => evil.commands).toEqual(['true']);
    // The last one goes where a place is free first.
    const [first] = (await opened).slice(-1);
    first?.resume().close();
    await more;
    expect(evil.mostChannels()).toBe(8);
    expect(evil.accepted()).toBe(1 + 8);
  });

  it('are not kept on the jump host of a host whose credentials cannot be used', async () => {
    const jump = await evilSshd();
    const target = await evilSshd();
    const first = reach(jump, {}, { id: 2 });
    const { pool } = reach(
      target,
      {
        lookup: (id) => (id === 2 ? first.host : undefined),
        poolOf: (id) => (id === 2 ? first.pool : undefined),
      },
      { jumpId: 2, auth: { type: 'agent' } },
    );
    expect(await failure(pool.reach())).toMatchObject({ problem: 'agent' });
    await expect.poll(jump.channels).toBe(0);
    await expect.poll(jump.connections).toBe(0);
  });

  it('of a jump host that end their half are made anew', async () => {
    const ends: (() => void)[] = [];
    const jump = await evilSshd({
      forward: (channel, to, { id, protocol }) => {
        const other = connect(Number(to), '127.0.0.1');
        other.on('error', () => undefined).on('data', (chunk) => protocol.channelData(id, chunk));
        channel.on('error', () => undefined).on('data', (chunk: Buffer) => other.write(chunk));
        ends.push(() => {
          other.destroy();
          protocol.channelEOF(id);
        });
      },
    });
    const target = await evilSshd();
    const first = reach(jump, {}, { id: 2 });
    const { remote } = reach(
      target,
      {
        idleMs: 600_000,
        lookup: (id) => (id === 2 ? first.host : undefined),
        poolOf: (id) => (id === 2 ? first.pool : undefined),
      },
      { jumpId: 2 },
    );
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
    const { exited } = await remote.start(['cat'], {});
    for (const end of ends) end();
    expect(await exited).toBeNull();
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
    expect(target.accepted()).toBe(2);
  });
});

describe('a machine that goes on after the end', () => {
  it.each([
    ['stdout', 'before'],
    ['stdout', 'after'],
    ['stderr', 'before'],
    ['stderr', 'after'],
  ] as const)('does no harm: on %s, %s the command was answered', async (where, when) => {
    const evil = await evilSshd({
      exec: (request) => {
        const { line } = request;
        if (when === 'after') keepOpen(begin(request));
        line.protocol.channelEOF(line.id);
        overrun(line, where, 100_000);
      },
    });
    const { remote } = reach(evil);
    expect(await failure(remote.run(['id'], { deadlineMs: 300 }))).toMatchObject({
      code: 'host_timeout',
    });
    evil.behaviour.exec = undefined;
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
  });
});
