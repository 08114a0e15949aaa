import type { StoredSshHost } from '../db/sshHosts.ts';
import { SshFailure, type ShownKey } from './failure.ts';

/** Why it is no use to connect, as far as that can be told without; `null` when it may be tried. */
export function unready(host: StoredSshHost): SshFailure | null {
  if (!host.pin) return unpinned(host, null);
  if (!host.auth) return withoutSecret(host);
  return null;
}

/** @param shown the key that it showed, where it was asked */
export function unpinned({ name }: StoredSshHost, shown: ShownKey | null): SshFailure {
  const seen = shown ? ` (it showed ${shown.fingerprint})` : '';
  return new SshFailure(
    'unpinned',
    `The host key of ${name} is not confirmed yet${seen}: an admin compares it and confirms it under Hosts.`,
    { hop: name, shown },
  );
}

export function withoutSecret({ name, damaged }: StoredSshHost): SshFailure {
  const why = damaged
    ? 'are damaged and were not used'
    : 'were dropped, since its address or user changed';
  return new SshFailure(
    'secret_missing',
    `The credentials of ${name} ${why}: edit the host and give them again.`,
    { hop: name },
  );
}
