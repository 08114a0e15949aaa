import type { AnyAuthMethod } from 'ssh2';
import type { SshAuth } from '../contract/index.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { SshFailure } from './failure.ts';
import { KeyProblem, readKey, type Identity } from './keys.ts';
import { MortalAgent } from './mortalAgent.ts';
import { withoutSecret } from './unready.ts';

/** What to try, one after the other. */
export interface Credentials {
  /**
   * The next method; `undefined` when there is none left.
   * @param taken what the server has said that it takes; `null` before it said anything
   */
  next(taken: readonly string[] | null): AnyAuthMethod | undefined;
  /** A key with its certificate, which ssh2 needs help with. */
  certified: (Identity & { certificate: NonNullable<Identity['certificate']> }) | null;
  /** Whatever came of it: nothing is waited for any more. */
  close(): void;
}

/**
 * The stored credentials of a host, ready to use.
 * @throws SshFailure secret_missing, key, certificate, agent
 */
export function credentials(host: StoredSshHost, agentSocket: string | null): Credentials {
  const { name, username, auth } = host;
  if (!auth) throw withoutSecret(host);
  switch (auth.type) {
    case 'password':
      return inOrder(passwordMethods(username, auth.password));
    case 'agent': {
      if (agentSocket === null)
        throw new SshFailure(
          'agent',
          'The server was started without an SSH agent: set SSH_AUTH_SOCK, or use a key.',
          { hop: name },
        );
      const agent = new MortalAgent(agentSocket);
      const close = () => {
        agent.close();
      };
      return { ...inOrder([{ type: 'agent', username, agent }]), close };
    }
    case 'key': {
      const identity = identityOf(name, auth);
      const { key, certificate } = identity;
      const method: AnyAuthMethod = { type: 'publickey', username, key };
      return inOrder([method], certificate ? { ...identity, certificate } : null);
    }
  }
}

function inOrder(
  methods: AnyAuthMethod[],
  certified: Credentials['certified'] = null,
): Credentials {
  const left = [...methods];
  // Each counts as an attempt where attempts are counted: so none that cannot work.
  const next: Credentials['next'] = (taken) => {
    const method = left.shift();
    const isAfterAll = method?.type === 'keyboard-interactive' && taken !== null;
    return isAfterAll && !taken.includes(method.type) ? undefined : method;
  };
  return { next, certified, close: () => undefined };
}

/** Servers with PAM ask for the password as a question. Whatever else they ask, such as a code, has no answer here. */
function passwordMethods(username: string, password: string): AnyAuthMethod[] {
  let asked = false;
  return [
    { type: 'password', username, password },
    {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        const hidden = prompts.length === 1 && prompts[0]?.echo !== true;
        finish(hidden && !asked ? [password] : prompts.map(() => ''));
        asked ||= hidden;
      },
    },
  ];
}

/** Opening an encrypted key takes a fifth of a second of the whole server: so each is opened once. */
const opened = new WeakMap<KeyAuth, Identity>();

type KeyAuth = Extract<SshAuth, { type: 'key' }>;

function identityOf(name: string, auth: KeyAuth): Identity {
  const known = opened.get(auth);
  // What has run out meanwhile is read again, for its sentence.
  if (known && !hasExpired(known)) return known;
  const { privateKey, passphrase, certificate } = auth;
  try {
    const identity = readKey({
      privateKey,
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(certificate === undefined ? {} : { certificate }),
    });
    opened.set(auth, identity);
    return identity;
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    const problem = error.problem.startsWith('certificate') ? 'certificate' : 'key';
    throw new SshFailure(problem, error.message, { hop: name, cause: error });
  }
}

const hasExpired = ({ certificate }: Identity) =>
  certificate?.validBefore != null && certificate.validBefore.getTime() <= Date.now();
