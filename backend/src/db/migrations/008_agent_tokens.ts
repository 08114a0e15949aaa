import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // No reference to agent_hosts: a token is made before the first report, and outlives a host that was forgotten.
  // Ids are never used twice: the audit names them.
  await sql`
    create table agent_tokens (
      id integer primary key autoincrement,
      host_id text not null,
      digest blob not null unique,
      hint text not null,
      created_at integer not null,
      created_by text,
      last_used_at integer,
      last_address text,
      expires_at integer
    ) strict`.execute(db);
  await sql`create index agent_tokens_host_id on agent_tokens (host_id)`.execute(db);
  await sql`
    create table agent_enrolments (
      digest blob primary key,
      host_id text not null,
      created_at integer not null,
      created_by text,
      expires_at integer not null
    ) strict, without rowid`.execute(db);
}
