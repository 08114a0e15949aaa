import type { WebSocket } from 'ws';
import { closeCode } from '../contract/index.ts';
import type { LiveSession, SessionService } from '../auth/sessions.ts';

const PING_EVERY_MS = 30_000;
/** setTimeout's own limit; no session lasts as long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Keeps a socket only as long as its session lives and its peer answers. */
export function holdAuthority(
  socket: WebSocket,
  session: LiveSession,
  sessions: SessionService,
): void {
  const end = () => {
    socket.close(closeCode.sessionEnded, 'session ended');
  };
  const onEnded = (id: string) => {
    if (id === session.id) end();
  };
  sessions.on('ended', onEnded);
  const expiry = setTimeout(end, Math.min(session.expiresAt - Date.now(), LONGEST_TIMER_MS));
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const heartbeat = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on('close', () => {
    sessions.off('ended', onEnded);
    clearTimeout(expiry);
    clearInterval(heartbeat);
  });
}
