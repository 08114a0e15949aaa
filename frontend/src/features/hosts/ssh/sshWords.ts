import type {
  SshDockerCommand,
  SshHop,
  SshHost,
  SshMode,
  SshProblem,
  SshWay,
} from '@archnest/backend/contract';

/** What happened on the way to an SSH host in words: what it is, then what to do. */

/** Where in the form a problem is put right. */
export type Fix = 'address' | 'key' | 'credentials' | 'docker';

export const fixWords: Record<Fix, string> = {
  address: 'Change the address',
  key: 'Check the host key',
  credentials: 'Change the credentials',
  docker: 'Change the Docker options',
};

export interface SshProblemWords {
  title: string;
  /** What to do, beyond what the server's own sentence says. */
  hint?: string;
  /** Something to run, on the machine that the hint names. */
  command?: string;
  fix?: Fix;
}

const words: Record<SshProblem, SshProblemWords> = {
  refused: {
    title: 'Nothing listens on this port.',
    hint: 'On that machine, see whether the SSH server runs and on which port:',
    command: 'systemctl status ssh; ss -lntp | grep sshd',
    fix: 'address',
  },
  timeout: {
    title: 'No answer in time.',
    hint: 'The server that runs ArchNest must reach this port, not only this browser.',
    fix: 'address',
  },
  name: {
    title: 'The name leads nowhere.',
    hint: 'The machine before it on the way asks its own DNS. An IP address works without.',
    fix: 'address',
  },
  network: {
    title: 'The machine cannot be reached.',
    hint: 'The server that runs ArchNest must reach it, not only this browser.',
    fix: 'address',
  },
  not_ssh: {
    title: 'Something answers, but not SSH.',
    hint: 'The usual port of SSH is 22.',
    fix: 'address',
  },
  algorithms: {
    title: 'The two sides have no encryption in common.',
    hint: 'Its SSH server is too old, or allows only what ArchNest does not know. Update it.',
  },
  broken: {
    title: 'The connection broke off.',
    hint: 'On that machine, the log of the SSH server says more:',
    command: 'journalctl -u ssh -n 50',
  },
  jump: {
    title: 'The jump host does not lead there.',
    hint: 'From the jump host, see whether the machine answers, and that its SSH server allows forwarding:',
    command: 'sshd -T | grep -i allowtcpforwarding',
    fix: 'address',
  },
  backoff: {
    title: 'ArchNest is waiting before it tries again.',
    hint: 'Several tries failed, and one more at once could lock the user out there.',
  },
  unpinned: {
    title: 'Its host key is not confirmed yet.',
    hint: 'ArchNest signs in to a machine only after an admin has compared its key.',
    fix: 'key',
  },
  changed: {
    title: 'Its host key changed, so the connection was refused.',
    hint: 'Either the machine was set up anew, or something between here and there answers in its place.',
    fix: 'key',
  },
  secret_missing: {
    title: 'The credentials are not there.',
    hint: 'They are dropped when the address changes. Give them again.',
    fix: 'credentials',
  },
  key: {
    title: 'The private key cannot be used.',
    hint: 'Compare its passphrase, and that it is the private half.',
    fix: 'credentials',
  },
  certificate: {
    title: 'The certificate does not fit.',
    hint: 'See whom it is for and how long it holds:',
    command: 'ssh-keygen -L -f id_ed25519-cert.pub',
    fix: 'credentials',
  },
  agent: {
    title: 'The SSH agent of the server does not help.',
    hint: 'On the server that runs ArchNest, see which keys it holds:',
    command: 'ssh-add -l',
    fix: 'credentials',
  },
  auth: {
    title: 'The sign-in was refused.',
    hint: 'On that machine, the log of the SSH server says why:',
    command: 'journalctl -u ssh -n 50',
    fix: 'credentials',
  },
  forwarding: {
    title: 'The SSH server allows no forwarding.',
    hint: 'Use commands in place of the tunnel, or allow it there in sshd_config:',
    command: 'AllowStreamLocalForwarding yes',
    fix: 'docker',
  },
  no_command: {
    title: 'The user may run no commands there.',
    hint: 'The account has a restricted shell or a forced command. Use another user.',
    fix: 'address',
  },
  docker_missing: {
    title: 'There is no Docker for this user.',
    hint: 'On that machine, as this user, see whether the command is found:',
    command: 'command -v docker',
    fix: 'docker',
  },
  permission: {
    title: 'The user may not use Docker.',
    hint: 'Put the user into the group docker there, or use sudo for the command:',
    command: 'sudo usermod -aG docker "$USER"',
    fix: 'docker',
  },
  sudo: {
    title: 'sudo asks for a password.',
    hint: 'Allow this one command without a password: with visudo on that machine, the user in place of ops:',
    command: 'ops ALL=(root) NOPASSWD: /usr/bin/docker',
    fix: 'docker',
  },
  not_docker: {
    title: 'Something answers, but not Docker.',
    hint: 'See which command is meant: docker, or podman.',
    fix: 'docker',
  },
  api_version: { title: 'This Docker is too old.' },
  daemon: {
    title: 'Docker answered with an error.',
    hint: 'On that machine, its log says more:',
    command: 'journalctl -u docker -n 50',
  },
};

export const sshProblemWords = (problem: SshProblem): SshProblemWords => words[problem];

export type HopState = SshHop['state'];

/** How a machine on the way stands, beside its mark. */
export const hopWords: Record<HopState, string> = {
  verified: 'Matches the pin',
  unpinned: 'Not confirmed yet',
  changed: 'Key changed, refused',
  failed: 'Failed',
  unreached: 'Not reached yet',
};

export const modeWords: Record<SshMode, { name: string; hint: string }> = {
  auto: {
    name: 'Automatic',
    hint: 'Tries the tunnel, and uses commands where that is not allowed.',
  },
  tunnel: {
    name: 'Tunnel',
    hint: 'Docker’s own API through the SSH connection: the quickest, and light for the machine.',
  },
  cli: {
    name: 'Commands',
    hint: 'Runs the docker command there. For machines that allow no forwarding.',
  },
};

export const commandHints: Record<SshDockerCommand, string> = {
  docker: 'The user is in the group docker there, or is root.',
  'sudo -n docker': 'The user may run docker through sudo without a password.',
  podman: 'Podman in place of Docker.',
};

/** `Tunnel through /var/run/docker.sock`, `Commands: sudo -n docker`. */
export function wayWords({ mode, via }: Pick<SshWay, 'mode' | 'via'>): string {
  if (mode === 'cli') return `Commands: ${via}`;
  return via.startsWith('/') ? `Tunnel through ${via}` : `Tunnel by ${via}`;
}

/** How Docker is to be reached, until it is known how it is. */
export function plannedWords({ enabled, mode, command }: SshHost['docker']): string {
  if (!enabled) return 'Not asked: only a jump host';
  const how = { auto: 'Not found out yet', tunnel: 'Tunnel', cli: 'Commands' }[mode];
  return command === 'docker' ? how : `${how}, ${command}`;
}
