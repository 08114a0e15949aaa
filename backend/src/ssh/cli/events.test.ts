import { Duplex, PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { readEvents, type EngineEvent } from '../../docker/events.ts';
import { conflict } from '../../errors.ts';
import { eventLines, podmanFilters, podmanLines } from './events.ts';

const ID = 'a'.repeat(64);

function command() {
  const printed = new PassThrough();
  const stderr = new PassThrough();
  const exit = Promise.withResolvers<number | null>();
  const stream = Duplex.from({ readable: printed, writable: new PassThrough() }) as Duplex;
  const running = { stream, stderr, resize: () => undefined, exited: exit.promise };
  return { running, printed, stderr, exit: exit.resolve };
}

const open = ({ running }: ReturnType<typeof command>) =>
  eventLines(running, (code, words) => conflict(`${code}: ${words}`));

it('gives what is printed until it ends', async () => {
  const one = command();
  const lines = text(open(one));
  one.printed.write('{}\n');
  one.printed.end('{"a":1}\n');
  one.exit(0);
  expect(await lines).toBe('{}\n{"a":1}\n');
});

it.each([
  [1, 'permission denied', { code: 'conflict', message: '1: permission denied' }],
  [null, '', { code: 'host_unreachable' }],
])('ends with why it ended, %s', async (code, words, error) => {
  const one = command();
  const lines = text(open(one));
  one.printed.write('{}\n');
  one.stderr.end(words);
  await new Promise(setImmediate);
  one.printed.end();
  one.exit(code);
  await expect(lines).rejects.toMatchObject(error);
});

it('ends the command with the reading', async () => {
  const one = command();
  open(one).destroy();
  await expect.poll(() => one.running.stream.destroyed).toBe(true);
});

it('reads the events of Podman', async () => {
  const body = new PassThrough();
  const events: EngineEvent[] = [];
  body.end(
    [
      JSON.stringify({ ID, Name: 'web', Status: 'died', Type: 'container' }),
      'no event',
      JSON.stringify({ ID, Status: 'remove', Type: 'container' }),
      JSON.stringify({ Status: 'refresh', Type: 'system' }),
      '',
    ].join('\n'),
  );
  for await (const batch of readEvents(podmanLines(body))) events.push(...batch);
  expect(events).toEqual([
    { id: ID, gone: false },
    { id: ID, gone: true },
  ]);
  const lost = new PassThrough();
  const none = text(podmanLines(lost));
  lost.destroy(conflict('lost'));
  await expect(none).rejects.toThrow('lost');
  const filters = podmanFilters({ type: ['container', 'network'], event: ['die', 'start'] });
  expect(filters).toEqual({ type: ['container'], event: ['died', 'start'] });
});
