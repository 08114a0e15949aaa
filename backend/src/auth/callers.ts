import { EventEmitter } from 'node:events';
import type { LiveSession } from '../db/sessions.ts';
import type { ApiTokenService } from './apiTokens.ts';
import type { SessionService } from './sessions.ts';

interface Events {
  /** Somebody may not ask any more, by their id in `LiveSession`. */
  ended: [id: string];
  /** What a user may do was changed, by the user's id. */
  changed: [userId: number];
}

/** Tells whether somebody may still ask, and at once when that changes. */
export interface LiveCallers extends Pick<EventEmitter<Events>, 'on' | 'off'> {
  /** Whoever has that id in `LiveSession`, as they are now; `undefined` when they are no more. */
  find(id: string): Promise<LiveSession | undefined>;
}

/** Everybody who may ask: who signed in, and scripts with an API token. Repeats what both of them emit. */
export class Callers extends EventEmitter<Events> implements LiveCallers {
  readonly #sessions: SessionService;
  readonly #tokens: ApiTokenService;

  constructor(sessions: SessionService, tokens: ApiTokenService) {
    super();
    // Listeners for each open socket.
    this.setMaxListeners(0);
    this.#sessions = sessions;
    this.#tokens = tokens;
    for (const source of [sessions, tokens])
      source.on('ended', (id) => {
        this.emit('ended', id);
      });
    sessions.on('changed', (userId) => {
      this.emit('changed', userId);
    });
  }

  async find(id: string): Promise<LiveSession | undefined> {
    return (await this.#tokens.find(id)) ?? this.#sessions.find(id);
  }
}
