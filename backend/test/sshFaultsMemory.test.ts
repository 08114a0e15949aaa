import { describe, expect, it } from 'vitest';
import { evilSshd } from './bench/evilSshd.ts';
import { begin, keepOpen, nag, overrun, print } from './bench/evilTricks.ts';
import { growth, reach } from './evilHost.ts';
import { failure } from './fakeAnswers.ts';

/*
 * How much a machine may send, once it has let us in.
 */

const MOST_MB = 64;
const GIGABYTE = 2 ** 30;
const OUTPUTS = ['stdout', 'stderr'] as const;

describe('memory', () => {
  it.each(OUTPUTS)('is not filled by a command that prints a gigabyte: %s', async (where) => {
    const evil = await evilSshd({
      exec: (request) => {
        print(begin(request), where, GIGABYTE);
      },
    });
    const { remote } = reach(evil);
    const most = await growth(async () => {
      expect(await failure(remote.run(['yes']))).toMatchObject({ problem: 'too_much' });
    });
    expect(most).toBeLessThan(MOST_MB);
    await expect.poll(evil.channels).toBe(0);
    // A whole one more is possible.
    evil.behaviour.exec = undefined;
    expect(await remote.run(['id', '-u'])).toMatchObject({ code: 0 });
  });

  it.each(OUTPUTS)('is not filled by login scripts without an end: %s', async (where) => {
    const evil = await evilSshd({
      exec: ({ accept }) => {
        const channel = accept();
        channel.on('error', () => undefined);
        print(channel, where, GIGABYTE);
      },
    });
    const { remote } = reach(evil);
    const most = await growth(async () => {
      // What is printed on stderr before the beginning is dropped, until nobody waits any more.
      const deadlineMs = where === 'stdout' ? 30_000 : 1_000;
      const error = await failure(remote.run(['id'], { deadlineMs }));
      if (where === 'stdout') expect(error).toMatchObject({ problem: 'shell' });
      else expect(error).toMatchObject({ code: 'host_timeout' });
    });
    expect(most).toBeLessThan(MOST_MB);
    await expect.poll(evil.channels).toBe(0);
  });

  it.each(OUTPUTS)('is not filled by who ignores windows and goodbyes: %s', async (where) => {
    const evil = await evilSshd({
      exec: (request) => {
        keepOpen(begin(request));
        overrun(request.line, where, GIGABYTE);
      },
    });
    const { remote } = reach(evil, { answerMs: 2_000 });
    const most = await growth(async () => {
      expect(await failure(remote.run(['yes']))).toMatchObject({ problem: 'too_much' });
      await expect.poll(evil.connections).toBe(0);
    });
    expect(most).toBeLessThan(MOST_MB);
  });

  it.each(OUTPUTS)('is not filled while nobody reads: %s', async (where) => {
    const evil = await evilSshd({
      exec: (request) => {
        keepOpen(begin(request));
        overrun(request.line, where, GIGABYTE);
      },
    });
    const { remote } = reach(evil);
    const most = await growth(async () => {
      const { exited } = await remote.start(['yes'], {});
      void exited;
      await expect.poll(evil.connections).toBe(0);
    });
    expect(most).toBeLessThan(MOST_MB);
  });

  it('is not filled by who tells of host keys without an end', async () => {
    const evil = await evilSshd({
      exec: ({ line }) => {
        // Each is asked to be proved, and nothing of that is answered.
        nag(line, 'hostkeys-00@openssh.com');
      },
    });
    const { remote } = reach(evil, { answerMs: 60_000 });
    const most = await growth(async () => {
      expect(await failure(remote.run(['id']))).toMatchObject({ code: 'host_unreachable' });
    });
    expect(most).toBeLessThan(MOST_MB);
    evil.cut();
  });

  it.each(OUTPUTS)('is not filled before the command was answered: %s', async (where) => {
    const evil = await evilSshd({
      exec: ({ line }) => {
        overrun(line, where, GIGABYTE);
      },
    });
    const { remote } = reach(evil);
    const most = await growth(async () => {
      expect(await failure(remote.run(['id']))).toMatchObject({ code: 'host_unreachable' });
      await expect.poll(evil.connections).toBe(0);
    });
    expect(most).toBeLessThan(MOST_MB);
  });
});
