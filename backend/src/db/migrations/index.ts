import type { Migration } from 'kysely/migration';
import * as initial from './001_initial.ts';
import * as engineHostsAndAudit from './002_engine_hosts_and_audit.ts';
import * as sshHosts from './003_ssh_hosts.ts';
import * as accounts from './004_accounts.ts';
import * as apiTokens from './005_api_tokens.ts';
import * as totp from './006_totp.ts';
import * as auditChain from './007_audit_chain.ts';
import * as agentTokens from './008_agent_tokens.ts';
import * as agentMachines from './009_agent_machines.ts';

/** In order, never edited after a release: a new need is a new migration. */
export const migrations: Record<string, Migration> = {
  '001_initial': initial,
  '002_engine_hosts_and_audit': engineHostsAndAudit,
  '003_ssh_hosts': sshHosts,
  '004_accounts': accounts,
  '005_api_tokens': apiTokens,
  '006_totp': totp,
  '007_audit_chain': auditChain,
  '008_agent_tokens': agentTokens,
  '009_agent_machines': agentMachines,
};
