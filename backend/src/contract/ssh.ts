import { z } from 'zod';
import { engineInfo } from './engine.ts';
import { count, hostKey, hostName, savedHostId, text } from './primitives.ts';

/** A name or an IP address, as it would stand behind `ssh`: no user, no port, no brackets. Only IPv6 has colons, two at least. */
export const sshAddress = z
  .string()
  .trim()
  .max(253)
  .regex(
    /^([A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9]+)?)$/,
    {
      error: 'must be a host name or an IP address',
    },
  );

/** Looser than Linux account names: directories have `DOMAIN\user` and `user@realm`. */
export const sshUsername = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\$+-]{0,63}$/, { error: 'must be a user name' });

export const sshPort = z.int().min(1).max(65_535);

/** As `ssh-keygen -lf` prints it. */
export const sshFingerprint = z
  .string()
  .trim()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, {
    error: 'must be a fingerprint such as SHA256: and 43 characters',
  });

/** Write-only: a read says which parts are there. `agent` is the agent whose socket the server was started with. */
export const sshAuth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('password'), password: text(1_024).min(1) }),
  z.strictObject({
    type: z.literal('key'),
    /** OpenSSH, PEM or PKCS8. */
    privateKey: text(64 * 1024).min(1),
    passphrase: text(1_024).min(1).optional(),
    /** An OpenSSH user certificate: one line, as in `id_ed25519-cert.pub`. */
    certificate: text(64 * 1024)
      .min(1)
      .optional(),
  }),
  z.strictObject({ type: z.literal('agent') }),
]);
export type SshAuth = z.infer<typeof sshAuth>;

/** `auto` finds out which way works, and remembers it until the host changes. */
export const sshMode = z.enum(['auto', 'tunnel', 'cli']);
export type SshMode = z.infer<typeof sshMode>;

export const sshDockerCommand = z.enum(['docker', 'sudo -n docker', 'podman']);
export type SshDockerCommand = z.infer<typeof sshDockerCommand>;

const dockerDefaults = { enabled: true, mode: 'auto', command: 'docker' } as const;
const dockerFields = { enabled: z.boolean(), mode: sshMode, command: sshDockerCommand };

/** `enabled: false`: the host is there to be jumped over, and shows no containers. */
export const sshDocker = z.strictObject({
  enabled: dockerFields.enabled.default(dockerDefaults.enabled),
  mode: dockerFields.mode.default(dockerDefaults.mode),
  command: dockerFields.command.default(dockerDefaults.command),
});
export type SshDocker = z.infer<typeof sshDocker>;

const place = {
  address: sshAddress,
  port: sshPort.default(22),
  username: sshUsername,
  /** Another saved host to go through; it may have one too, eight in all. */
  jumpHostId: savedHostId.nullable().default(null),
};

/** `fingerprint` is a host key that an admin has compared: it is pinned with the host. */
export const sshHostBody = z.strictObject({
  name: hostName,
  ...place,
  auth: sshAuth,
  docker: sshDocker.default(dockerDefaults),
  fingerprint: sshFingerprint.optional(),
});
export type SshHostBody = z.infer<typeof sshHostBody>;

/**
 * What is absent stays. Another address, port, user or jump host drops the credentials and the pin unless they are sent
 * again, so that neither is ever used for a machine that it was not given for.
 */
export const sshHostPatch = z.strictObject({
  name: hostName.optional(),
  address: sshAddress.optional(),
  port: sshPort.optional(),
  username: sshUsername.optional(),
  jumpHostId: savedHostId.nullable().optional(),
  auth: sshAuth.optional(),
  // Without defaults, which would be taken for what was asked for.
  docker: z.strictObject(dockerFields).partial().optional(),
  fingerprint: sshFingerprint.optional(),
});
export type SshHostPatch = z.infer<typeof sshHostPatch>;

/**
 * How Docker is reached there. `tunnel`: its API through the connection, by a forwarded socket (`via` is its path) or
 * by `docker system dial-stdio`. `cli`: the docker command. `reason` says why, in words.
 */
export const sshWay = z.object({
  mode: z.enum(['tunnel', 'cli']),
  via: z.string(),
  reason: z.string(),
});
export type SshWay = z.infer<typeof sshWay>;

