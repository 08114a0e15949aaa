import type { KeyboardEvent, RefObject } from 'react';
import type { DetailSection } from '../../../paths.ts';
import { sectionNames } from '../TabStrip.tsx';
import classes from './detail.module.css';
import { SectionNav } from './SectionNav.tsx';

interface Props {
  /** What there is besides the overview. */
  sections: readonly DetailSection[];
  /** `null`: the overview. */
  shown: DetailSection | null;
  onShow: (section: DetailSection | null) => void;
  /** Of the overview, whose parts it jumps to. */
  scroller: RefObject<HTMLElement | null>;
  phone: boolean;
}

export const sectionPanelId = 'container-section';

/** What of a container is shown; and where that is the overview, the way to its parts. */
export function DetailNav({ sections, shown, onShow, scroller, phone }: Props) {
  const single = sections.length === 0 && shown === null;
  if (single) return <SectionNav scroller={scroller} />;
  const order = [null, ...sections];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (order.indexOf(shown) + step + order.length) % order.length;
    onShow(order[next] ?? null);
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className={classes.nav}>
      <div role="tablist" aria-label="Sections" className={classes.sections} onKeyDown={onKeyDown}>
        {order.map((section) => (
          <button
            key={section}
            type="button"
            role="tab"
            aria-selected={section === shown}
            aria-controls={sectionPanelId}
            tabIndex={section === shown ? 0 : -1}
            onClick={() => onShow(section)}
          >
            {section === null ? 'Overview' : sectionNames[section]}
          </button>
        ))}
      </div>
      {shown === null && !phone && <SectionNav scroller={scroller} beside />}
    </div>
  );
}
