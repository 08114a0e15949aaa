import type { SshDocker, SshProblem, SshWay } from '../contract/index.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { EngineClient } from '../docker/client.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineMismatchError } from '../docker/errors.ts';
import type { Transport } from '../docker/transport.ts';
import { hostUnreachable } from '../errors.ts';
import { CliEngine } from './cli/engine.ts';
import { commandProblem } from './cli/problems.ts';
import { discover, socketsOf, type Facts } from './discover.ts';
import { failureOf, SshFailure, toAppError } from './failure.ts';
import type { Pool } from './pool.ts';
import { RemoteError, type Output, type Remote } from './remote.ts';
import { SshRemote } from './sshRemote.ts';
import { SocketRefused, socketTransport, stdioTransport } from './tunnel.ts';
import { watchedRemote } from './watchedRemote.ts';

/** Docker on a machine, and how it is reached. */
export interface FoundDocker {
  engine: Engine;
  way: SshWay;
}

export interface FindOptions {
  pool: Pool;
  host: StoredSshHost;
  /** A call found that the way does not work any more. */
  onRefused: () => void;
}

/**
 * Docker by the way that worked last, which is not tried first: whoever calls it hears when it does not work.
 */
export async function dockerBy(way: SshWay, options: FindOptions): Promise<FoundDocker> {
  const remote = new SshRemote(options.pool);
  if (way.mode === 'cli') return { engine: commands(remote, options), way };
  const transport = way.via.startsWith('/')
    ? socketTransport(way.via, tunnelOptions(options))
    : stdio(remote, options);
  return { engine: await EngineClient.open(transport), way };
}

/**
 * Finds out how Docker can be reached there: through its socket, through `docker system dial-stdio`, by commands.
 * @throws AppError: the way to the machine, or what keeps us from Docker there, with an SshFailure as its cause
 */
export async function findDocker(options: FindOptions): Promise<FoundDocker> {
  const { pool, host } = options;
  const remote = new SshRemote(pool);
  const { mode } = host.docker;
  const facts = await discover(remote);
  const notes: string[] = [];
  if (mode !== 'cli') {
    const tunnel =
      (await throughSocket(facts, options, notes)) ??
      (facts && (await throughStdio(remote, options, notes)));
    if (tunnel) return tunnel;
  }
  if (mode !== 'tunnel' && facts) {
    const engine = commands(remote, options);
    const answer = await ask(remote, host.docker);
    if (answer.code === 0) {
      await engine.info();
      const reason = mode === 'cli' ? 'As it is set for this host.' : whyCommands(notes);
      return { engine, way: { mode: 'cli', via: host.docker.command, reason } };
    }
  }
  throw await absence(remote, facts, host, notes);
}

async function throughSocket(
  facts: Facts | null,
  options: FindOptions,
  notes: string[],
): Promise<FoundDocker | null> {
  const { command } = options.host.docker;
  for (const path of socketsOf(facts, command)) {
    const client = await EngineClient.open(socketTransport(path, tunnelOptions(options)));
    try {
      await client.version();
      const reason = 'Its sshd forwards the socket, and this account may use it.';
      return { engine: client, way: { mode: 'tunnel', via: path, reason } };
    } catch (error) {
      client.close();
      if (!isRefusal(error)) throw error;
      // OpenSSH does not say whether it forwards no sockets; but this one can be opened there.
      if (facts) notes.push('Its sshd does not forward sockets (AllowStreamLocalForwarding).');
      if (facts) return null;
    }
  }
  notes.push(
    facts
      ? 'This account may not open a Docker socket there.'
      : 'No Docker socket can be reached through its sshd.',
  );
  return null;
}

async function throughStdio(
  remote: Remote,
  options: FindOptions,
  notes: string[],
): Promise<FoundDocker | null> {
  const { command } = options.host.docker;
  const client = await EngineClient.open(stdio(remote, options));
  try {
    await client.version();
    const reason = `${notes.join(' ')} So a command carries Docker's API.`;
    return {
      engine: client,
      way: { mode: 'tunnel', via: `${command} system dial-stdio`, reason },
    };
  } catch (error) {
    client.close();
    // An old Docker is an old Docker by every way, and a machine that is lost is not asked again.
    if (error instanceof EngineMismatchError || failureOf(error)) throw error;
    notes.push(`${command} system dial-stdio did not answer.`);
    return null;
  }
}

function commands(remote: Remote, { host, onRefused }: FindOptions): CliEngine {
  const { mode, command } = host.docker;
  // Who asked for commands gets no other way.
  return new CliEngine(
    mode === 'cli' ? remote : watchedRemote(remote, command, onRefused),
    command,
  );
}

const tunnelOptions = ({ pool, host, onRefused }: FindOptions) => ({
  pool,
  name: host.name,
  onRefused,
});

function stdio(remote: Remote, { host, onRefused }: FindOptions): Transport {
  const { command } = host.docker;
  return stdioTransport(
    remote,
    command.split(' '),
    (output) => {
      const problem = commandProblem(output, command);
      return problem && hostUnreachable(problem.message, problem);
    },
    onRefused,
  );
}

const ask = (remote: Remote, { command }: SshDocker): Promise<Output> =>
  remote.run([...command.split(' '), 'version', '--format', '{{json .Server}}']);

const whyCommands = (notes: string[]) => `${notes.join(' ')} So commands are used.`;

const isRefusal = (error: unknown) => (error as { cause?: unknown }).cause instanceof SocketRefused;

/** Nothing worked: the one thing to mend first. */
async function absence(
  remote: Remote,
  facts: Facts | null,
  host: StoredSshHost,
  notes: string[],
): Promise<Error> {
  const { name, docker } = host;
  const because = (problem: SshProblem, message: string, cause?: unknown) =>
    toAppError(new SshFailure(problem, message, { hop: name, cause }));
  if (!facts)
    return because(
      'no_command',
      `${name} runs no commands for ${host.username}: its sshd has a ForceCommand, or the shell refuses. ${notes.join(' ')}`,
    );
  try {
    const answer = await ask(remote, docker);
    const problem = commandProblem(answer, docker.command);
    if (problem) return because(problem.problem, problem.message, problem);
    if (answer.code === 0)
      return because(
        'forwarding',
        `${notes.join(' ')} So there is no tunnel to Docker on ${name}: choose the mode auto or cli.`,
      );
    const words = answer.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return because('daemon', `${docker.command} on ${name} says: ${words || 'nothing'}`);
  } catch (error) {
    return error instanceof RemoteError
      ? because('no_command', error.message, error)
      : (error as Error);
  }
}
