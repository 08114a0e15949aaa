import type { SshDocker, SshMode, SshProblem, SshWay } from '../contract/index.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { EngineClient } from '../docker/client.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineMismatchError } from '../docker/errors.ts';
import type { Transport } from '../docker/transport.ts';
import { hostUnreachable } from '../errors.ts';
import { CliEngine } from './cli/engine.ts';
import { commandProblem, mayAnotherWayWork } from './cli/problems.ts';
import { discover, socketsOf, type Facts } from './discover.ts';
import { failureOf, SshFailure } from './failure.ts';
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

/** What one look at a machine goes by. */
interface Look {
  remote: Remote;
  options: FindOptions;
  /** `null`: it runs no commands. */
  facts: Facts | null;
  /** Why the better ways do not work. */
  notes: string[];
}

/** One way to Docker; `null`, with a note, where it is refused. @throws what the machine or Docker itself is to blame for */
type Way = (look: Look) => Promise<FoundDocker | null>;

/** The best first. */
const WAYS: Record<SshMode, Way[]> = {
  auto: [throughSocket, throughStdio, byCommands],
  tunnel: [throughSocket, throughStdio],
  cli: [byCommands],
};

/**
 * Finds out how Docker can be reached there: through its socket, through `docker system dial-stdio`, by commands.
 * @throws AppError: the way to the machine, or what keeps us from Docker there, with an SshFailure as its cause
 */
export async function findDocker(options: FindOptions): Promise<FoundDocker> {
  const ways = WAYS[options.host.docker.mode];
  const look = await lookAround(options);
  for (const [at, way] of ways.entries()) {
    const found = await way(look);
    if (found) return unlessBetter(found, ways.slice(0, at), options);
  }
  throw await absence(look);
}

async function lookAround(options: FindOptions): Promise<Look> {
  const remote = new SshRemote(options.pool);
  return { remote, options, facts: await discover(remote), notes: [] };
}

/**
 * What is found is remembered, and why nothing better was. But a Docker that was just starting refuses as a machine does
 * that never will; now that it answers, the better ways are tried once more.
 */
async function unlessBetter(
  found: FoundDocker,
  better: Way[],
  options: FindOptions,
): Promise<FoundDocker> {
  if (better.length === 0) return found;
  try {
    const look = await lookAround(options);
    for (const way of better) {
      const again = await way(look);
      if (!again) continue;
      found.engine.close();
      return again;
    }
    return found;
  } catch (error) {
    found.engine.close();
    throw error;
  }
}

async function throughSocket({ facts, options, notes }: Look): Promise<FoundDocker | null> {
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

async function throughStdio({ remote, facts, options, notes }: Look): Promise<FoundDocker | null> {
  if (!facts) return null;
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

async function byCommands({ remote, facts, options, notes }: Look): Promise<FoundDocker | null> {
  if (!facts) return null;
  const { mode, command } = options.host.docker;
  const answer = await ask(remote, options.host.docker);
  if (answer.code !== 0) return null;
  const engine = commands(remote, options);
  await engine.info();
  const reason =
    mode === 'cli' ? 'As it is set for this host.' : `${notes.join(' ')} So commands are used.`;
  return { engine, way: { mode: 'cli', via: command, reason } };
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
      if (problem && mayAnotherWayWork(problem)) onRefused();
      return problem && hostUnreachable(problem.message, problem);
    },
    onRefused,
  );
}

const ask = (remote: Remote, { command }: SshDocker): Promise<Output> =>
  remote.run([...command.split(' '), 'version', '--format', '{{json .Server}}']);

const isRefusal = (error: unknown) => (error as { cause?: unknown }).cause instanceof SocketRefused;

/** Nothing worked: the one thing to mend first. */
async function absence({ remote, facts, options, notes }: Look): Promise<Error> {
  const { host } = options;
  const { name, docker } = host;
  const because = (problem: SshProblem, message: string, cause?: unknown) =>
    new SshFailure(problem, message, { hop: name, cause }).asAppError();
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
