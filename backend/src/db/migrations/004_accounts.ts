import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column name text`.execute(db);
  await sql`
    alter table users add column must_change_password integer not null default 0
      check (must_change_password in (0, 1))`.execute(db);
  await sql`alter table users add column appearance text`.execute(db);
  // Of the user and not of their sessions, which are gone when they end.
  await sql`alter table users add column last_seen_at integer`.execute(db);
  await sql`
    update users set last_seen_at =
      (select max(last_seen_at) from sessions where user_id = users.id)`.execute(db);
  await refold(db);
  // `expires_at` of a session is its absolute end from now on; its idle end follows from `last_seen_at`. The sessions
  // of before keep the end that their tokens were signed with.
}

/**
 * Names are looked up by full case folding from now on: `ß` is `ss`. What is folded stands here as it was then, whatever
 * becomes of `usernameKey`. No two can meet: until now there was no way to make a second user.
 */
async function refold(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: number; username: string }>`
    select id, username from users`.execute(db);
  for (const { id, username } of rows) {
    const key = username
      .normalize('NFKC')
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKC')
      .trim();
    await sql`update or ignore users set username_key = ${key} where id = ${id}`.execute(db);
  }
}
