import type { Generated, Kysely, Transaction } from 'kysely';
import type {
  AuditOutcome,
  Role,
  SshAuth,
  SshDockerCommand,
  SshMode,
  TokenScope,
} from '../contract/index.ts';

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
    /** What they are called; `null` shows the username. */
    name: string | null;
    /** The password was given by an admin, and nothing else works until it is changed. */
    must_change_password: Generated<number>;
    /** JSON object. */
    appearance: string | null;
    /** By any session or token. */
    last_seen_at: number | null;
  };
  sessions: {
    id: string;
    user_id: number;
    created_at: number;
    /** To the minute; so long after it the session ends unused. */
    last_seen_at: number;
    /** The latest end. */
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
    /** Which machine the name is bound to; `null` while none has said. Known to that machine alone: never on the wire. */
    machine_id: string | null;
    /** The token of the last report, 0 for the shared one; `null` for reports from before this was kept. */
    token_id: number | null;
  };
  /** Apart from `agent_hosts`, so that listing hosts never reads a report's pages. */
  agent_reports: {
    host_id: string;
    /** JSON of the contract's Report, masked: as the agent packed it when it needed no masking here. */
    body: Uint8Array;
    encoding: ReportEncoding;
  };
  /** Each bound to one host that reports; apart from `agent_hosts`, which a token comes before and outlives. */
  agent_tokens: {
    id: Generated<number>;
    host_id: string;
    /** SHA-256 of the token, which is stored nowhere. */
    digest: Uint8Array;
    /** Its last four characters. */
    hint: string;
    created_at: number;
    created_by: string | null;
    /** To the minute. */
    last_used_at: number | null;
    last_address: string | null;
    /** Set by a rotation. */
    expires_at: number | null;
  };
  /** Codes that nobody has used yet. */
  agent_enrolments: {
    /** SHA-256 of the code. */
    digest: Uint8Array;
    host_id: string;
    created_at: number;
    created_by: string | null;
    expires_at: number;
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
  /** For scripts: a user's, and never above that user's role. */
  api_tokens: {
    id: Generated<number>;
    user_id: number;
    name: string;
    scope: TokenScope;
    /** SHA-256 of the token, which is stored nowhere. */
    hash: Uint8Array;
    /** Its last four characters. */
    hint: string;
    created_at: number;
    /** `null` never ends. */
    expires_at: number | null;
    /** To the minute. */
    last_used_at: number | null;
    last_address: string | null;
  };
  /** The second factors of users. */
  totp: {
    user_id: number;
    /** Base32, sealed. */
    secret: Uint8Array;
    /** `null` until a code was given: not asked for before. */
    confirmed_at: number | null;
    /** Of the last code that was accepted, in steps of 30 s since 1970: neither it nor an earlier one is good again. */
    last_step: number;
  };
  /** Those that are left: one that was used is deleted. */
  recovery_codes: {
    user_id: number;
    /** HMAC-SHA-256 with the server's key. */
    hash: Uint8Array;
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
    /** See `AuditChain`; `null` until it is chained. */
    hash: Uint8Array | null;
  };
  /** One row: what the audit's chain must begin and end with, whatever rows are there. */
  audit_chain: {
    id: number;
    /** The last entry that was removed for its age, after which the chain begins; 0 where none was. */
    anchor_id: number;
    anchor_hash: Uint8Array;
    /** The newest entry. */
    head_id: number;
    head_hash: Uint8Array;
    /** When entries were first chained. */
    began_at: number;
    /** Something up to this entry was found not to fit; forgotten when that entry is removed for its age. */
    flaw_id: number | null;
    /** Over all of this, with the server's key. */
    mac: Uint8Array;
  };
}

export type Database = Kysely<Schema>;
export type Unit = Transaction<Schema>;
