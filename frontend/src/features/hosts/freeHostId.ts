import type { Host } from '@archnest/backend/contract';

/** The first of `vm-1`, `vm-2` … that no machine reports as. */
export function freeHostId(hosts: readonly Host[]): string {
  const taken = new Set(hosts.map((host) => host.key));
  let number = 1;
  while (taken.has(`agent:vm-${number}`)) number += 1;
  return `vm-${number}`;
}
