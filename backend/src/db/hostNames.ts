import { usernameKey } from './users.ts';

/** Two names that look the same are the same, as with usernames; here also where spaces or unseen characters differ. */
export const nameKey = (name: string) =>
  usernameKey(name.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')).replaceAll(/\s+/g, ' ');
