import { expect, it } from 'vitest';
import type { SshDockerCommand } from '../../contract/index.ts';
import { commandProblem, DockerCommandError, type CommandProblem } from './problems.ts';

const DENIED =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/containers/json": dial unix /var/run/docker.sock: connect: permission denied';

it.each<[CommandProblem, SshDockerCommand, number, string]>([
  ['docker_missing', 'docker', 127, 'bash: line 1: docker: command not found'],
  ['docker_missing', 'docker', 127, 'sh: 1: exec: docker: not found'],
  ['docker_missing', 'docker', 127, 'bash: Zeile 1: docker: Kommando nicht gefunden.'],
  ['docker_missing', 'docker', 1, 'docker: Command not found.'],
  ['docker_missing', 'docker', 127, 'sh: /usr/bin/docker: No such file or directory'],
  ['docker_missing', 'podman', 127, 'fish: Unknown command: podman'],
  ['docker_missing', 'sudo -n docker', 1, 'sudo: docker: command not found'],
  ['permission', 'docker', 1, DENIED],
  ['permission', 'docker', 1, `WARNING: Error loading config file: open /x: denied\n${DENIED}`],
  ['permission', 'docker', 1, DENIED.replace('the Docker daemon socket', 'the docker API')],
  ['permission', 'docker', 126, 'sh: 1: exec: docker: Permission denied'],
  ['sudo', 'sudo -n docker', 1, 'sudo: a password is required'],
  ['sudo', 'sudo -n docker', 1, 'sudo: Ein Passwort ist notwendig'],
  ['sudo', 'sudo -n docker', 1, 'sudo: a terminal is required to read the password'],
  ['sudo', 'sudo -n docker', 1, 'bob is not in the sudoers file.  This incident will be reported.'],
  ['sudo', 'sudo -n docker', 1, "Sorry, user bob is not allowed to execute '/bin/docker' as root"],
  ['sudo', 'sudo -n docker', 127, 'sh: 1: exec: sudo: not found'],
  [
    'daemon',
    'docker',
    1,
    'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
  ],
  [
    'daemon',
    'sudo -n docker',
    1,
    'sudo: unable to resolve host web\nCannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
  ],
  [
    'daemon',
    'docker',
    1,
    'failed to connect to the docker API at unix:///x; check if the path is correct and if the daemon is running: dial unix /x: connect: no such file or directory',
  ],
])('finds %s behind %s, %i, %s', (problem, command, code, stderr) => {
  const found = commandProblem({ code, stderr }, command);
  expect(found).toBeInstanceOf(DockerCommandError);
  expect(found?.problem).toBe(problem);
  expect(found?.message).toMatch(/^[A-Za-z].*[^.]: .*\.$/);
  expect(found?.message).not.toContain('unix:');
});

it.each<[SshDockerCommand, number | null, string]>([
  ['docker', 0, DENIED],
  ['docker', null, DENIED],
  ['docker', 1, ''],
  ['docker', 1, 'Error response from daemon: No such container: web'],
  ['docker', 1, `Error response from daemon: it said: ${DENIED}`],
  [
    'docker',
    127,
    'OCI runtime exec failed: exec: "docker": executable file not found in $PATH: unknown',
  ],
  ['docker', 126, 'unable to find user nosuchuser: no matching entries in passwd file'],
  ['podman', 127, 'Error: crun: executable file `nosuch` not found in $PATH'],
  ['sudo -n docker', 1, 'sudo: unable to resolve host web: Name or service not known'],
])('finds nothing wrong with %s, %s, %s', (command, code, stderr) => {
  expect(commandProblem({ code, stderr }, command)).toBeNull();
});
