import { readFile } from 'node:fs/promises';

/** The clients' ports of the logins that an sshd accepted, by its log, in their order. */
export function acceptedPorts(log: string): number[] {
  const lines = log.matchAll(/^Accepted \S+ for \S+ from \S+ port (\d+)/gm);
  return [...lines].map(([, port]) => Number(port));
}

/** The clients' ports of the connections to a port of 127.0.0.1, by the kernel's own table. */
export async function establishedPorts(port: number): Promise<Set<number>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const ports = new Set<number>();
  for (const line of (await readFile('/proc/net/tcp', 'utf8')).split('\n')) {
    const [, local, remote, state] = line.trim().split(/\s+/);
    if (state === '01' && local?.endsWith(wanted))
      ports.add(Number.parseInt(remote?.split(':')[1] ?? '', 16));
  }
  return ports;
}
