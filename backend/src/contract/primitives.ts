import { z } from 'zod';

/** Text as it may be stored and shown: well-formed Unicode without NUL (SQLite and terminals cut at NUL). */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      error: 'must be well-formed text without NUL',
    });

/** RFC 3339 with a zone, as Docker and agents write it. */
export const timestamp = z.iso.datetime({ offset: true });

/** A whole number of bytes, items or processes: never negative, never above 2^53. */
export const count = z.int().nonnegative();

/** What an agent's host may call itself: stable and chosen by the admin; also a URL segment and a file name. */
export const agentHostId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
  error:
    'must be 1 to 63 letters, digits, dots, dashes or underscores, and start with a letter or digit',
});

/** An id, an id prefix or a name of a container. Anything else reaches no daemon and no shell. */
export const containerRef = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, {
  error: 'must be a container id, an id prefix or a name',
});

export const hostSource = z.enum(['engine', 'ssh', 'agent']);
export type HostSource = z.infer<typeof hostSource>;

/** Names a host everywhere: `docker:<id>`, `ssh:<id>`, `agent:<hostId>`. */
export const hostKey = z.string().regex(/^(docker|ssh|agent):[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
  error: 'must be docker:<id>, ssh:<id> or agent:<hostId>',
});

/** What an admin calls a saved host. */
export const hostName = text(63)
  .trim()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{C}]+$/u, { error: 'must be printable' });

/** The number of a saved host, as in paths. */
export const savedHostId = z.string().regex(/^[1-9][0-9]{0,8}$/, { error: 'must be a host id' });
