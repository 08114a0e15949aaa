import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Whatever stops the configuration from being used, in one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Whose `X-Forwarded-*` headers count, in Fastify's words. */
export type TrustProxy = false | string[] | ((address: string, hop: number) => boolean);

/** Only whoever is connected to us: what stands further left in `X-Forwarded-For` is anybody's to write. */
const nearestHop = (_address: string, hop: number) => hop === 0;

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be off, on, or the addresses of proxies, such as 127.0.0.1,10.0.0.0/8',
});

const trustProxy = z.union(
  [
    z
      .string()
      .regex(/^(off|false|no|0)$/i)
      .transform(() => false as const),
    z
      .string()
      .regex(/^(on|true|yes|1)$/i)
      .transform(() => nearestHop),
    z
      .string()
      .transform((value) => value.split(',').map((address) => address.trim()))
      .pipe(z.array(network)),
  ],
  { error: 'must be off, on, or the addresses of proxies, such as 127.0.0.1,10.0.0.0/8' },
);

const secret = (min: number) =>
  z
    .string()
    .regex(/^[\x21-\x7e]*$/, { error: 'must be printable ASCII without spaces' })
    .min(min, { error: `must have at least ${min} characters: try openssl rand -hex 32` });

const publicUrl = z
  .url({ protocol: /^https?$/, abort: true, error: 'must be an http or https address' })
  .refine((value) => new URL(value).pathname === '/' && !/[?#@]/.test(value), {
    error: 'must be an origin such as https://nest.home.arpa, without path, query or user',
  })
  .transform((value) => new URL(value).origin);

const variables = z.object({
  ARCHNEST_BIND: z.string().min(1).default('127.0.0.1'),
  ARCHNEST_PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  ARCHNEST_DATA_DIR: z.string().min(1).default('./data'),
  ARCHNEST_PUBLIC_URL: publicUrl.optional(),
  ARCHNEST_TRUST_PROXY: trustProxy.default(false),
  ARCHNEST_AGENT_TOKEN: secret(8).optional(),
  ARCHNEST_STALE_AFTER_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(90_000),
  ARCHNEST_SECRET_KEY: secret(32).optional(),
  ARCHNEST_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info'),
});

/** The Engine of this machine where `DOCKER_HOST` is not set. */
const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock';

const secretNames = ['ARCHNEST_AGENT_TOKEN', 'ARCHNEST_SECRET_KEY'] as const;

/** Set on VMs for the agent; harmless where server and agent share a machine. */
const agentNames = ['ARCHNEST_URL', 'ARCHNEST_HOST_ID'];

export interface Config {
  bind: string;
  port: number;
  dataDir: string;
  /** An origin without a trailing slash. */
  publicUrl: string | undefined;
  trustProxy: TrustProxy;
  /** The shared token of all agents; ingest is off without it. */
  agentToken: string | undefined;
  staleAfterMs: number;
  secretKey: string | undefined;
  logLevel: string;
  /** The Engine that is offered at the first start: `unix://` or `tcp://host:port`; `undefined` for no offer. */
  dockerHost: string | undefined;
  /** The socket of the SSH agent of whoever started the server, as `SSH_AUTH_SOCK` has it. */
  sshAgent: string | undefined;
  /** Names that look like ours and are not: probably typos. */
  unknownNames: string[];
}

/**
 * Reads the whole configuration, once. An empty value counts as unset, as compose files write it.
 * @throws ConfigError naming the first bad variable
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = withSecretFiles(env);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new ConfigError(`${String(first?.path[0])} ${explain(first?.message)}`);
  }
  const values = parsed.data;
  return {
    bind: values.ARCHNEST_BIND,
    port: values.ARCHNEST_PORT,
    dataDir: resolve(values.ARCHNEST_DATA_DIR),
    publicUrl: values.ARCHNEST_PUBLIC_URL,
    trustProxy: values.ARCHNEST_TRUST_PROXY,
    agentToken: values.ARCHNEST_AGENT_TOKEN,
    staleAfterMs: values.ARCHNEST_STALE_AFTER_MS,
    secretKey: values.ARCHNEST_SECRET_KEY,
    logLevel: values.ARCHNEST_LOG_LEVEL,
    dockerHost: dockerHost(given),
    sshAgent: given['SSH_AUTH_SOCK'],
    unknownNames: unknownNames(env),
  };
}

const explain = (message = 'is not valid') =>
  message.startsWith('must') ? message : `is not valid: ${message}`;

/**
 * `DOCKER_HOST` belongs to Docker's own tools and may say what we cannot use (`ssh://`, TLS from a folder of
 * certificates): that is no reason not to start.
 */
function dockerHost(given: Record<string, string>): string | undefined {
  const value = given['DOCKER_HOST']?.trim() ?? DEFAULT_DOCKER_HOST;
  if (/^unix:\/\/\/[^\p{C}]+$/u.test(value)) return value;
  const port = /^tcp:\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})$/.exec(value)?.[1];
  const usable = port !== undefined && Number(port) >= 1 && Number(port) <= 65535;
  // Any value counts as yes, as with Docker's own tools.
  return usable && !given['DOCKER_TLS_VERIFY'] ? value : undefined;
}

/** `X_FILE` names a file that holds X, as container secrets are mounted. One of the two, not both. */
function withSecretFiles(env: Record<string, string | undefined>) {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) given[name] = value;
  for (const name of secretNames) {
    const path = given[`${name}_FILE`];
    if (!path) continue;
    if (given[name]) throw new ConfigError(`${name} and ${name}_FILE are both set: keep one`);
    try {
      given[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new ConfigError(`${name}_FILE names ${path}, which cannot be read (${reason})`);
    }
  }
  return given;
}

function unknownNames(env: Record<string, string | undefined>): string[] {
  const known = new Set([
    ...Object.keys(variables.shape),
    ...secretNames.map((name) => `${name}_FILE`),
    ...agentNames,
  ]);
  return Object.keys(env).filter((name) => name.startsWith('ARCHNEST_') && !known.has(name));
}
