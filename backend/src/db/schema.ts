import type { Generated, Kysely, Transaction } from 'kysely';
import type { AuditOutcome, Role, SshAuth, SshDockerCommand, SshMode } from '../contract/index.ts';

export type ReportEncoding = 'gzip' | 'identity';

/** Times are milliseconds since 1970 by the server's clock; flags are 0 or 1. */
export interface Schema {
  users: {
    id: Generated<number>;
    username: string;
    /** The username after NFKC and lower case: what must be unique and what sign-in looks up. */
    username_key: string;
    password_hash: string;
    role: Role;
    active: number;
    created_at: number;
  };
  sessions: {
    id: string;
    user_id: number;
    created_at: number;
    last_seen_at: number;
    expires_at: number;
    user_agent: string;
    address: string;
  };
  agent_hosts: {
    host_id: string;
    hostname: string;
    agent_version: string;
    received_at: number;
    /** The agent's clock, as it wrote it. */
    reported_at: string;
    docker_healthy: number;
    container_count: number;
    running_count: number;
    /** JSON object: the highest `seq` seen of each recent boot, oldest boot first. */
    boots: string;
  };
  /** Apart from `agent_hosts`, so that listing hosts never reads a report's pages. */
  agent_reports: {
    host_id: string;
    /** JSON of the contract's Report, masked: as the agent packed it when it needed no masking here. */
    body: Uint8Array;
    encoding: ReportEncoding;
  };
  engine_hosts: {
    id: Generated<number>;
    name: string;
    /** The name as it looks: what must be unique. */
    name_key: string;
    endpoint: string;
    /** JSON of the certificates and the key, sealed. */
    tls: Uint8Array | null;
    server_name: string | null;
    created_at: number;
  };
  ssh_hosts: {
    id: Generated<number>;
    name: string;
    name_key: string;
    address: string;
    port: number;
    username: string;
    auth_type: SshAuth['type'];
    /** JSON of the credentials, sealed; `null` for an agent, and where they are to be given again. */
    secret: Uint8Array | null;
    jump_id: number | null;
    /** Fingerprint of the host key that an admin confirmed, and its type once it was seen. */
    pin: string | null;
    pin_type: string | null;
    docker_enabled: number;
    docker_mode: SshMode;
    docker_command: SshDockerCommand;
    /** JSON of the way to Docker that worked last. */
    way: string | null;
    created_at: number;
  };
  /** One row, made with the first sealed value: tells whether the server's key is the one that sealed. */
  sealed_check: { id: number; value: Uint8Array };
  audit_log: {
    id: Generated<number>;
    at: number;
    /** The username at that time, and the user's id. */
    actor: string | null;
    actor_id: number | null;
    address: string | null;
    action: string;
    target: string | null;
    outcome: AuditOutcome;
    code: string | null;
    /** JSON object. */
    details: string | null;
  };
}

export type Database = Kysely<Schema>;
export type Unit = Transaction<Schema>;
