import type { SshDockerCommand } from '../contract/index.ts';
import { RemoteError, type Remote } from './remote.ts';

/** What a machine told of where Docker may be. */
export interface Facts {
  /** Sockets that are there, and that this account may open, the likeliest first. */
  sockets: string[];
}

/*
 * Given to `sh` on its standard input, so that no login shell reads it. A constant: nothing of a user stands in it.
 * Order: what the account is set to, rootless Docker, Docker, Podman without and with root.
 */
const SCRIPT = `
run=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
case $DOCKER_HOST in unix://*) set -- "\${DOCKER_HOST#unix://}" ;; *) set -- ;; esac
for s in "$@" "$run/docker.sock" /var/run/docker.sock "$run/podman/podman.sock" /run/podman/podman.sock; do
  if [ -S "$s" ] && [ -r "$s" ] && [ -w "$s" ]; then printf 'socket %s\\n' "$s"; fi
done
printf 'end\\n'
`;

const DOCKER_SOCKET = '/var/run/docker.sock';
const PODMAN_SOCKET = '/run/podman/podman.sock';

/** @returns `null` when this account runs no commands. @throws AppError: the way there */
export async function discover(remote: Remote): Promise<Facts | null> {
  try {
    const { stdout } = await remote.run(['sh'], { input: SCRIPT });
    const lines = stdout.toString('utf8').split('\n');
    if (!lines.includes('end')) return null;
    const sockets = lines.flatMap((line) => {
      const path = /^socket (\/[^\p{C}]{1,200})$/u.exec(line)?.[1];
      return path === undefined ? [] : [path];
    });
    return { sockets: [...new Set(sockets)] };
  } catch (error) {
    if (error instanceof RemoteError) return null;
    throw error;
  }
}

/** Where to try, in order. Without facts, where Docker usually is. */
export function socketsOf(facts: Facts | null, command: SshDockerCommand): string[] {
  const known = facts?.sockets ?? [DOCKER_SOCKET, PODMAN_SOCKET];
  const isPodmans = (path: string) => path.includes('podman');
  // Who asks for Podman must not get Docker, which may be there too.
  return command === 'podman' ? known.filter(isPodmans) : known;
}
