import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Ids are never used twice, as with engine hosts. A jump host cannot go while somebody goes through it.
  await sql`
    create table ssh_hosts (
      id integer primary key autoincrement,
      name text not null,
      name_key text not null unique,
      address text not null,
      port integer not null,
      username text not null,
      auth_type text not null check (auth_type in ('password', 'key', 'agent')),
      secret blob,
      jump_id integer references ssh_hosts (id),
      pin text,
      pin_type text,
      docker_enabled integer not null,
      docker_mode text not null,
      docker_command text not null,
      way text,
      created_at integer not null
    ) strict`.execute(db);
}
