import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Ids are never used twice: what the audit says of a token stays true of that one.
  await sql`
    create table api_tokens (
      id integer primary key autoincrement,
      user_id integer not null references users (id) on delete cascade,
      name text not null,
      scope text not null check (scope in ('read', 'manage')),
      hash blob not null unique,
      hint text not null,
      created_at integer not null,
      expires_at integer,
      last_used_at integer,
      last_address text
    ) strict`.execute(db);
  await sql`create index api_tokens_user_id on api_tokens (user_id)`.execute(db);
}
