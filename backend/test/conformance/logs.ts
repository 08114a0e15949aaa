import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogReader, LogStream } from '../../src/containers/source.ts';
import type { LogLine } from '../../src/contract/index.ts';
import { inside, known, make, remove, testContainer, type Made } from './containers.ts';
import type { Subject } from './source.ts';

/** In which order the lines of two pipes are taken in, is the daemon's affair. */
const TALK = 'for i in 1 2 3 4 5; do echo "out $i"; echo "err $i" >&2; sleep 0.03; done';
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

    const by = (stream: 'out' | 'err') => ALL.filter((text) => text.startsWith(stream));

    it('is read whole, each line with its time and its stream', async () => {
      const lines = await read(talker.name);
      for (const stream of ['out', 'err'] as const)
        expect(texts(lines.filter(({ s }) => s === stream))).toEqual(by(stream));
      for (const { t } of lines) expect(t).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    });

    it('has an end of so many lines', async () => {
      const lines = await read(talker.id);
      for (const tail of [1, 3, 100])
        expect(await read(talker.id, { tail })).toEqual(lines.slice(-tail));
    });

    it('is read by time, to the nanosecond', async () => {
      const lines = await read(talker.id);
      const at = (index: number) => lines[index]?.t ?? '';
      const from = (time: string) => lines.filter(({ t }) => (t ?? '') >= time);
      const to = (time: string) => lines.filter(({ t }) => (t ?? '') <= time);
      expect(from(at(4)).length).toBeLessThan(lines.length);
      expect(await read(talker.id, { since: at(4) })).toEqual(from(at(4)));
      expect(await read(talker.id, { until: at(4) })).toEqual(to(at(4)));
      const both = await read(talker.id, { since: at(2), until: at(6) });
      expect(both).toEqual(from(at(2)).filter((line) => to(at(6)).includes(line)));
      const zoned = at(4).replace('Z', '+00:00');
      expect(await read(talker.id, { since: zoned })).toEqual(from(at(4)));
      expect(await read(talker.id, { since: '2100-01-01T00:00:00Z' })).toEqual([]);
      expect(await read(talker.id, { until: '0' })).toEqual([]);
    });

    it('is read one stream at a time', async () => {
      const last = (await read(talker.id)).slice(-4);
      for (const [stream, short] of [
        ['stdout', 'out'],
        ['stderr', 'err'],
      ] as const) {
        const lines = await read(talker.id, { stream });
        expect(texts(lines)).toEqual(by(short));
        expect(new Set(lines.map(({ s }) => s))).toEqual(new Set([short]));
        // Docker counts the lines of both.
        const wanted = last.filter(({ s }) => s === short);
        expect(await read(talker.id, { stream, tail: 4 })).toEqual(wanted);
      }
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
