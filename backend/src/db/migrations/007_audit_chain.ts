import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Empty until the entry is chained, which takes the server's key: what is there already is chained at the first start.
  await sql`alter table audit_log add column hash blob`.execute(db);
  await sql`
    create table audit_chain (
      id integer primary key check (id = 1),
      anchor_id integer not null,
      anchor_hash blob not null,
      head_id integer not null,
      head_hash blob not null,
      began_at integer not null,
      flaw_id integer,
      mac blob not null
    ) strict`.execute(db);
}
