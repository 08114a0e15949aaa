import { auditQuery } from '@archnest/backend/contract';
import type { AuditAddress } from '../../apiPaths.ts';
import type { AuditView } from '../../paths.ts';

const day = /^\d{4}-\d{2}-\d{2}$/;
const valid = (value: string | null) =>
  value !== null && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : '';

/** Reads the address of the audit; what it does not know is left out, never an error. */
export function readAuditView(params: URLSearchParams): AuditView {
  const action = params.get('action') ?? '';
  return {
    actor: (params.get('actor') ?? '').slice(0, 64),
    action: auditQuery.shape.action.safeParse(action).success ? action : '',
    from: valid(params.get('from')),
    to: valid(params.get('to')),
  };
}

/** Days are the reader's: from its first moment in their zone to its last. */
export function toQuery({ actor, action, from, to }: AuditView): AuditAddress {
  return {
    ...(actor.trim() ? { actor: actor.trim() } : {}),
    ...(action ? { action } : {}),
    ...(from ? { from: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(to ? { to: new Date(`${to}T23:59:59.999`).toISOString() } : {}),
  };
}

export const isFiltered = ({ actor, action, from, to }: AuditView) =>
  [actor.trim(), action, from, to].some((value) => value !== '');
