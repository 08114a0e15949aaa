import type { Migration } from 'kysely/migration';
import * as initial from './001_initial.ts';
import * as engineHostsAndAudit from './002_engine_hosts_and_audit.ts';
import * as sshHosts from './003_ssh_hosts.ts';

/** In order, never edited after a release: a new need is a new migration. */
export const migrations: Record<string, Migration> = {
  '001_initial': initial,
  '002_engine_hosts_and_audit': engineHostsAndAudit,
  '003_ssh_hosts': sshHosts,
};
