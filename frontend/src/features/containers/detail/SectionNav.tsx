import { useEffect, useState, type RefObject } from 'react';
import classes from './detail.module.css';

export const sections = [
  ['overview', 'Overview'],
  ['state', 'State & health'],
  ['stats', 'Stats'],
  ['ports', 'Ports'],
  ['networks', 'Networks'],
  ['mounts', 'Mounts'],
  ['env', 'Environment'],
  ['labels', 'Labels'],
  ['command', 'Command'],
] as const;

/** The last section whose head has passed the top of the scroller; the last of all at its end. */
function sectionInView(scroller: HTMLElement): string | undefined {
  const heads = [...scroller.querySelectorAll<HTMLElement>('[data-section]')];
  const atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2;
  if (atEnd && scroller.scrollTop > 0) return heads.at(-1)?.dataset['section'];
  const top = scroller.getBoundingClientRect().top + 48;
  return heads.findLast((head) => head.getBoundingClientRect().top <= top)?.dataset['section'];
}

interface Props {
  scroller: RefObject<HTMLElement | null>;
  /** Stands beside the choice of sections and steps back behind it. */
  beside?: boolean;
}

/** Parts of one page: jumps to them, and shows where the reader is. */
export function SectionNav({ scroller, beside = false }: Props) {
  const [current, setCurrent] = useState<string>('overview');
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => setCurrent(sectionInView(element) ?? 'overview');
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);

  const jump = (id: string) => {
    const section = scroller.current?.querySelector<HTMLElement>(`[data-section="${id}"]`);
    // Not scrollIntoView, which would scroll the frame around it too.
    if (section) scroller.current?.scrollTo({ top: section.offsetTop });
    setCurrent(id);
  };

  return (
    <nav
      className={beside ? classes.jumps : classes.nav}
      aria-label={beside ? 'Parts of the overview' : 'Sections'}
    >
      {sections.slice(beside ? 1 : 0).map(([id, name]) => (
        <button
          key={id}
          type="button"
          aria-current={id === current ? 'location' : undefined}
          onClick={() => jump(id)}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
