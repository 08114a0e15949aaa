import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShellOpener } from '../../src/containers/source.ts';
import type { ContainerVerb, Shell } from '../../src/contract/index.ts';
import { inside, known, make, remove, testContainer, type Made } from './containers.ts';
import { bareImage, BARE_COMMAND } from './images.ts';
import type { Subject } from './source.ts';
import { testTerminal } from './terminal.ts';

/** A shell with a terminal in a container, from its first prompt to the end of all that it started. */
export function shells(subject: () => Subject): void {
  const opener = (): ShellOpener => {
    const found = subject().source.shell;
    if (!found) throw new Error('this source opens no shells');
    return found;
  };
  const open = (ref: string, shell: Shell = 'auto', user?: string) =>
    opener().open(ref, { shell, user, cols: 80, rows: 24 });

  describe('a shell', () => {
    let box: Made;

    beforeAll(async () => {
      const { source, docker } = subject();
      box = await make(docker);
      await known(source, box);
    });
    afterAll(async () => {
      await remove(subject().docker, box);
    });

    const processes = async () => (await inside(subject().docker, box, 'ps -o args')).split('\n');
    const running = async (args: string) => (await processes()).filter((line) => line === args);

    it('is the best one there, says where it is, and how it ended', async () => {
      const terminal = await testTerminal(opener(), box.name);
      expect(terminal.session).toMatchObject({ shell: 'ash', containerId: box.id });
      expect(await terminal.run('echo $((6 * 7))')).toBe('42');
      expect(await terminal.run('echo $TERM')).toBe('xterm-256color');
      terminal.type('exit 7\r');
      expect(await terminal.session.exited).toBe(7);
      await expect.poll(() => terminal.ended).toBe(true);
      await terminal.session.close();
    });

    it('is the one that was asked for, or a sentence about it', async () => {
      for (const shell of ['sh', 'ash'] as const) {
        const { session } = await testTerminal(opener(), box.id, { shell });
        expect(session.shell).toBe(shell);
        await session.close();
      }
      for (const shell of ['bash', 'zsh'] as const)
        await expect(open(box.id, shell)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining(`no ${shell}`),
        });
    });

    it('is bash where there is one', async () => {
      const { docker, source } = subject();
      const made = await testContainer(docker);
      const script = String.raw`printf '#!/bin/sh\nexec /bin/sh\n' >/bin/bash; chmod +x /bin/bash`;
      await inside(docker, made, script);
      await known(source, made);
      const { session } = await testTerminal(opener(), made.id);
      expect(session.shell).toBe('bash');
    });

    it('has the size of the window, and the next one', async () => {
      const terminal = await testTerminal(opener(), box.id, { cols: 100, rows: 30 });
      const hasSize = async (size: string) => {
        const now = () => terminal.run('stty size');
        if (subject().adapter.lags) await expect.poll(now).toBe(size);
        else expect(await now()).toBe(size);
      };
      await hasSize('30 100');
      await terminal.session.resize(132, 43);
      await hasSize('43 132');
    });

    it('gives back every byte, also of a character that comes in two halves', async () => {
      const terminal = await testTerminal(opener(), box.id);
      await terminal.run('stty -echo');
      terminal.type('cat\r');
      const line = Buffer.from('grüße 😀 日本\n');
      const middle = line.indexOf(Buffer.from('😀')) + 2;
      terminal.session.write(line.subarray(0, middle));
      terminal.session.write(line.subarray(middle));
      await expect.poll(() => terminal.text).toContain('grüße 😀 日本\r\n');
    });

    it('gives back a long output whole', async () => {
      const terminal = await testTerminal(opener(), box.id);
      const count = 20_000;
      const printed = await terminal.run(`seq 1 ${count}`);
      const wanted = Array.from({ length: count }, (_, i) => `${i + 1}`);
      expect(printed.split(/\r\n/)).toEqual(wanted);
    });

    it('is of the user that was asked for', async () => {
      const root = await testTerminal(opener(), box.id);
      expect(await root.run('id -u')).toBe('0');
      const nobody = await testTerminal(opener(), box.id, { user: 'nobody' });
      expect(await nobody.run('id -u; id -g')).toBe('65534\r\n65534');
      const both = await testTerminal(opener(), box.id, { user: '1234:0' });
      expect(await both.run('id -u; id -g')).toBe('1234\r\n0');
      await expect(open(box.id, 'auto', 'nosuchuser')).rejects.toMatchObject({
        message: expect.stringContaining('nosuchuser'),
      });
    });

    it.each([
      ['what waits at the prompt', undefined, 'true', 'ash'],
      ['a program in front', undefined, 'top -d 1000', 'top -d 1000'],
      ['an editor', undefined, 'vi /tmp/file', 'vi /tmp/file'],
      ['what does not listen', undefined, 'trap "" HUP TERM; sleep 4001', 'sleep 4001'],
      [
        'a program of another user',
        undefined,
        'su -s /bin/sh nobody -c "sleep 4002"',
        'sleep 4002',
      ],
      ['what a user other than root started', 'nobody', 'sleep 4003', 'sleep 4003'],
    ])('ends %s and in the background when it is closed', async (_what, user, line, args) => {
      const terminal = await testTerminal(opener(), box.id, { user });
      terminal.type(`sleep 4000 &\r(trap '' HUP; sleep 4004 &)\r${line}\r`);
      for (const there of ['sleep 4000', 'sleep 4004', args])
        await expect.poll(() => running(there)).toHaveLength(1);
      await terminal.session.close();
      const left = await processes();
      for (const gone of [args, 'ash', 'sleep 4000', 'sleep 4004'])
        expect(left.filter((one) => one === gone)).toEqual([]);
      await terminal.session.exited;
      await expect.poll(() => terminal.ended).toBe(true);
    });

    it('leaves alone what others run in the container', async () => {
      const one = await testTerminal(opener(), box.id);
      const two = await testTerminal(opener(), box.id);
      await two.run('sleep 4010 & true');
      await one.session.close();
      expect(await running('sleep 4010')).toHaveLength(1);
      expect(await two.run('echo $((40 + 1))')).toBe('41');
    });

    it('may be closed twice, and after its end', async () => {
      const { session } = await testTerminal(opener(), box.id);
      await Promise.all([session.close(), session.close()]);
      await session.close();
      expect(session.write(Buffer.from('echo late\r'))).toBe(true);
      await session.resize(10, 10);
      await session.drained();
    });

    it('ends with its container', async () => {
      const { docker, source } = subject();
      const made = await testContainer(docker);
      await known(source, made);
      const terminal = await testTerminal(opener(), made.id);
      await docker.docker(['kill', made.id]);
      expect(await terminal.session.exited).not.toBe(0);
      await expect.poll(() => terminal.ended).toBe(true);
      await terminal.session.close();
    });
  });

  describe('a shell is refused', () => {
    it('by a container that has none, in a sentence', async () => {
      const { docker, source } = subject();
      const image = await bareImage(docker);
      const made = await testContainer(docker, { image, command: BARE_COMMAND });
      await known(source, made);
      for (const shell of ['auto', 'sh', 'zsh'] as const)
        await expect(open(made.id, shell)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringMatching(/^This container has no /),
        });
    });

    it.each<[string, ContainerVerb[]]>([
      ['has ended', ['kill']],
      ['is paused', ['pause']],
    ])('by a container that %s', async (_state, verbs) => {
      const { docker, source } = subject();
      const made = await testContainer(docker);
      await known(source, made);
      for (const verb of verbs) await source.control?.act(made.id, verb);
      await expect(open(made.id)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(made.name),
      });
    });

    it('where there is no container', async () => {
      await expect(open('nothing-here')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
