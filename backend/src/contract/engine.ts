import { z } from 'zod';
import { count, hostKey, hostName, savedHostId, text } from './primitives.ts';

const port = (value: string) => {
  const number = Number(value);
  return Number.isInteger(number) && number >= 1 && number <= 65535;
};

/** `unix:///path`, `tcp://host:2375` or `tcps://host:2376`: no user, no path, no query behind an address. */
export const engineEndpoint = z
  .string()
  .trim()
  .max(512)
  .refine(
    (value) => {
      const unix = /^unix:\/\/(\/[^\p{C}]*)$/u.exec(value);
      if (unix) return true;
      const address = /^tcps?:\/\/([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})$/.exec(value);
      return address !== null && port(address[2] ?? '');
    },
    { error: 'must be unix:///var/run/docker.sock, tcp://host:2375 or tcps://host:2376' },
  );

const pem = (kind: string) =>
  text(64 * 1024)
    .trim()
    .regex(/-----BEGIN [A-Z0-9 ]+-----/, {
      error: `must be ${kind} in PEM form: it starts with -----BEGIN`,
    });

/** What is needed to trust the daemon and to be trusted by it. Write-only: a read says which parts are there. */
export const engineTls = z.strictObject({
  ca: pem('a certificate').optional(),
  cert: pem('a certificate').optional(),
  key: pem('a private key').optional(),
  /** The name in the daemon's certificate, where it is not the address. */
  serverName: text(253).trim().min(1).optional(),
});
export type EngineTls = z.infer<typeof engineTls>;

const hasBoth = ({ tls }: { tls?: EngineTls | null | undefined }) =>
  (tls?.cert === undefined) === (tls?.key === undefined);
const bothOrNone = {
  path: ['tls'],
  error: 'a client certificate and its key go together: give both or none',
};

export const engineHostBody = z
  .strictObject({ name: hostName, endpoint: engineEndpoint, tls: engineTls.optional() })
  .refine(hasBoth, bothOrNone);
export type EngineHostBody = z.infer<typeof engineHostBody>;

/**
 * What is absent stays. `tls: null` drops the material; a new endpoint needs it again (422 `secret_required`), so
 * that a key is never sent to an address that it was not given for.
 */
export const engineHostPatch = z
  .strictObject({
    name: hostName.optional(),
    endpoint: engineEndpoint.optional(),
    tls: engineTls.nullable().optional(),
  })
  .refine(hasBoth, bothOrNone);
export type EngineHostPatch = z.infer<typeof engineHostPatch>;

/** A saved host as an admin may read it. */
export const engineHost = z.object({
  id: z.string(),
  key: hostKey,
  name: z.string(),
  endpoint: z.string(),
  tls: z
    .object({
      serverName: z.string().nullable(),
      hasCa: z.boolean(),
      hasCert: z.boolean(),
      hasSecret: z.boolean(),
    })
    .nullable(),
});
export type EngineHost = z.infer<typeof engineHost>;

/** What `docker info` knows of the machine. */
export const engineInfo = z.object({
  version: z.string().nullable(),
  apiVersion: z.string().nullable(),
  os: z.string().nullable(),
  cpus: count.nullable(),
  memoryBytes: count.nullable(),
});
export type EngineInfo = z.infer<typeof engineInfo>;

export const engineProblem = z.enum([
  'refused',
  'timeout',
  'not_found',
  'permission',
  'name',
  'network',
  'certificate',
  'tls_needed',
  'not_tls',
  'not_docker',
  'api_version',
  'daemon',
]);
export type EngineProblem = z.infer<typeof engineProblem>;

/** A trial connection. A failure is an answer, not an error: what is wrong, and what to do about it. */
export const engineTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    engine: engineInfo,
    containerCount: count,
    latencyMs: z.number().nonnegative(),
  }),
  z.object({ ok: z.literal(false), problem: engineProblem, message: z.string() }),
]);
export type EngineTest = z.infer<typeof engineTest>;

/** The engine on the server's own machine, when it answers and is not a host yet. */
export const localEngine = z.object({
  offer: z
    .object({ name: z.string(), endpoint: z.string(), engine: engineInfo, containerCount: count })
    .nullable(),
});
export type LocalEngine = z.infer<typeof localEngine>;

export const engineHostParams = z.strictObject({ hostId: savedHostId });
