import { auditQuery } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { auditPath } from '../../paths.ts';
import { isFiltered, readAuditView, toQuery } from './auditView.ts';

const read = (path: string) => readAuditView(new URL(path, 'http://x').searchParams);
const view = { actor: 'ada', action: 'container.stop', from: '2026-06-19', to: '2026-06-20' };

it('reads back what it wrote', () => {
  expect(auditPath()).toBe('/settings?tab=audit');
  expect(read(auditPath(view))).toEqual(view);
  expect(isFiltered(read(auditPath()))).toBe(false);
  expect(isFiltered(view)).toBe(true);
});

it('leaves out what the server would refuse', () => {
  expect(read('/settings?tab=audit&action=DROP&from=yesterday&to=2026-13-40')).toEqual({
    actor: '',
    action: '',
    from: '',
    to: '',
  });
});

it('asks for whole days in the zone of the reader', () => {
  const query = toQuery(view);
  expect(auditQuery.safeParse(query).success).toBe(true);
  const span = Date.parse(query.to ?? '') - Date.parse(query.from ?? '');
  expect(span).toBe(2 * 86_400_000 - 1);
  expect(toQuery({ actor: ' ', action: '', from: '', to: '' })).toEqual({});
});
