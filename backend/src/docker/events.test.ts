import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, toEvent, type EngineEvent } from './events.ts';

const id = 'ab'.repeat(32);
const line = (event: unknown) => toEvent(JSON.stringify(event));

describe('an event', () => {
  it.each([
    ['start', false],
    ['die', false],
    ['rename', false],
    ['update', false],
    ['health_status: unhealthy', false],
    ['destroy', true],
    // Podman's word.
    ['remove', true],
  ])('%s of a container is about it', (Action, gone) => {
    const Actor = { ID: id, Attributes: { name: 'web', image: 'nginx' } };
    expect(line({ Type: 'container', Action, Actor })).toEqual({ id, gone });
  });

  it('of old daemons says it in other fields', () => {
    expect(line({ status: 'die', id, from: 'nginx', Type: 'container' })).toEqual({
      id,
      gone: false,
    });
  });

  it('of a network is about the container that was put on it', () => {
    const network = (Attributes: object | null) => ({
      Type: 'network',
      Action: 'connect',
      Actor: { ID: 'cd'.repeat(32), Attributes },
    });
    expect(line(network({ container: id, name: 'bridge' }))).toEqual({ id, gone: false });
    expect(line(network({}))).toBeNull();
    expect(line(network(null))).toBeNull();
  });

  it('of anything else is none', () => {
    for (const odd of [
      null,
      1,
      'x',
      [],
      {},
      { Actor: { ID: 'web' } },
      { id: `${id}0` },
      { id: '../x' },
    ])
      expect(line(odd)).toBeNull();
    for (const text of ['', '{', 'null', '\u0000', '{"Actor":']) expect(toEvent(text)).toBeNull();
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        expect(toEvent(text)).toBeNull();
        line(value);
      }),
    );
  });
});

describe('a stream of events', () => {
  const events = async (chunks: (string | Buffer)[]): Promise<EngineEvent[][]> => {
    const batches: EngineEvent[][] = [];
    for await (const batch of readEvents(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
      batches.push(batch);
    return batches;
  };
  const text = (Action: string, name = '') =>
    `${JSON.stringify({ Type: 'container', Action, Actor: { ID: id, Attributes: { name } } })}\n`;

  it('comes in the pieces that it comes in', async () => {
    const [one, two] = [text('start'), text('destroy')];
    const started = { id, gone: false };
    const gone = { id, gone: true };
    expect(await events([one + two])).toEqual([[started, gone]]);
    expect(await events([one, two])).toEqual([[started], [gone]]);
    expect(await events([one + two.slice(0, 20), two.slice(20)])).toEqual([[started], [gone]]);
    expect(await events(one.split(''))).toEqual([[started]]);
    expect(await events([`\n\nnoise\n${one}`, '{}\n'])).toEqual([[started]]);
    // What is not ended is not an event.
    expect(await events([one.trimEnd()])).toEqual([]);
  });

  it('may be cut within a character', async () => {
    const bytes = Buffer.from(text('start', '😀'));
    const middle = bytes.indexOf(Buffer.from('😀')) + 2;
    expect(await events([bytes.subarray(0, middle), bytes.subarray(middle)])).toEqual([
      [{ id, gone: false }],
    ]);
  });

  it('ends with the error of its connection, or of a line without end', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from(text('start'));
        throw new Error('reset');
      })(),
    );
    const read = async (body: Readable) => {
      for await (const batch of readEvents(body)) expect(batch).toHaveLength(1);
    };
    await expect(read(broken)).rejects.toThrow('reset');
    const endless = Readable.from(Array.from({ length: 6 }, () => Buffer.alloc(1024 * 1024, 'x')));
    await expect(read(endless)).rejects.toThrow('without end');
  });
});
