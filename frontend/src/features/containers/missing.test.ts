import type { Capability } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { sectionsOf } from './actions/containerEntries.ts';
import { missing } from './missing.ts';
import { rowHost, toRow } from './view.ts';

const row = (source: 'engine' | 'agent', ...capabilities: Capability[]) =>
  toRow(aContainer(), rowHost(aHost({ source, capabilities })));
const live = row('engine', 'manage', 'logs', 'exec');

it('offers what the host can do and the reader may', () => {
  expect(sectionsOf(live, true)).toEqual(['logs', 'shell']);
  expect(sectionsOf(live, false)).toEqual(['logs']);
  expect(sectionsOf(row('agent', 'stats'), true)).toEqual([]);
});

it('says why a section cannot be shown', () => {
  expect(missing(live, 'shell', true)).toBeNull();
  expect(missing(live, 'logs', false)).toBeNull();
  expect(missing(live, 'shell', false)).toMatch(/^Your role is member/);
  expect(missing(row('agent', 'stats'), 'logs', true)).toMatch(
    /^This host reports through an agent/,
  );
  expect(missing(row('engine'), 'shell', true)).toBe('This host offers no shell.');
});
