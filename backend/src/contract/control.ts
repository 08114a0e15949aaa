import { z } from 'zod';
import { containerRef } from './primitives.ts';

export const containerVerb = z.enum(['start', 'stop', 'restart', 'pause', 'unpause', 'kill']);
export type ContainerVerb = z.infer<typeof containerVerb>;

/** A query's switch: `?force`, `?force=true`, `?force=1`. */
const flag = z
  .enum(['', '1', 'true', '0', 'false'])
  .transform((value) => value !== '0' && value !== 'false')
  .default(false);

/** `force`: also when it runs. `volumes`: with its anonymous volumes. */
export const removeQuery = z.strictObject({ force: flag, volumes: flag });
export type RemoveQuery = z.infer<typeof removeQuery>;

/** RFC 3339, or seconds since 1970 with or without a fraction. */
export const logTime = z.union(
  [z.iso.datetime({ offset: true }), z.string().regex(/^[0-9]{1,11}(\.[0-9]{1,9})?$/)],
  { error: 'must be a time such as 2026-06-20T19:30:00Z, or seconds since 1970' },
);

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,6}$/, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .pipe(z.int().min(min).max(max));

export const logStream = z.enum(['stdout', 'stderr']);

/** `download`: a text file, and then without `tail` the whole log. */
export const logsQuery = z.strictObject({
  tail: wholeNumber(1, 10_000).optional(),
  since: logTime.optional(),
  until: logTime.optional(),
  stream: logStream.optional(),
  download: flag,
});
export type LogsQuery = z.infer<typeof logsQuery>;

/** One line: when (RFC 3339 with nanoseconds, `null` when the daemon did not say), which stream, the text without its end. */
export const logLine = z.object({
  t: z.string().nullable(),
  s: z.enum(['out', 'err']),
  m: z.string(),
});
export type LogLine = z.infer<typeof logLine>;

export const logPage = z.object({ lines: z.array(logLine) });

/** The query of the follow socket. `hostId` is the number of the host, as in the paths. */
export const logFollowQuery = z.strictObject({
  hostId: z.string().min(1).max(64),
  container: containerRef,
  tail: wholeNumber(0, 10_000).optional(),
  since: logTime.optional(),
});
export type LogFollowQuery = z.infer<typeof logFollowQuery>;

/** Why a followed log ended. `stopped`: the container is not running any more; `removed`: it is gone; `lost`: the host is. */
export const logEndReason = z.enum(['stopped', 'removed', 'lost']);
export type LogEndReason = z.infer<typeof logEndReason>;

export const logFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lines'), lines: z.array(logLine) }),
  /** So many lines were left out here because the reader was slow. */
  z.object({ type: z.literal('skipped'), count: z.int().positive() }),
  z.object({ type: z.literal('end'), reason: logEndReason }),
  /** Instead of lines: there is no such container, its log driver keeps nothing, the host is unreachable. */
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type LogFrame = z.infer<typeof logFrame>;

export const shell = z.enum(['auto', 'bash', 'sh', 'ash', 'zsh']);
export type Shell = z.infer<typeof shell>;

/** A user as `docker exec --user` takes it: a name or number, with a group or without. */
export const execUser = z
  .string()
  .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31})?$/, {
    error: 'must be a user such as root, 1000 or app:app',
  });

const maxWindow = { cols: 1_000, rows: 500 } as const;

export const execQuery = z.strictObject({
  hostId: z.string().min(1).max(64),
  container: containerRef,
  shell: shell.default('auto'),
  user: execUser.optional(),
  cols: wholeNumber(1, maxWindow.cols).default(80),
  rows: wholeNumber(1, maxWindow.rows).default(24),
});
export type ExecQuery = z.infer<typeof execQuery>;

/** Text frames of the client; binary frames are keystrokes. */
export const execClientFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('resize'),
    cols: z.int().min(1).max(maxWindow.cols),
    rows: z.int().min(1).max(maxWindow.rows),
  }),
  /**
   * So many bytes of output were drawn since the last one. A client that sends these is never sent much more than it
   * has drawn; one that never does is trusted to keep up.
   */
  z.strictObject({ type: z.literal('ack'), bytes: z.int().min(1).max(1_000_000_000) }),
]);
export type ExecClientFrame = z.infer<typeof execClientFrame>;

/** Text frames of the server; binary frames are output. After `exit` or `error` the socket closes. */
export const execServerFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), shell: z.string() }),
  z.object({ type: z.literal('exit'), code: z.int().nullable() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type ExecServerFrame = z.infer<typeof execServerFrame>;
