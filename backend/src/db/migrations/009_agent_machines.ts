import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table agent_hosts add column machine_id text`.execute(db);
  await sql`alter table agent_hosts add column token_id integer`.execute(db);
}
