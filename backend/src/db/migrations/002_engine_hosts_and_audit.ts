import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Ids are never used twice: what was sealed for a host that is gone must not fit the next one.
  await sql`
    create table engine_hosts (
      id integer primary key autoincrement,
      name text not null,
      name_key text not null unique,
      endpoint text not null,
      tls blob,
      server_name text,
      created_at integer not null
    ) strict`.execute(db);
  await sql`
    create table sealed_check (
      id integer primary key check (id = 1),
      value blob not null
    ) strict`.execute(db);
  // No reference to users: what somebody did outlives the account.
  await sql`
    create table audit_log (
      id integer primary key autoincrement,
      at integer not null,
      actor text collate nocase,
      actor_id integer,
      address text,
      action text not null,
      target text,
      outcome text not null check (outcome in ('ok', 'denied', 'failed')),
      code text,
      details text
    ) strict`.execute(db);
  await sql`create index audit_log_at on audit_log (at)`.execute(db);
  await sql`create index audit_log_actor on audit_log (actor, id)`.execute(db);
  await sql`create index audit_log_action on audit_log (action, id)`.execute(db);
}
