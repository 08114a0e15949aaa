import type { TabId } from '../../../paths.ts';
import { nextSessions, type ShellSession } from './shellSessions.ts';

export interface ShellsState {
  readonly sessions: readonly ShellSession[];
  /** The tab whose shell is in front. */
  readonly front: TabId | null;
}

const none: ShellsState = { sessions: [], front: null };

/**
 * Which shells are open. An external store, since they outlive every page: going to the hosts and back must not end
 * what runs in one.
 */
export class OpenShells {
  private state = none;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = () => this.state;

  /**
   * Brings a tab's shell to the front, and opens it if there is none.
   * @param tabs the tabs that the address lists
   */
  show(tabs: readonly TabId[], front: TabId | null) {
    this.set({ sessions: nextSessions(this.state.sessions, tabs, front), front });
  }

  /** They stay connected, out of sight. */
  hide() {
    this.set({ ...this.state, front: null });
  }

  /** Ends the shell of a tab that is being closed. */
  end(closed: TabId) {
    const { sessions, front } = this.state;
    if (!sessions.some(({ tab }) => tab === closed)) return;
    this.set({
      sessions: sessions.filter(({ tab }) => tab !== closed),
      front: front === closed ? null : front,
    });
  }

  /** Ends all of them. */
  clear() {
    this.set(none);
  }

  private set(state: ShellsState) {
    const { sessions, front } = this.state;
    if (state.sessions === sessions && state.front === front) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const openShells = new OpenShells();
