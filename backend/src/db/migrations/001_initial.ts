import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id integer primary key autoincrement,
      username text not null,
      username_key text not null unique,
      password_hash text not null,
      role text not null check (role in ('admin', 'member')),
      active integer not null check (active in (0, 1)),
      created_at integer not null
    ) strict`.execute(db);
  await sql`
    create table sessions (
      id text primary key,
      user_id integer not null references users (id) on delete cascade,
      created_at integer not null,
      last_seen_at integer not null,
      expires_at integer not null,
      user_agent text not null,
      address text not null
    ) strict, without rowid`.execute(db);
  await sql`create index sessions_user_id on sessions (user_id)`.execute(db);
  await sql`
    create table agent_hosts (
      host_id text primary key,
      hostname text not null,
      agent_version text not null,
      received_at integer not null,
      reported_at text not null,
      docker_healthy integer not null check (docker_healthy in (0, 1)),
      container_count integer not null,
      running_count integer not null,
      boots text not null
    ) strict, without rowid`.execute(db);
  await sql`
    create table agent_reports (
      host_id text primary key references agent_hosts (host_id) on delete cascade,
      body blob not null,
      encoding text not null check (encoding in ('gzip', 'identity'))
    ) strict`.execute(db);
}
