import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { credentials, type Credentials } from './credentials.ts';
import { useCertificate } from './certificate.ts';
import { SshFailure, type ShownKey } from './failure.ts';
import { fingerprint, keyType } from './keys.ts';
import { unlessAborted } from './unlessAborted.ts';
import { unpinned } from './unready.ts';
import { within } from './within.ts';

/** From the first byte to being let in; of each hop. */
const HANDSHAKE_MS = 15_000;
/** A machine that is gone is noticed after three of these. */
const KEEPALIVE_MS = 9_000;
/** More than any handshake takes: what sends this much before it lets us in is no sshd. */
const HANDSHAKE_BYTES = 1024 * 1024;

export interface DialOptions {
  /** A channel of the jump host, already connected; without it a TCP connection is made. */
  through?: Duplex | undefined;
  /** The socket of the server's SSH agent. */
  agentSocket: string | null;
  /** Fires, with an SshFailure, when nobody waits for it any more. */
  signal?: AbortSignal | undefined;
  handshakeMs?: number | undefined;
  /** The kind of host key to ask for first; that of the pin unless told. */
  keyType?: string | null;
}

export interface Dialled {
  client: Client;
  socket: Duplex;
  /** The key that it showed, which is the pinned one. */
  key: ShownKey;
}

/**
 * Connects to one machine and signs in. Not a byte of a credential is sent before the machine has shown the pinned key.
 * @throws SshFailure
 */
export async function dial(host: StoredSshHost, options: DialOptions): Promise<Dialled> {
  const { pin, name } = host;
  // Without a pin nobody gets as far as the credentials: who asks for the key needs none.
  const identity = pin === null ? null : credentialsFor(host, options);
  const seen: { key: ShownKey | null; verdict: SshFailure | null } = { key: null, verdict: null };
  const verify = (blob: Buffer): boolean => {
    seen.key = { fingerprint: fingerprint(blob), keyType: keyType(blob) };
    seen.verdict = judge(host, seen.key);
    return seen.verdict === null;
  };
  const socket = options.through ?? tcp(host);
  const client = new Client();
  const handshake = new Promise<void>((resolve, reject) => {
    const fail = (problem: unknown) => {
      reject(seen.verdict ?? explain(problem, host, methods));
    };
    let methods: string[] | null = null;
    client.once('ready', resolve);
    // For good: a connection that breaks later tells of it too, and its end is what counts then.
    client.on('error', fail);
    client.once('close', () => {
      fail(null);
    });
    // A jump host may end its half of the channel and no more.
    client.once('end', () => {
      fail(null);
    });
    client.once('change password', () => {
      reject(
        new SshFailure(
          'auth',
          `The password of ${host.username} on ${name} has expired: change it there first.`,
          { hop: name },
        ),
      );
    });
    const config: ConnectConfig = {
      username: host.username,
      sock: socket as Socket,
      readyTimeout: 0,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: 2,
      strictVendor: false,
      hostVerifier: (blob: Buffer) => verify(blob),
      algorithms: { serverHostKey: preferred(options.keyType ?? pin?.keyType ?? null) },
      authHandler: (left, _partial, next) => {
        methods = left ?? methods;
        // ssh2 takes `false` for "none left"; its types do not know.
        next(identity?.next(methods) ?? (false as never));
      },
    };
    client.connect(config);
    if (identity?.certified) useCertificate(client, identity.certified);
    endWhenEndless(socket, client, fail);
  });
  try {
    const ms = options.handshakeMs ?? HANDSHAKE_MS;
    const wanted = unlessAborted(options.signal, handshake);
    await within(ms, () => noAnswer(name, ms), wanted);
    if (!seen.key) throw new Error('connected without a host key');
    return { client, socket, key: seen.key };
  } catch (error) {
    client.destroy();
    socket.destroy();
    throw error instanceof SshFailure ? error : explain(error, host, null);
  } finally {
    identity?.close();
  }
}

/** What was opened on the way for nothing must not stay open. */
function credentialsFor(host: StoredSshHost, { agentSocket, through }: DialOptions): Credentials {
  try {
    return credentials(host, agentSocket);
  } catch (error) {
    through?.destroy();
    throw error;
  }
}

function tcp({ address, port }: StoredSshHost): Socket {
  return connect({ host: address, port, noDelay: true, keepAlive: true });
}

/** `null` when it is the machine that an admin has confirmed. */
function judge(host: StoredSshHost, shown: ShownKey): SshFailure | null {
  const { name, pin } = host;
  if (pin?.fingerprint === shown.fingerprint) return null;
  if (!pin) return unpinned(host, shown);
  return new SshFailure(
    'changed',
    `The host key of ${name} has changed: it showed ${shown.fingerprint}, and ${pin.fingerprint} was confirmed. It may have been reinstalled, or somebody is in between: nothing was sent to it.`,
    { hop: name, shown, pinned: pin.fingerprint },
  );
}

