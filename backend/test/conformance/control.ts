import { describe, expect, it } from 'vitest';
import type { Control } from '../../src/containers/source.ts';
import type { Container, ContainerVerb } from '../../src/contract/index.ts';
import { inside, known, testContainer, type Made, type Recipe } from './containers.ts';
import type { Subject } from './source.ts';

const GENTLE = { force: false, volumes: false };

/** Every verb, what it does, and what it answers where there is nothing to do. */
export function controls(subject: () => Subject): void {
  const control = (): Control => {
    const found = subject().source.control;
    if (!found) throw new Error('this source changes nothing');
    return found;
  };
  const made = async (recipe?: Recipe): Promise<Made> => {
    const { source, docker } = subject();
    const one = await testContainer(docker, { flags: ['--stop-timeout', '1'], ...recipe });
    await known(source, one);
    return one;
  };
  /** Without waiting: what was done must be in the list before it is said to be done. */
  const now = async ({ id }: Made): Promise<Container | undefined> =>
    (await subject().source.list()).find((one) => one.id === id);
  /** In the daemon's own words. */
  const real = async ({ id }: Made): Promise<string> => {
    const format = '{{.State.Status}} {{.State.ExitCode}}';
    return subject().docker.docker(['inspect', '--format', format, id]);
  };

  describe('control', () => {
    it('stops, starts and restarts, and has it in the list at once', async () => {
      const one = await made();
      const { act } = control();
      await act(one.id, 'stop');
      // 0 from its own end, or 137 where a busy machine did not let it in time.
      const stopped = await now(one);
      expect(stopped?.state).toBe('exited');
      expect(await real(one)).toBe(`exited ${stopped?.exitCode}`);
      await act(one.name, 'start');
      const started = await now(one);
      expect(started).toMatchObject({ state: 'running', exitCode: null });
      await act(one.id.slice(0, 12), 'restart');
      const again = await now(one);
      expect(again?.state).toBe('running');
      expect(again?.startedAt).not.toBe(started?.startedAt);
      expect(await real(one)).toBe('running 0');
    });

    it('pauses, goes on, and kills', async () => {
      const one = await made();
      const { act } = control();
      await act(one.id, 'pause');
      expect((await now(one))?.state).toBe('paused');
      await act(one.id, 'unpause');
      expect((await now(one))?.state).toBe('running');
      await act(one.id, 'kill');
      expect(await now(one)).toMatchObject({ state: 'exited', exitCode: 137 });
      expect(await real(one)).toBe('exited 137');
    });

    it('starts what was only created, and restarts what has ended', async () => {
      const one = await made({ verb: 'create' });
      await control().act(one.id, 'start');
      expect((await now(one))?.state).toBe('running');
      await control().act(one.id, 'kill');
      await control().act(one.id, 'restart');
      expect((await now(one))?.state).toBe('running');
    });

    it('is done where it is so already', async () => {
      const one = await made();
      await control().act(one.id, 'start');
      expect((await now(one))?.state).toBe('running');
      await control().act(one.id, 'stop');
      await control().act(one.id, 'stop');
      expect((await now(one))?.state).toBe('exited');
    });

    it.each<[ContainerVerb, string, string[]]>([
      ['pause', 'has ended', ['stop']],
      ['unpause', 'has ended', ['stop']],
      ['kill', 'has ended', ['stop']],
      ['pause', 'is paused', ['pause']],
      ['unpause', 'runs', []],
      ['start', 'is paused', ['pause']],
    ])('refuses to %s what %s, and names it', async (verb, _state, before) => {
      const one = await made();
      for (const first of before) await control().act(one.id, first as ContainerVerb);
      const refused: unknown = await control()
        .act(one.id, verb)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(one.name),
      });
      // People know the name; 64 digits say nothing.
      expect((refused as Error).message).not.toContain(one.id);
    });

    it('says what the daemon says when a container cannot start', async () => {
      const one = await made({ verb: 'create', command: ['/no/such/program'] });
      await expect(control().act(one.id, 'start')).rejects.toMatchObject({
        message: expect.stringContaining('/no/such/program'),
      });
      expect(await now(one)).toMatchObject({ state: 'created' });
    });

    it('does nothing to a container that is not there', async () => {
      await expect(control().act('nothing-here', 'stop')).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(control().remove('nothing-here', GENTLE)).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });

  describe('remove', () => {
    it('takes what has ended away, and not what runs', async () => {
      const one = await made();
      await expect(control().remove(one.id, GENTLE)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(one.name),
      });
      expect((await now(one))?.state).toBe('running');
      await control().act(one.id, 'stop');
      await control().remove(one.name, GENTLE);
      expect(await now(one)).toBeUndefined();
      await expect(real(one)).rejects.toThrow(/no such object/i);
      await expect(control().remove(one.id, GENTLE)).rejects.toMatchObject({ code: 'not_found' });
    });

    it.each([
      ['keeps', false, 1],
      ['takes', true, 0],
    ])('by force, and %s the anonymous volume when told so', async (_word, volumes, left) => {
      const { docker } = subject();
      const one = await made({ flags: ['-v', '/data'] });
      await inside(docker, one, 'echo kept > /data/file');
      const { mounts } = await subject().source.find(one.id);
      const volume = /volumes\/([0-9a-f]{64})/.exec(mounts?.[0]?.source ?? '')?.[1] ?? '';
      expect(volume).not.toBe('');
      const volumesNow = async () =>
        (await docker.docker(['volume', 'ls', '-q', '--filter', `name=${volume}`])).split('\n');
      expect(await volumesNow()).toEqual([volume]);
      await control().remove(one.id, { force: true, volumes });
      expect(await now(one)).toBeUndefined();
      expect((await volumesNow()).filter(Boolean)).toHaveLength(left);
      if (left) await docker.docker(['volume', 'rm', volume]);
    });
  });
}
