import type { Host, HostStatus } from '@archnest/backend/contract';

/**
 * How a host stands with its reader. A live one is unknown while it is being connected to, or while nobody looks: that
 * is no trouble, and mostly over before it could be read.
 */
export function standingOf({
  status,
  statusDetail,
  source,
}: Pick<Host, 'status' | 'statusDetail' | 'source'>): 'fine' | 'unsettled' | 'trouble' {
  if (status === 'online') return statusDetail === null ? 'fine' : 'trouble';
  if (status !== 'unknown') return 'trouble';
  return source === 'agent' && statusDetail !== null ? 'trouble' : 'unsettled';
}

/** Whether what it said last is all that is known: it does not answer, or is refused for its host key. */
export const isCutOff = (status: HostStatus): boolean =>
  status === 'offline' || status === 'unverified';
