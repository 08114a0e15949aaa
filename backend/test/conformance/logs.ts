import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogReader, LogStream } from '../../src/containers/source.ts';
import type { LogLine } from '../../src/contract/index.ts';
import { inside, known, make, remove, testContainer, type Made } from './containers.ts';
import type { Subject } from './source.ts';

/** Two pipes: what is written to both at once may come in either order, so there is a breath between. */
const TALK =
  'for i in 1 2 3 4 5; do echo "out $i"; sleep 0.03; echo "err $i" >&2; sleep 0.03; done';
const ALL = [1, 2, 3, 4, 5].flatMap((i) => [`out ${i}`, `err ${i}`]);

const never = new AbortController().signal;

const texts = (lines: LogLine[]) => lines.map(({ m }) => m);

async function collect(stream: LogStream): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const batch of stream) lines.push(...batch);
  return lines;
}

/** Reading a log that is there, and following one that is written. */
export function logs(subject: () => Subject): void {
  const reader = (): LogReader => {
    const found = subject().source.logs;
    if (!found) throw new Error('this source reads no logs');
    return found;
  };
  type Query = Parameters<LogReader['read']>[1];
  const read = async (ref: string, query: Query = {}) =>
    collect(await reader().read(ref, query, never));

  describe('a log', () => {
    let talker: Made;
    let terminal: Made;

    beforeAll(async () => {
      const { source, docker } = subject();
      talker = await make(docker, { command: ['sh', '-c', TALK] });
      terminal = await make(docker, { flags: ['--tty'], command: ['sh', '-c', TALK] });
      await docker.docker(['wait', talker.id, terminal.id]);
      await known(source, terminal);
    });
    afterAll(async () => {
      const { docker } = subject();
      await remove(docker, talker);
      await remove(docker, terminal);
    });

    it('is read whole, each line with its time and its stream', async () => {
      const lines = await read(talker.name);
      expect(texts(lines)).toEqual(ALL);
      for (const { t, s, m } of lines) {
        expect(t).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
        expect(s).toBe(m.slice(0, 3));
      }
    });

    it('has an end of so many lines', async () => {
      expect(texts(await read(talker.id, { tail: 3 }))).toEqual(ALL.slice(-3));
      expect(texts(await read(talker.id, { tail: 1 }))).toEqual(ALL.slice(-1));
    });

    it('is read by time, to the nanosecond', async () => {
      const lines = await read(talker.id);
      const at = (index: number) => lines[index]?.t ?? '';
      expect(texts(await read(talker.id, { since: at(4) }))).toEqual(ALL.slice(4));
      expect(texts(await read(talker.id, { until: at(4) }))).toEqual(ALL.slice(0, 5));
      const both = { since: at(2), until: at(6) };
      expect(texts(await read(talker.id, both))).toEqual(ALL.slice(2, 7));
      const zoned = at(4).replace('Z', '+00:00');
      expect(texts(await read(talker.id, { since: zoned }))).toEqual(ALL.slice(4));
      expect(await read(talker.id, { since: '2100-01-01T00:00:00Z' })).toEqual([]);
      expect(await read(talker.id, { until: '0' })).toEqual([]);
    });

    it('is read one stream at a time', async () => {
      const out = await read(talker.id, { stream: 'stdout' });
      expect(texts(out)).toEqual(ALL.filter((text) => text.startsWith('out')));
      const err = await read(talker.id, { stream: 'stderr' });
      expect(texts(err)).toEqual(ALL.filter((text) => text.startsWith('err')));
      // The daemon counts the lines of both.
      expect(texts(await read(talker.id, { stream: 'stderr', tail: 4 }))).toEqual([
        'err 4',
        'err 5',
      ]);
    });

    it('of a terminal is one stream', async () => {
      const lines = await read(terminal.id);
      expect(texts(lines)).toEqual(ALL);
      expect(new Set(lines.map(({ s }) => s))).toEqual(new Set(['out']));
    });

    it('may be empty', async () => {
      const { fleet } = subject();
      expect(await read(fleet.get('created').id)).toEqual([]);
      expect(await read(fleet.get('created').id, { tail: 5 })).toEqual([]);
    });

    it('is not there without its container', async () => {
      await expect(read('nothing-here')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('stops when nobody wants it any more', async () => {
      const gone = new AbortController();
      const stream = await reader().read(talker.id, {}, gone.signal);
      gone.abort();
      await collect(stream).catch(() => undefined);
    });
  });

  describe('following', () => {
    it.each([
      ['', []],
      [' of a terminal', ['--tty']],
    ])('starts with the last lines, goes on, and ends with the container%s', async (_of, flags) => {
      const { source, docker } = subject();
      const script = 'echo one; echo two; echo three; trap "exit 0" TERM; sleep 1000 & wait';
      const made = await testContainer(docker, { flags, command: ['sh', '-c', script] });
      await known(source, made);
      await expect.poll(async () => texts(await read(made.id))).toContain('three');
      const stream = await reader().follow(made.id, { tail: 2 }, never);
      const seen: string[] = [];
      const done = (async () => {
        for await (const batch of stream) seen.push(...texts(batch));
      })();
      await expect.poll(() => seen).toEqual(['two', 'three']);
      // As if the program had written it.
      await inside(docker, made, 'echo four > /proc/1/fd/1');
      await expect.poll(() => seen).toEqual(['two', 'three', 'four']);
      await docker.docker(['stop', '--time', '1', made.id]);
      await done;
      expect(seen).toEqual(['two', 'three', 'four']);
    });

    it('from a line on brings that line and what came after', async () => {
      const { source, docker, fleet } = subject();
      const { id } = fleet.get('exited0');
      const [line] = await read(id);
      const lines = await collect(await reader().follow(id, { since: line?.t ?? '' }, never));
      expect(texts(lines)).toEqual(['finished']);
      const made = await testContainer(docker, { verb: 'create' });
      await known(source, made);
      expect(await collect(await reader().follow(made.id, {}, never))).toEqual([]);
    });

    it('ends when nobody wants it any more', async () => {
      const { fleet } = subject();
      const gone = new AbortController();
      const stream = await reader().follow(fleet.get('plain1').id, { tail: 1 }, gone.signal);
      const done = collect(stream).catch(() => undefined);
      gone.abort();
      await done;
    });
  });
}
