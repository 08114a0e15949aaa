import { conflict } from '../errors.ts';
import type { Unit } from './schema.ts';
import { usernameKey } from './users.ts';

/** Two names that look the same are the same, as with usernames; here also where spaces or unseen characters differ. */
export const nameKey = (name: string) =>
  usernameKey(name.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')).replaceAll(/\s+/g, ' ');

/**
 * @param except the host that may have the name already
 * @throws AppError conflict
 */
export async function assertNameFree(
  unit: Unit,
  table: 'engine_hosts' | 'ssh_hosts',
  name: string,
  except = 0,
): Promise<void> {
  const taken = await unit
    .selectFrom(table)
    .select('name')
    .where('name_key', '=', nameKey(name))
    .where('id', '!=', except)
    .executeTakeFirst();
  if (taken) throw conflict(`There is a host with the name ${taken.name} already: choose another.`);
}
