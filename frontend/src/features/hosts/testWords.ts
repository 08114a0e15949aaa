import type { EngineInfo, EngineProblem } from '@archnest/backend/contract';
import { formatBytes, plural } from '../../lib/format.ts';
import type { EndpointMode } from './endpoint.ts';

/** The result of a trial connection in words: what happened, then what to do. */

export interface ProblemWords {
  title: string;
  /** What to do, beyond what the server's own sentence says. */
  hint?: string;
  /** Something to run, on the machine that the hint names. */
  command?: string;
  /** The mode that the daemon asks for. */
  use?: EndpointMode;
}

const words: Record<EngineProblem, ProblemWords> = {
  refused: {
    title: 'No Docker on this port.',
    hint: 'On that machine, see whether Docker runs and what it listens on:',
    command: 'systemctl status docker; ss -lntp | grep dockerd',
  },
  timeout: {
    title: 'No answer in time.',
    hint: 'The server that runs ArchNest must reach this port, not only this browser.',
  },
  not_found: {
    title: 'There is no socket at this path.',
    hint: 'If ArchNest runs in a container, mount the socket into it and start it again:',
    command: '-v /var/run/docker.sock:/var/run/docker.sock',
  },
  permission: {
    title: 'The socket may not be opened.',
    hint: 'If ArchNest runs in a container, give it the group of the socket and start it again:',
    command: '--group-add "$(stat -c %g /var/run/docker.sock)"',
  },
  name: {
    title: 'The name leads nowhere.',
    hint: 'The server that runs ArchNest asks its own DNS. An IP address works without.',
  },
  network: {
    title: 'The machine cannot be reached.',
    hint: 'The server that runs ArchNest must reach it, not only this browser.',
  },
  certificate: {
    title: 'The certificates do not fit.',
    hint: 'Docker’s own tools keep the three that fit in ~/.docker: ca.pem, cert.pem and key.pem.',
  },
  tls_needed: { title: 'This port wants TLS.', use: 'tcps' },
  not_tls: {
    title: 'This port speaks no TLS.',
    hint: 'Whoever reaches a port without TLS is root on that machine. Turning TLS on is the better way.',
  },
  not_docker: {
    title: 'Something answers, but not Docker.',
    hint: 'Docker’s ports are 2376 with TLS and 2375 without.',
  },
  api_version: { title: 'This Docker is too old.' },
  daemon: {
    title: 'Docker answered with an error.',
    hint: 'On that machine, its log says more:',
    command: 'journalctl -u docker -n 50',
  },
};

const socketWords: Partial<Record<EngineProblem, ProblemWords>> = {
  refused: {
    title: 'No Docker behind this socket.',
    hint: 'The socket is a leftover. Start Docker on the machine that runs ArchNest:',
    command: 'systemctl start docker',
  },
  not_docker: { title: 'Something answers, but not Docker.' },
};

/** @param mode how it was tried */
export const problemWords = (problem: EngineProblem, mode: EndpointMode): ProblemWords =>
  (mode === 'unix' ? socketWords[problem] : undefined) ?? words[problem];

/** `< 1 ms`, `14 ms`, `1.3 s`. */
export function formatLatency(milliseconds: number): string {
  if (milliseconds < 1) return '< 1 ms';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** `Docker 28.2.2`, or `Docker` when it does not say. */
export const dockerName = ({ version }: EngineInfo) => (version ? `Docker ${version}` : 'Docker');

/** `Debian GNU/Linux 12, 4 CPUs, 15.6 GiB memory, 12 containers`: what is known of it. */
export function machineWords(engine: EngineInfo, containers: number): string {
  const { os, cpus, memoryBytes } = engine;
  return [
    os,
    cpus === null ? null : plural(cpus, 'CPU'),
    memoryBytes === null ? null : `${formatBytes(memoryBytes)} memory`,
    plural(containers, 'container'),
  ]
    .filter((part) => part !== null)
    .join(', ');
}
