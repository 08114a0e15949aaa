import type { SshDockerCommand, SshProblem } from '../../contract/index.ts';
import type { Output } from '../remote.ts';

export type CommandProblem = Extract<
  SshProblem,
  'docker_missing' | 'permission' | 'sudo' | 'daemon'
>;

/** The machine was reached, and the docker command cannot be used there. */
export class DockerCommandError extends Error {
  override readonly name = 'DockerCommandError';
  readonly problem: CommandProblem;

  /** @param message one sentence for a person: what is wrong and what to do */
  constructor(problem: CommandProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** Not where the daemon is away: it may be starting again, and no other way would find it. */
export const mayAnotherWayWork = ({ problem }: DockerCommandError): boolean => problem !== 'daemon';

/** Of the daemon, or of what it runs: both words say that docker itself could be used. */
const ANSWERED = /^(?:Error response from daemon|OCI runtime |error from daemon in stream)/m;
/** sudo speaks the language of the account, the names in it stay. Its warnings go before what works. */
const SUDO =
  /^sudo(?:-rs)?: (?!unable to resolve|unable to send)|is not in the sudoers file|is not allowed to (?:execute|run)/m;
const SUDO_FINDS_NONE = /^sudo(?:-rs)?: '?docker'?: /m;
const PERMISSION =
  /permission denied while trying to connect|connect: permission denied|dial unix [^\n]*: permission denied/i;
/** A program that is there and may not be run: the exit code, 126, is also that of a command in a container. */
const NO_RIGHT = /(?:docker|podman): Permission denied/i;
const DAEMON =
  /Cannot connect to the Docker daemon|Is the docker daemon running|failed to connect to the docker API|error during connect|check if the path is correct and if the daemon is running|Cannot connect to Podman|connect: connection refused/i;
const PODMAN_SAYS = /^Error: /m;
const NO_SUDO = /sudo: command not found/i;
/** tcsh ends with 1 where others end with 127. */
const NO_COMMAND = /(?:docker|podman): (?:command )?not found/i;

/**
 * Why the docker command of that machine cannot be used at all; `null` for one that ended well, or that the daemon has
 * answered.
 * @param output of one run of it: of no command in a container, whose words could be anybody's
 */
export function commandProblem(
  { code, stderr }: Pick<Output, 'code' | 'stderr'>,
  command: SshDockerCommand,
): DockerCommandError | null {
  if (code === 0 || code === null || ANSWERED.test(stderr)) return null;
  const problem = problemOf(code, stderr, command);
  return problem && new DockerCommandError(problem, sentences[command][problem]);
}

function problemOf(code: number, words: string, command: SshDockerCommand): CommandProblem | null {
  const isSudo = command.startsWith('sudo');
  if (isSudo && SUDO_FINDS_NONE.test(words)) return 'docker_missing';
  if (isSudo && (SUDO.test(words) || code === 127 || NO_SUDO.test(words))) return 'sudo';
  if (PERMISSION.test(words) || NO_RIGHT.test(words)) return 'permission';
  if (DAEMON.test(words)) return 'daemon';
  const isMissing = code === 127 ? !PODMAN_SAYS.test(words) : NO_COMMAND.test(words);
  return isMissing ? 'docker_missing' : null;
}

const START_DOCKER =
  'Docker does not answer on that machine: start it there (sudo systemctl start docker) and try again.';

const sentences: Record<SshDockerCommand, Record<CommandProblem, string>> = {
  docker: {
    docker_missing:
      'This account finds no docker command: install Docker on that machine, or let the PATH of its login shell have the folder of docker.',
    permission:
      'Docker may not be used by this account: add it to the docker group (sudo usermod -aG docker <user>) or choose sudo -n docker.',
    sudo: 'Docker is started by sudo there, which refuses: let this account use docker without a password.',
    daemon: START_DOCKER,
  },
  'sudo -n docker': {
    docker_missing:
      'sudo finds no docker command: install Docker on that machine, or let the secure_path of its sudoers have the folder of docker.',
    permission:
      'Docker may not be used there, not even by sudo: let this account run docker as root in the sudoers of that machine.',
    sudo: 'sudo refuses, or wants a password: allow this account to run docker with NOPASSWD in the sudoers of that machine, or add it to the docker group and choose docker.',
    daemon: START_DOCKER,
  },
  podman: {
    docker_missing:
      'This account finds no podman command: install Podman on that machine, or choose docker.',
    permission:
      'Podman may not be used by this account: let it run podman on that machine by hand first, and see what it says.',
    sudo: 'Podman is started by sudo there, which refuses: let this account use podman without a password.',
    daemon:
      'Podman does not answer on that machine: run podman there by hand and see what it says.',
  },
};
