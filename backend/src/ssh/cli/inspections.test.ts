import { expect, it } from 'vitest';
import { EngineAnswerError } from '../../docker/errors.ts';
import { Inspections, readInspected, type Inspected } from './inspections.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);

const inspected = (found: string[], gone: string[] = []): Inspected => ({
  found: new Map(found.map((id) => [id, { Id: id }])),
  gone: new Set(gone),
  error: new EngineAnswerError(500, 'damaged'),
});

it('reads those that are there beside those that are gone or damaged', () => {
  const stdout = Buffer.from(JSON.stringify([{ Id: A, Name: '/a' }], null, 4));
  const stderr = `Error response from daemon: No such container: ${B}\nError response from daemon: damaged\n`;
  const { found, gone, error } = readInspected({ stdout, stderr, code: 1 });
  expect(found.get(A)).toEqual({ Id: A, Name: '/a' });
  expect([...gone]).toEqual([B]);
  expect(error).toMatchObject({ status: 500, message: 'damaged' });
  const none = readInspected({ stdout: Buffer.from('\n'), stderr, code: 1 });
  expect(none.found.size).toBe(0);
  for (const text of ['<html>', '{}', '[1]'])
    expect(() => readInspected({ stdout: Buffer.from(text), stderr: '', code: 0 })).toThrow(
      /not the docker command/,
    );
});

it('asks by one command for all that come while one runs', async () => {
  const asked: string[][] = [];
  const first = Promise.withResolvers<void>();
  const inspections = new Inspections(async (ids) => {
    asked.push(ids);
    if (asked.length === 1) await first.promise;
    return inspected([A, B], [C]);
  }, 100);
  const answers = [A, B, C, A].map((id) => inspections.inspect(id));
  first.resolve();
  const settled = await Promise.allSettled(answers);
  // The first one began before the others came, and is not theirs.
  expect(asked).toEqual([[A], [B, C, A]]);
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(settled[2]).toMatchObject({ reason: { status: 404 } });
});

it('takes so many at once, and goes on after a failure', async () => {
  const asked: string[][] = [];
  const inspections = new Inspections(async (ids) => {
    asked.push(ids);
    if (asked.length === 1) throw new Error('lost');
    return inspected([B]);
  }, 1);
  const [one, two, three] = await Promise.allSettled(
    [A, B, C].map((id) => inspections.inspect(id)),
  );
  expect(asked).toEqual([[A], [B], [C]]);
  expect(one).toMatchObject({ reason: { message: 'lost' } });
  expect(two).toMatchObject({ value: { Id: B } });
  expect(three).toMatchObject({ reason: { status: 500, message: 'damaged' } });
});

it('lets one go that nobody waits for any more', async () => {
  const inspections = new Inspections(() => new Promise(() => undefined), 100);
  const gone = new AbortController();
  const answer = inspections.inspect(A, gone.signal);
  gone.abort(new Error('nobody looks'));
  await expect(answer).rejects.toThrow('nobody looks');
  await expect(inspections.inspect(A, gone.signal)).rejects.toThrow('nobody looks');
});
