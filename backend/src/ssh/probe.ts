import type { SshHop, SshProbe } from '../contract/index.ts';
import { UNSAVED } from '../db/sshHostDraft.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { chainOf } from './chain.ts';
import { failureOf, SshFailure } from './failure.ts';
import type { Pool } from './pool.ts';
import type { Apart } from './apart.ts';

/**
 * Looks at the host key of each machine on the way, as far as the first that is not verified. Signs in to jump hosts
 * that showed their pinned key, and never to the target.
 * @param apart connections that are made for this alone, so that what is shown is shown now
 * @throws SshFailure jump: the chain itself is broken
 */
export async function probe(host: StoredSshHost, apart: Apart): Promise<SshProbe> {
  const chain = chainOf(host, apart.lookup);
  const hops: SshHop[] = [];
  for (const hop of chain) {
    const before = hops.at(-1);
    hops.push(
      before && before.state !== 'verified' ? unreached(hop) : await look(hop, hop === host, apart),
    );
  }
  return { hops };
}

async function look(hop: StoredSshHost, isTarget: boolean, apart: Apart): Promise<SshHop> {
  const pool = apart.pool(hop);
  try {
    if (isTarget) await show(hop, pool, apart.handshakeMs);
    else await pool.reach();
    const keyType = pool.shown?.keyType ?? hop.pin?.keyType ?? null;
    const fingerprint = hop.pin?.fingerprint ?? null;
    return { ...facts(hop), state: 'verified', keyType, fingerprint };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    const { problem, message, shown } = failure;
    const isShown = shown !== null && shown.fingerprint === hop.pin?.fingerprint;
    const state = isShown
      ? 'verified'
      : problem === 'unpinned' || problem === 'changed'
        ? problem
        : 'failed';
    return {
      ...facts(hop),
      state,
      keyType: shown?.keyType ?? null,
      fingerprint: shown?.fingerprint ?? null,
      problem: isShown ? null : problem,
      message: isShown ? null : message,
    };
  }
}

/** Connects as far as the host key. Without a pin in its hands, the dialling ends there by itself. */
async function show(target: StoredSshHost, pool: Pool, handshakeMs?: number): Promise<void> {
  const { dial } = await import('./dial.ts');
  const through = await pool.way();
  const keyType = target.pin?.keyType ?? null;
  const { client } = await dial(
    { ...target, pin: null },
    { through, agentSocket: null, keyType, handshakeMs },
  ).catch((error: unknown) => {
    throw compared(error, target);
  });
  client.destroy();
}

/** The same failure, as it is with the pin that the host has. */
function compared(error: unknown, { name, pin }: StoredSshHost): unknown {
  const failure = failureOf(error);
  if (!failure?.shown || !pin || failure.shown.fingerprint === pin.fingerprint) return error;
  const { shown } = failure;
  return new SshFailure(
    'changed',
    `${name} shows another host key than the one that was confirmed: it was reinstalled, or somebody is in between. Compare it on the machine itself before you confirm the new one.`,
    { hop: name, shown, pinned: pin.fingerprint },
  );
}

const unreached = (hop: StoredSshHost): SshHop => ({ ...facts(hop), state: 'unreached' });

const facts = ({ id, name, address, port, pin }: StoredSshHost) => ({
  hostId: id === UNSAVED ? null : String(id),
  name,
  address,
  port,
  keyType: pin?.keyType ?? null,
  fingerprint: null,
  pinned: pin?.fingerprint ?? null,
  problem: null,
  message: null,
});
