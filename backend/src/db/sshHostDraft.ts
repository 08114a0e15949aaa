import type { SshHostBody, SshHostPatch } from '../contract/index.ts';
import type { StoredSshHost } from './sshHosts.ts';

/** The id of a host that is not saved yet. */
export const UNSAVED = 0;

type Draft = Pick<SshHostBody, 'name' | 'address' | 'port' | 'username' | 'jumpHostId'> &
  Partial<SshHostBody>;

/** A host as it would be, were it saved. Without credentials it is to be looked at, not entered. */
export function drafted(body: Draft): StoredSshHost {
  const { name, address, port, username, jumpHostId, auth, docker, fingerprint } = body;
  return {
    id: UNSAVED,
    name,
    address,
    port,
    username,
    authType: auth?.type ?? 'agent',
    auth: auth ?? null,
    damaged: false,
    jumpId: idOf(jumpHostId),
    pin: fingerprint === undefined ? null : { fingerprint, keyType: null },
    docker: docker ?? { enabled: true, mode: 'auto', command: 'docker' },
    way: null,
  };
}

/**
 * A host as it is after `patch`. What is absent stays; but with another address, port, user or jump host the credentials
 * and the pin go, unless they come with it. The way to Docker stays with a new name alone.
 */
export function patched(host: StoredSshHost, patch: SshHostPatch): StoredSshHost {
  const { auth, fingerprint, jumpHostId } = patch;
  const after = {
    ...host,
    name: patch.name ?? host.name,
    address: patch.address ?? host.address,
    port: patch.port ?? host.port,
    username: patch.username ?? host.username,
    jumpId: jumpHostId === undefined ? host.jumpId : idOf(jumpHostId),
    docker: {
      enabled: patch.docker?.enabled ?? host.docker.enabled,
      mode: patch.docker?.mode ?? host.docker.mode,
      command: patch.docker?.command ?? host.docker.command,
    },
  };
  const moved = isElsewhere(host, after);
  const repinned = fingerprint !== undefined && (moved || fingerprint !== host.pin?.fingerprint);
  if (auth) after.authType = auth.type;
  if (auth || (moved && host.authType !== 'agent')) {
    after.auth = auth ?? null;
    after.damaged = false;
  }
  if (repinned) after.pin = { fingerprint, keyType: null };
  else if (moved) after.pin = null;
  if (moved || repinned || auth || !isSame(host.docker, after.docker)) after.way = null;
  return after;
}

/** Whether it is another place, which credentials and pins of the first were not given for. */
export const isElsewhere = (a: StoredSshHost, b: StoredSshHost): boolean =>
  a.address !== b.address ||
  a.port !== b.port ||
  a.username !== b.username ||
  a.jumpId !== b.jumpId;

const isSame = (a: StoredSshHost['docker'], b: StoredSshHost['docker']) =>
  a.enabled === b.enabled && a.mode === b.mode && a.command === b.command;

const idOf = (jumpHostId: string | null) => (jumpHostId === null ? null : Number(jumpHostId));
