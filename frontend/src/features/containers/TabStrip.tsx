import { IconFileText, IconStack2, IconTerminal, IconX } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { StateGlyph, type StateShape } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import type { DetailSection, TabId } from '../../paths.ts';
import classes from './tabs.module.css';

export interface TabView {
  id: TabId;
  /** Of the container. */
  name: string;
  host: string;
  shape: StateShape;
  /** What of it was torn off; `null` is all of it. */
  section: DetailSection | null;
}

export const sectionNames: Record<DetailSection, string> = { logs: 'Logs', shell: 'Shell' };

/** `jellyfin`, `jellyfin · Logs`. */
export const tabTitle = ({ name, section }: TabView) =>
  section === null ? name : `${name} · ${sectionNames[section]}`;

interface Props {
  tabs: readonly TabView[];
  /** `null`: the table. */
  active: TabId | null;
  /** A title in place of the tabs: an opened container is a page of its own there. */
  phone: boolean;
  onShow: (tab: TabId | null) => void;
  onClose: (tab: TabId) => void;
  /** Stands at the end of the strip. */
  children: ReactNode;
}

export const panelId = 'containers-panel';

function useTabKeys(
  list: React.RefObject<HTMLDivElement | null>,
  tabs: readonly TabView[],
  active: TabId | null,
  onShow: Props['onShow'],
  onClose: Props['onClose'],
) {
  const refocus = useRef(false);
  useEffect(() => {
    if (!refocus.current) return;
    refocus.current = false;
    list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }, [active, list]);

  return (event: KeyboardEvent) => {
    const order: (TabId | null)[] = [null, ...tabs.map((tab) => tab.id)];
    const index = order.indexOf(active);
    const go = (to: number) => {
      refocus.current = true;
      onShow(order.at(to % order.length) ?? null);
    };
    const keys: Record<string, () => void> = {
      ArrowRight: () => go(index + 1),
      ArrowLeft: () => go(index - 1),
      Home: () => go(0),
      End: () => go(-1),
      Delete: () => {
        if (active === null) return;
        refocus.current = true;
        onClose(active);
      },
    };
    const act = keys[event.key];
    if (!act || !(event.target as Element).matches('[role=tab]')) return;
    event.preventDefault();
    act();
  };
}

/** The table and the opened containers. Arrows move between tabs, Delete closes one. */
export function TabStrip({ tabs, active, phone, onShow, onClose, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useTabKeys(list, tabs, active, onShow, onClose);
  if (phone) {
    return (
      <header className={classes.phone}>
        <h1>Containers</h1>
        {children}
      </header>
    );
  }
  return (
    <header className={classes.strip}>
      <div
        ref={list}
        role="tablist"
        aria-label="Open containers"
        className={classes.list}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className={classes.tab} data-active={active === null || undefined}>
          <button {...tabProps(active === null)} onClick={() => onShow(null)}>
            <IconStack2 size={16} stroke={1.6} aria-hidden />
            <span className={classes.name}>Containers</span>
          </button>
        </div>
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            tab={tab}
            active={tab.id === active}
            onShow={onShow}
            onClose={onClose}
          />
        ))}
      </div>
      <div className={classes.end}>{children}</div>
    </header>
  );
}

const tabProps = (active: boolean) => ({
  type: 'button' as const,
  role: 'tab',
  'aria-selected': active,
  'aria-controls': panelId,
  tabIndex: active ? 0 : -1,
  className: classes.main,
});

function Tab({
  tab,
  active,
  onShow,
  onClose,
}: { tab: TabView; active: boolean } & Pick<Props, 'onShow' | 'onClose'>) {
  return (
    <div
      role="presentation"
      className={classes.tab}
      data-active={active || undefined}
      onMouseDown={(event) => event.button === 1 && event.preventDefault()}
      onAuxClick={(event) => event.button === 1 && onClose(tab.id)}
    >
      <button {...tabProps(active)} onClick={() => onShow(tab.id)} aria-keyshortcuts="Delete">
        <TabMark tab={tab} />
        <SafeText text={tabTitle(tab)} className={`${classes.name} truncate`} tip />
        <SafeText text={tab.host} className={`${classes.host} truncate`} tip />
      </button>
      <button
        type="button"
        className={`icon-button ${classes.close}`}
        data-small
        tabIndex={-1}
        aria-label={`Close ${tabTitle(tab)}`}
        onClick={() => onClose(tab.id)}
      >
        <IconX size={14} stroke={1.6} aria-hidden />
      </button>
    </div>
  );
}

function TabMark({ tab: { section, shape } }: { tab: TabView }) {
  if (section === null) return <StateGlyph shape={shape} />;
  const Icon = section === 'logs' ? IconFileText : IconTerminal;
  return <Icon size={14} stroke={1.6} aria-hidden />;
}
