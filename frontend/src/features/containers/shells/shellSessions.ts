import { splitTabId, tabId, type TabId } from '../../../paths.ts';

/** A shell that was opened, and the tab that shows it. It lives until that tab is closed. */
export interface ShellSession {
  readonly key: number;
  readonly tab: TabId;
}

/**
 * The open shells after a look at one. An address that leaves out the tab of another does not end it: Back and a link
 * lead to such addresses, and nobody who follows them means to end what runs there.
 * @param tabs the tabs that the address lists
 * @param shown the tab whose shell is in front; `null` when none is
 */
export function nextSessions(
  sessions: readonly ShellSession[],
  tabs: readonly TabId[],
  shown: TabId | null,
): readonly ShellSession[] {
  if (shown === null || sessions.some(({ tab }) => tab === shown)) return sessions;
  const moved = sessions.find(({ tab }) => tab === sourceOf(shown, tabs));
  if (moved)
    return sessions.map((session) => (session === moved ? { ...moved, tab: shown } : session));
  const key = 1 + Math.max(0, ...sessions.map((session) => session.key));
  return [...sessions, { key, tab: shown }];
}

/**
 * The tab whose running shell a tab takes over, or the work in it would stay behind unseen: it was torn off that one,
 * or the way led back to before it was.
 */
function sourceOf(shown: TabId, tabs: readonly TabId[]): TabId | null {
  const { hostKey, idPrefix, section } = splitTabId(shown);
  if (section === 'shell') return tabId(hostKey, idPrefix);
  const tornOff = tabId(hostKey, idPrefix, 'shell');
  return tabs.includes(tornOff) ? null : tornOff;
}
