import { z } from 'zod';

/** The server by its numbers. Nothing of where it stands: members read it. */
export const about = z.object({
  version: z.string(),
  /** Of Node.js, such as `24.1.0`. */
  node: z.string(),
  startedAt: z.iso.datetime(),
  /** The database with its journal. */
  databaseBytes: z.int(),
  /** Everything in the data directory, the database too. To the minute, as `databaseBytes`. */
  dataDirBytes: z.int(),
  /** Hosts of every source. */
  hosts: z.int(),
  /** Active users: so many of the `seats` are taken. */
  users: z.int(),
  seats: z.int(),
});
export type About = z.infer<typeof about>;
