import { MOST_JUMPS, type StoredSshHost } from '../db/sshHosts.ts';
import { SshFailure } from './failure.ts';

/** A saved host by its id. */
export type Lookup = (id: number) => StoredSshHost | undefined;

/**
 * The machines on the way, the one next to us first and the host itself last.
 * @throws SshFailure jump: a jump host is gone, they go round in a circle, or there are too many
 */
export function chainOf(host: StoredSshHost, lookup: Lookup): StoredSshHost[] {
  const chain = [host];
  const seen = new Set([host.id]);
  for (let at = host; at.jumpId !== null;) {
    const jump = lookup(at.jumpId);
    if (!jump)
      throw failure(at, `The jump host of ${at.name} is not there any more: choose another.`);
    if (seen.has(jump.id))
      throw failure(at, `The jump hosts of ${host.name} go round in a circle.`);
    if (chain.length > MOST_JUMPS)
      throw failure(at, `${host.name} is behind more than ${MOST_JUMPS} jump hosts.`);
    seen.add(jump.id);
    chain.unshift(jump);
    at = jump;
  }
  return chain;
}

const failure = ({ name }: StoredSshHost, message: string) =>
  new SshFailure('jump', message, { hop: name });
