import { expect, it } from 'vitest';
import type { ContainerChanges } from '../containers/registry.ts';
import { Readings } from './readings.ts';

type Answer = PromiseWithResolvers<ContainerChanges | null>;

/** A host that answers when it is told to. */
function started() {
  const asked: Answer[] = [];
  const kept: ContainerChanges[] = [];
  const readings = new Readings(
    () => {
      const answer: Answer = Promise.withResolvers();
      asked.push(answer);
      return answer.promise;
    },
    (changes) => kept.push(changes),
  );
  return { readings, asked, kept };
}

const gone = (id: string): ContainerChanges => ({ changed: [], gone: [id] });

it('keeps the answer, and asks once more for all who came meanwhile', async () => {
  const { readings, asked, kept } = started();
  const first = readings.refresh('a');
  const others = [readings.refresh('a'), readings.refresh('a')];
  expect(asked).toHaveLength(1);
  asked[0]?.resolve(gone('first'));
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(gone('second'));
  await Promise.all([first, ...others]);
  expect(kept).toEqual([gone('first'), gone('second')]);
  void readings.refresh('a');
  expect(asked).toHaveLength(3);
});

it('drops what is older than what is known, and asks again', async () => {
  const { readings, asked, kept } = started();
  const all = [readings.refresh('a'), readings.refresh('b')];
  readings.outdate('a');
  asked[0]?.resolve(gone('old a'));
  asked[1]?.resolve(gone('b'));
  await expect.poll(() => asked.length).toBe(3);
  readings.outdate();
  asked[2]?.resolve(gone('old a'));
  await expect.poll(() => asked.length).toBe(4);
  asked[3]?.resolve(gone('a'));
  await Promise.all(all);
  expect(kept).toEqual([gone('b'), gone('a')]);
});

it('fails for those alone who asked for what failed', async () => {
  const { readings, asked, kept } = started();
  const failing = readings.refresh('a');
  asked[0]?.reject(new Error('broken'));
  await expect(failing).rejects.toThrow('broken');
  const first = readings.refresh('a');
  const later = readings.refresh('a');
  asked[1]?.reject(new Error('broken'));
  await expect.poll(() => asked.length).toBe(3);
  asked[2]?.resolve(gone('a'));
  await Promise.all([first, later]);
  expect(kept).toEqual([gone('a')]);
});

it('keeps nothing that nobody wants any more', async () => {
  const { readings, asked, kept } = started();
  const done = readings.refresh('a');
  asked[0]?.resolve(null);
  await done;
  expect(kept).toEqual([]);
});
