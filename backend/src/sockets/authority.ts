import type { WebSocket } from 'ws';
import type { LiveCallers } from '../auth/callers.ts';
import type { LiveSession } from '../auth/sessions.ts';
import type { HostRegistry } from '../containers/registry.ts';
import { closeCode, type Role } from '../contract/index.ts';

const PING_EVERY_MS = 30_000;
/** setTimeout's own limit; what ends later is found ended when it is read again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What a socket can do decides how soon a change must be seen that nobody told us of. */
const RECHECK_ADMIN_MS = 500;
const RECHECK_MEMBER_MS = 3_000;

export interface Needs {
  /** Whoever is of another role now is closed with 4403. */
  role?: Role;
  /** Without it the socket closes with 4404. */
  host?: { key: string; registry: HostRegistry };
}

/**
 * Keeps a socket only as long as its session lives, its user has the role, its host exists and its peer answers.
 * @returns fires when any of these ends or the socket closes: from then on nothing may be done for its peer
 */
export function holdAuthority(
  socket: WebSocket,
  session: LiveSession,
  sessions: LiveCallers,
  needs: Needs = {},
): AbortSignal {
  const over = new AbortController();
  const { signal } = over;
  const end: End = (code, reason) => {
    if (signal.aborted) return;
    socket.close(code, reason);
    over.abort();
  };
  socket.once('close', () => {
    over.abort();
  });
  watchSession(session, sessions, needs, end, signal);
  if (needs.host) watchHost(needs.host, end, signal);
  watchPeer(socket, signal);
  return signal;
}

type End = (code: number, reason: string) => void;

/**
 * Whoever ends a session or changes its user through us is heard at once. The database is read besides: it may be
 * changed by others, and a session may end between its check at the door and this.
 */
function watchSession(
  session: LiveSession,
  sessions: LiveCallers,
  { role }: Needs,
  end: End,
  signal: AbortSignal,
): void {
  const onEnded = (id: string) => {
    if (id === session.id) end(closeCode.sessionEnded, 'session ended');
  };
  const recheck = async () => {
    const now = await sessions.find(session.id);
    if (!now) onEnded(session.id);
    else if (now.mustChangePassword) onEnded(session.id);
    else if (role && now.user.role !== role) end(closeCode.roleLost, 'role changed');
  };
  const onChanged = (userId: number) => {
    // What cannot be read now is read again by the loop.
    if (userId === session.user.id) recheck().catch(() => undefined);
  };
  // A token works where nobody watches: it is held as tightly as a shell.
  const everyMs = role === 'admin' || session.token ? RECHECK_ADMIN_MS : RECHECK_MEMBER_MS;
  let timer: NodeJS.Timeout;
  const loop = () => {
    recheck()
      // A database that cannot be read just now says nothing about anybody.
      .catch(() => undefined)
      .finally(() => {
        if (!signal.aborted) timer = setTimeout(loop, everyMs);
      });
  };
  sessions.on('ended', onEnded);
  sessions.on('changed', onChanged);
  const lifetime = Math.max(0, session.expiresAt - Date.now());
  const expiry =
    lifetime > LONGEST_TIMER_MS ? undefined : setTimeout(onEnded, lifetime, session.id);
  signal.addEventListener('abort', () => {
    sessions.off('ended', onEnded);
    sessions.off('changed', onChanged);
    clearTimeout(expiry);
    clearTimeout(timer);
  });
  loop();
}

function watchHost(
  { key, registry }: NonNullable<Needs['host']>,
  end: End,
  signal: AbortSignal,
): void {
  const onRemoved = (removed: string) => {
    if (removed === key) end(closeCode.hostRemoved, 'host removed');
  };
  registry.on('removed', onRemoved);
  signal.addEventListener('abort', () => {
    registry.off('removed', onRemoved);
  });
  if (!registry.get(key)) onRemoved(key);
}

function watchPeer(socket: WebSocket, signal: AbortSignal): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const heartbeat = setInterval(() => {
    // While we do not read, its answer waits with everything else.
    if (!answered && !socket.isPaused) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  signal.addEventListener('abort', () => {
    clearInterval(heartbeat);
  });
}
