import {
  containerVerb,
  execUser,
  type ContainerVerb,
  type RemoveQuery,
} from '../../contract/index.ts';
import type { ExecOptions, LogParams } from '../../docker/engine.ts';

/*
 * What stands behind `docker` on a command line. Every word is a constant, or was checked here: an id of 64 digits, a
 * verb of the contract, a whole number, a time. Nothing that a container or an image says is ever among them.
 */

const ID = /^[0-9a-f]{64}$/;
const SECONDS = /^[0-9]{1,12}\.[0-9]{1,9}$/;
const MOMENT = /^[0-9TZ:.+s-]{2,40}$/;
const FILTER = /^[a-z_]{1,32}$/;
const VARIABLE = /^[A-Z_]{1,32}=[A-Za-z0-9._-]{0,64}$/;

export const isContainerId = (text: unknown): text is string =>
  typeof text === 'string' && ID.test(text);

/** Fields that every version knows, as one JSON list a line. `{{json .}}` would have all disk usage counted. */
const fields = (...names: string[]) => `[${names.map((name) => `{{json .${name}}}`).join(',')}]`;
const WHOLE = '{{json .}}';

export const infoArguments = (): string[] => ['info', '--format', WHOLE];
export const versionArguments = (): string[] => ['version', '--format', WHOLE];

export const LISTED = ['ID', 'Names', 'Image', 'State'] as const;
export const listArguments = (): string[] => [
  'ps',
  '--all',
  '--no-trunc',
  '--size=false',
  '--format',
  fields(...LISTED),
];

export const inspectArguments = (ids: readonly string[]): string[] => [
  'inspect',
  '--type',
  'container',
  ...ids.map(checkedId),
];

export const MEASURED = ['ID', 'CPUPerc', 'MemUsage', 'NetIO', 'BlockIO', 'PIDs'] as const;
/** @param ids `[]` for all that run */
export const statsArguments = (ids: readonly string[]): string[] => [
  'stats',
  '--no-stream',
  '--no-trunc',
  '--format',
  fields(...MEASURED),
  ...ids.map(checkedId),
];

/** @throws TypeError for what is no verb of the contract */
export function actArguments(id: string, verb: ContainerVerb): string[] {
  if (!containerVerb.safeParse(verb).success) throw new TypeError('There is no such verb.');
  return [verb, checkedId(id)];
}

export const removeArguments = (id: string, { force, volumes }: RemoveQuery): string[] => [
  'rm',
  ...(force ? ['--force'] : []),
  ...(volumes ? ['--volumes'] : []),
  checkedId(id),
];

/** @param params `stdout` and `stderr` are not among docker's options: it prints both */
export const logArguments = (id: string, { follow, tail, since, until }: LogParams): string[] => [
  'logs',
  '--timestamps',
  ...(follow ? ['--follow'] : []),
  ...(tail === undefined ? [] : ['--tail', wholeNumber(tail)]),
  ...(since === undefined ? [] : ['--since', checked(since, SECONDS, 'time')]),
  ...(until === undefined ? [] : ['--until', checked(until, SECONDS, 'time')]),
  checkedId(id),
];

/** @param since a time or a span of docker's own */
export const eventArguments = (filters: Record<string, string[]>, since: string): string[] => [
  'events',
  '--format',
  WHOLE,
  '--since',
  checked(since, MOMENT, 'time'),
  ...Object.entries(filters).flatMap(([name, values]) =>
    values.flatMap((value) => [
      '--filter',
      `${checked(name, FILTER, 'filter')}=${checked(value, FILTER, 'filter')}`,
    ]),
  ),
];

/**
 * By default docker keeps each Ctrl-P back until the next key, since Ctrl-P Ctrl-Q would leave the shell. Of these keys
 * the first one prints nothing anyway, and nobody types all four.
 */
const NO_DETACH = 'ctrl-@,ctrl-],ctrl-^,ctrl-_';

export const execArguments = (
  id: string,
  command: readonly string[],
  { user, env = [] }: Pick<ExecOptions, 'user' | 'env'>,
): string[] => [
  'exec',
  '--interactive',
  '--tty',
  '--detach-keys',
  NO_DETACH,
  ...userArguments(user),
  ...env.flatMap((variable) => ['--env', checked(variable, VARIABLE, 'variable')]),
  checkedId(id),
  ...command,
];

export const runArguments = (
  id: string,
  command: readonly string[],
  user: string | undefined,
): string[] => ['exec', ...userArguments(user), checkedId(id), ...command];

const userArguments = (user: string | undefined) =>
  user === undefined ? [] : ['--user', execUser.parse(user)];

const checkedId = (id: string) => checked(id, ID, 'container id');

function checked(text: string, pattern: RegExp, what: string): string {
  if (typeof text !== 'string' || !pattern.test(text)) throw new TypeError(`This is no ${what}.`);
  return text;
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError('This is no whole number.');
  return String(value);
}
