import { expect, it } from 'vitest';
import { inTurns } from './inTurns.ts';

const breath = () => new Promise((resolve) => setTimeout(resolve, 1));

it('does so many at a time, and gives the results in order', async () => {
  let running = 0;
  let most = 0;
  const results = await inTurns([...Array(50).keys()], 6, async (item) => {
    most = Math.max(most, ++running);
    if (item % 3) await breath();
    running--;
    return item * 2;
  });
  expect(results).toEqual([...Array(50).keys()].map((item) => item * 2));
  expect(most).toBe(6);
});

it('begins nothing after a failure, which is thrown', async () => {
  let begun = 0;
  const work = async (item: number) => {
    begun++;
    await breath();
    if (item === 3) throw new Error('three');
  };
  await expect(inTurns([...Array(50).keys()], 4, work)).rejects.toThrow('three');
  await breath();
  expect(begun).toBeLessThan(9);
});

it('has nothing to do with nothing', async () => {
  expect(await inTurns([], 4, () => Promise.reject(new Error('never')))).toEqual([]);
});
