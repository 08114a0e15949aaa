import { expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { compileFacets, countFacets } from './facets.ts';
import { rowHost, toRow } from './view.ts';

const online = rowHost(aHost());
const stale = rowHost(aHost({ status: 'stale' }));
const offline = rowHost(aHost({ status: 'offline' }));
const rows = [
  toRow(aContainer({ name: 'a', health: 'unhealthy' }), online),
  toRow(aContainer({ name: 'b', state: 'exited' }), online),
  toRow(aContainer({ name: 'c' }), stale),
  toRow(aContainer({ name: 'd', health: 'unhealthy' }), offline),
];
const names = (...chosen: Parameters<typeof compileFacets>[0]) =>
  rows.filter(compileFacets(chosen)).map((row) => row.name);

it('widens within a kind and narrows between kinds', () => {
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  expect(names('running', 'exited')).toEqual(['a', 'b', 'c']);
  expect(names('running', 'unhealthy')).toEqual(['a']);
  expect(names('running', 'stale')).toEqual(['c']);
});

it('counts what a host that is refused last said as offline too', () => {
  const refused = rowHost(aHost({ status: 'unverified' }));
  const more = [...rows, toRow(aContainer({ name: 'e' }), refused)];
  expect(countFacets(more)).toMatchObject({ running: 2, offline: 2 });
  expect(more.filter(compileFacets(['offline'])).map((row) => row.name)).toEqual(['d', 'e']);
});

it('counts what an offline host last said only as offline', () => {
  expect(countFacets(rows)).toMatchObject({
    running: 2,
    exited: 1,
    unhealthy: 1,
    stale: 1,
    offline: 1,
    paused: 0,
  });
  expect(names('offline')).toEqual(['d']);
});
