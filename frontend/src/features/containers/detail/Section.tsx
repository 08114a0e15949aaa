import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './detail.module.css';

interface SectionProps {
  id: string;
  title: string;
  count?: number | undefined;
  aside?: ReactNode;
  /** Its place says what it is; the heading is only heard. */
  untitled?: boolean;
  children: ReactNode;
}

/** A heading over a hairline, what it counts, and something at its end. */
export const Section = ({ id, title, count, aside, untitled, children }: SectionProps) => (
  <section
    className={classes.section}
    id={`section-${id}`}
    aria-labelledby={`heading-${id}`}
    data-section={id}
  >
    <header className={untitled ? 'sr-only' : classes.sectionHead}>
      <h2 id={`heading-${id}`}>{title}</h2>
      {count !== undefined && <span className={classes.count}>{count}</span>}
      {aside !== undefined && <span className={classes.aside}>{aside}</span>}
    </header>
    {children}
  </section>
);

/** Why a section has nothing to list. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className={classes.nothing}>{children}</p>
);

export const NotReported = () => <Nothing>— not reported by this source</Nothing>;

interface FilterProps {
  value: string;
  onChange: (value: string) => void;
  what: string;
}

export const SectionFilter = ({ value, onChange, what }: FilterProps) => (
  <span className={classes.filter}>
    <IconSearch size={14} stroke={1.6} aria-hidden />
    <input
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      placeholder={`Filter ${what}`}
      aria-label={`Filter ${what}`}
      autoComplete="off"
      spellCheck={false}
    />
  </span>
);

interface FactProps {
  name: string;
  children: ReactNode;
  wide?: boolean;
}

export const Fact = ({ name, children, wide = false }: FactProps) => (
  <div className={classes.fact} data-wide={wide || undefined}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className={classes.facts}>{children}</dl>
);
