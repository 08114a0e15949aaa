import type { SshDockerCommand } from '../contract/index.ts';
import { commandProblem, mayAnotherWayWork } from './cli/problems.ts';
import { RemoteError, type Remote } from './remote.ts';

/**
 * A machine that the docker command is run on.
 * @param onRefused the command cannot be used any more, and another way to Docker may
 */
export function watchedRemote(
  remote: Remote,
  command: SshDockerCommand,
  onRefused: () => void,
): Remote {
  const own = command.split(' ').length;
  const watch = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof RemoteError && error.problem !== 'too_much') onRefused();
      throw error;
    }
  };
  return {
    run: async (argv, options) => {
      const output = await watch(remote.run(argv, options));
      // What runs in a container may say what it likes.
      const problem = argv[own] === 'exec' ? null : commandProblem(output, command);
      if (problem && mayAnotherWayWork(problem)) onRefused();
      return output;
    },
    // That there is no terminal says nothing of the other commands.
    start: (argv, options) => {
      const started = remote.start(argv, options);
      return options.terminal ? started : watch(started);
    },
  };
}