/** A saved host as an admin may read it. */
export const sshHost = z.object({
  id: z.string(),
  key: hostKey,
  name: z.string(),
  address: z.string(),
  port: z.int(),
  username: z.string(),
  auth: z.object({
    type: z.enum(['password', 'key', 'agent']),
    /** `false`: they were dropped with a new address, or do not open any more, and are to be given again. */
    hasSecret: z.boolean(),
    hasPassphrase: z.boolean(),
    hasCertificate: z.boolean(),
  }),
  jumpHostId: z.string().nullable(),
  /** The host key that an admin confirmed; `null`: none yet, and nothing connects. */
  pin: z.object({ fingerprint: z.string(), keyType: z.string().nullable() }).nullable(),
  docker: z.object(dockerFields),
  /** What `auto` found, or what was asked for and works; `null` until it was seen. */
  way: sshWay.nullable(),
});
export type SshHost = z.infer<typeof sshHost>;

/** Where to look for a host key before the host is saved. */
export const sshProbeBody = z.strictObject({
  ...place,
  username: sshUsername.default('probe'),
});
export type SshProbeBody = z.infer<typeof sshProbeBody>;

export const sshProblem = z.enum([
  // the way there
  'refused',
  'timeout',
  'name',
  'network',
  'not_ssh',
  'algorithms',
  'broken',
  'jump',
  'backoff',
  // who it is
  'unpinned',
  'changed',
  // who we are
  'secret_missing',
  'key',
  'certificate',
  'agent',
  'auth',
  // what we may do there
  'forwarding',
  'no_command',
  'docker_missing',
  'permission',
  'sudo',
  'not_docker',
  'api_version',
  'daemon',
]);
export type SshProblem = z.infer<typeof sshProblem>;

/**
 * One machine on the way, the target last. `verified`: it showed the pinned key. `unpinned`: nobody has confirmed its
 * key yet; `changed`: it showed another one; the probe ends there, and those behind it are `unreached`.
 */
export const sshHop = z.object({
  /** `null` for a target that is not saved yet. */
  hostId: z.string().nullable(),
  name: z.string(),
  address: z.string(),
  port: z.int(),
  state: z.enum(['verified', 'unpinned', 'changed', 'failed', 'unreached']),
  keyType: z.string().nullable(),
  /** What it showed. */
  fingerprint: z.string().nullable(),
  pinned: z.string().nullable(),
  /** What is wrong and what to do, unless it is `verified` or `unreached`. */
  problem: sshProblem.nullable(),
  message: z.string().nullable(),
});
export type SshHop = z.infer<typeof sshHop>;

export const sshProbe = z.object({ hops: z.array(sshHop).min(1) });
export type SshProbe = z.infer<typeof sshProbe>;

export const sshPinBody = z.strictObject({ fingerprint: sshFingerprint });

/** A trial. A failure is an answer, not an error: what is wrong, at which hop (its name), and what to do about it. */
export const sshTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** `null` for a host without Docker, which is there to be jumped over. */
    engine: engineInfo.nullable(),
    containerCount: count.nullable(),
    way: sshWay.nullable(),
    latencyMs: z.number().nonnegative(),
  }),
  z.object({
    ok: z.literal(false),
    problem: sshProblem,
    message: z.string(),
    hop: z.string().nullable(),
    /** Of `changed`: what was shown and what is pinned. */
    presented: z.string().nullable(),
    pinned: z.string().nullable(),
  }),
]);
export type SshTest = z.infer<typeof sshTest>;

/** The text of an `~/.ssh/config`. Nothing that it names is read. */
export const sshImportBody = z.strictObject({ text: text(256 * 1024) });

/** One `Host` of it, as it would be saved. */
export const sshImportHost = z.object({
  alias: z.string(),
  address: z.string(),
  port: z.int(),
  username: z.string().nullable(),
  /** Each an alias of the same file, or `user@host:port`; the first is the one next to the server. */
  jump: z.array(z.string()),
  identityFile: z.string().nullable(),
  warnings: z.array(z.string()),
});
export type SshImportHost = z.infer<typeof sshImportHost>;

export const sshImport = z.object({
  hosts: z.array(sshImportHost),
  warnings: z.array(z.object({ line: count, message: z.string() })),
});
export type SshImport = z.infer<typeof sshImport>;

/** Whether the server was started with an SSH agent. */
export const sshServer = z.object({ agent: z.boolean() });
export type SshServer = z.infer<typeof sshServer>;

export const sshHostParams = z.strictObject({ hostId: savedHostId });
