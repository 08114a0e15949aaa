import { describe, expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { suggest } from './suggest.ts';
import { rowHost, toRow } from './view.ts';

const host = rowHost(aHost({ name: 'nas' }));
const rows = [
  toRow(aContainer({ labels: { tier: 'home' } }), host),
  toRow(aContainer({ state: 'restarting', labels: { tier: 'home' } }), host),
  toRow(aContainer({ state: 'created' }), host),
];
const suggested = (text: string) =>
  suggest(rows, text).map(({ term, count }) => [term.value, count]);

describe('suggestions', () => {
  it('complete the key being typed, the most frequent first', () => {
    expect(suggested('state:r')).toEqual([
      ['restarting', 1],
      ['running', 1],
      ['created', 1],
    ]);
    expect(suggested('web host:')).toEqual([['nas', 3]]);
    expect(suggested('label:tier')).toEqual([['tier=home', 2]]);
  });

  it('keep the negation', () => {
    expect(suggest(rows, '-state:run')[0]?.term).toEqual({
      key: 'state',
      value: 'running',
      negated: true,
    });
  });

  it.each(['', 'run', 'state:running ', 'nokey:r'])('say nothing to %j', (text) => {
    expect(suggested(text)).toEqual([]);
  });
});
