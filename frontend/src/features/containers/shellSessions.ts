import { splitTabId, type TabId } from '../../paths.ts';
import { wholeTab } from './useTabViews.ts';

/** A shell that was opened, and the tab that shows it. It lives as long as that tab is open. */
export interface ShellSession {
  readonly key: number;
  readonly tab: TabId;
}

/**
 * The shells that stay connected.
 * @param tabs the open tabs
 * @param shown the tab whose shell is in front; `null` when none is
 */
export function nextSessions(
  sessions: readonly ShellSession[],
  tabs: readonly TabId[],
  shown: TabId | null,
): readonly ShellSession[] {
  const kept = sessions.filter(({ tab }) => tabs.includes(tab));
  const known = shown === null || kept.some(({ tab }) => tab === shown);
  if (known) return kept.length === sessions.length ? sessions : kept;
  // Torn off: the running shell moves into its own tab, or the work in it would stay behind unseen.
  const source = splitTabId(shown).section === 'shell' ? wholeTab(shown) : null;
  const moved = kept.find(({ tab }) => tab === source);
  if (moved) return kept.map((session) => (session === moved ? { ...moved, tab: shown } : session));
  const key = 1 + Math.max(0, ...sessions.map((session) => session.key));
  return [...kept, { key, tab: shown }];
}
