import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table totp (
      user_id integer primary key references users (id) on delete cascade,
      secret blob not null,
      confirmed_at integer,
      last_step integer not null
    ) strict`.execute(db);
  await sql`
    create table recovery_codes (
      user_id integer not null references totp (user_id) on delete cascade,
      hash blob not null,
      primary key (user_id, hash)
    ) strict, without rowid`.execute(db);
}