/**
 * The kind that was confirmed goes first, as a machine has a key of each kind and shows the one that we prefer.
 * RSA keys come as three algorithms.
 */
function preferred(type: string | null): ServerHostKeyAlgorithm[] {
  const first = ALGORITHMS.filter(
    (name) => name === type || (type === 'ssh-rsa' && /rsa/.test(name)),
  );
  return [...new Set([...first, ...ALGORITHMS])];
}

const ALGORITHMS: ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Before the handshake is over nothing bounds what a machine may send. */
function endWhenEndless(socket: Duplex, client: Client, fail: (error: unknown) => void): void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= HANDSHAKE_BYTES) return;
    fail(new Error('endless handshake'));
    socket.destroy();
  };
  socket.on('data', count);
  client.once('ready', () => socket.off('data', count));
}

const noAnswer = (name: string, ms: number): SshFailure =>
  new SshFailure(
    'timeout',
    `${name} did not answer within ${Math.round(ms / 1000)} s: it may be down, a firewall in between, or its sshd hung.`,
    { hop: name },
  );

/** ssh2's errors, and Node's, as a person needs them. `null`: the connection just ended. */
function explain(error: unknown, host: StoredSshHost, methods: string[] | null): SshFailure {
  const { name } = host;
  const {
    code = '',
    level = '',
    message = '',
  } = (error ?? {}) as {
    code?: string;
    level?: string;
    message?: string;
  };
  const failure = (problem: SshFailure['problem'], words: string) =>
    new SshFailure(problem, words, { hop: name, cause: error ?? undefined });
  if (level === 'client-authentication') return failure('auth', refused(host, methods));
  if (level === 'agent')
    return failure(
      'agent',
      'The SSH agent of the server did not answer: is it running, and SSH_AUTH_SOCK still right?',
    );
  switch (code) {
    case 'ECONNREFUSED':
      return failure(
        'refused',
        `${name} refused the connection: nothing listens on port ${host.port}. Is its sshd running, and is this its port?`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure(
        'name',
        `The address of ${name}, ${host.address}, cannot be resolved: check its spelling and the DNS.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return failure('network', `There is no way to ${name}: is it on, and on this network?`);
    case 'ETIMEDOUT':
      return failure('timeout', `${name} did not answer: it may be down, or a firewall drops it.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return failure('broken', `${name} broke the connection off while it was being made.`);
    default:
  }
  // An agent with many keys: each that is offered counts.
  if (/too many authentication failures/i.test(message))
    return failure(
      'auth',
      `${name} did not let ${host.username} in: too many keys or passwords were tried. Let the agent hold fewer keys, or raise MaxAuthTries in its sshd_config.`,
    );
  if (/signature/i.test(message))
    return failure(
      'broken',
      `What answers as ${name} could not prove that it has the host key that it showed: somebody may be in between. Nothing was sent to it.`,
    );
  if (/no matching|algorithm/i.test(message))
    return failure(
      'algorithms',
      `${name} and ArchNest have no cipher in common: its sshd is too old, or allows too little.`,
    );
  if (
    /before handshake|Expected|Invalid|Bad packet|endless|identification|header|greeting|MAC/i.test(
      message,
    )
  )
    return failure(
      'not_ssh',
      `What answers at ${host.address}, port ${host.port}, is not an SSH server, or closed at once.`,
    );
  return failure(
    'broken',
    `${name} ended the connection while it was being made: its log (journalctl -u ssh) says why.`,
  );
}

function refused({ name, username, authType }: StoredSshHost, methods: string[] | null): string {
  const taken = methods?.length ? ` It takes ${inWords(methods)}.` : '';
  const advice = {
    password: 'check the user and the password, and that its sshd allows passwords',
    key: `check the user, and that the public key stands in its ~/.ssh/authorized_keys`,
    agent: 'check the user, and that the agent holds a key that it accepts',
  }[authType];
  return `${name} did not let ${username} in: ${advice}.${taken}`;
}

/** RFC 4252 and 4256 have the names. */
const METHODS: Record<string, string> = {
  publickey: 'keys',
  password: 'passwords',
  'keyboard-interactive': 'answers to questions',
  hostbased: 'trusted hosts',
  'gssapi-with-mic': 'Kerberos tickets',
};

const inWords = (methods: string[]) =>
  new Intl.ListFormat('en').format(methods.map((name) => METHODS[name] ?? name));
