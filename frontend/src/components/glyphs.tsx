import type {
  ContainerHealth,
  ContainerState,
  HostSource,
  HostStatus,
} from '@archnest/backend/contract';
import type { ReactNode } from 'react';

/** Our own 12 and 14 px marks. State is shape + colour + word: a glyph never stands for a word alone. */

export type StateShape = ContainerState | 'failed' | 'lastKnown';

const stroke = (path: string, width = 1.6) => (
  <path
    d={path}
    fill="none"
    stroke="currentColor"
    strokeWidth={width}
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

const ring = (dash?: string) => (
  <circle
    cx="6"
    cy="6"
    r="3.6"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeDasharray={dash}
  />
);

const slashedRing = (
  <>
    <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
    {stroke('M3.2 8.8 8.8 3.2', 1.4)}
  </>
);

const states: Record<StateShape, [color: string, shape: ReactNode]> = {
  running: ['var(--an-ok-mark)', <circle key="s" cx="6" cy="6" r="4" fill="currentColor" />],
  exited: ['var(--an-text-3)', ring()],
  failed: [
    'var(--an-danger-mark)',
    <rect key="s" x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />,
  ],
  paused: [
    'var(--an-info-mark)',
    <path key="s" d="M2.6 2h2.4v8H2.6zM7 2h2.4v8H7z" fill="currentColor" />,
  ],
  restarting: ['var(--an-warn-mark)', stroke('M10 6.3A4 4 0 1 1 8.6 3.1M9.9 1.4v2.5H7.4', 1.5)],
  created: ['var(--an-text-3)', ring('2.1 1.67')],
  removing: ['var(--an-text-3)', stroke('M2.5 6h7', 1.8)],
  dead: ['var(--an-danger-mark)', stroke('m3 3 6 6M9 3 3 9', 1.9)],
  lastKnown: ['var(--an-text-3)', slashedRing],
};

const health: Record<Exclude<ContainerHealth, 'none'>, [color: string, shape: ReactNode]> = {
  healthy: ['var(--an-ok-mark)', stroke('m2.2 6.6 2.5 2.4 5.1-5.6', 1.6)],
  starting: [
    'var(--an-warn-mark)',
    <g key="s">
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
    </g>,
  ],
  unhealthy: [
    'var(--an-danger-mark)',
    <path
      key="s"
      fillRule="evenodd"
      fill="currentColor"
      d="M5.2 1.3a.95.95 0 0 1 1.6 0l4.5 7.9a.95.95 0 0 1-.8 1.4h-9a.95.95 0 0 1-.8-1.4zM5.35 4.2v3h1.3v-3zm0 3.9v1.3h1.3V8.1z"
    />,
  ],
};

const hosts: Record<HostStatus, [color: string, shape: ReactNode]> = {
  online: states.running,
  stale: [
    'var(--an-warn-mark)',
    <g key="s">
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {stroke('M6 3.5V6l1.6 1.4', 1.3)}
    </g>,
  ],
  offline: ['var(--an-danger-mark)', slashedRing],
  unverified: [
    'var(--an-warn-mark)',
    <g key="s">
      {stroke('M6 1.3 10 2.7v3c0 2.4-1.6 4-4 5-2.4-1-4-2.6-4-5v-3z', 1.4)}
      {stroke('M6 4v2.2M6 8v.1', 1.3)}
    </g>,
  ],
  unknown: states.created,
};

const sources: Record<HostSource, string> = {
  engine: 'M5 1.5h4v4H5zM2 7.5h4v4H2zM8 7.5h4v4H8z',
  ssh: 'm2 3.5 4 3.5-4 3.5M7.5 11H12',
  agent: 'M7 9V2M4.2 4.6 7 1.8l2.8 2.8M1.8 8.5v3.2h10.4V8.5',
};

const Glyph = ({ color, children }: { color: string; children: ReactNode }) => (
  <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden style={{ color, flex: 'none' }}>
    {children}
  </svg>
);

export function StateGlyph({ shape }: { shape: StateShape }) {
  const [color, drawing] = states[shape];
  return <Glyph color={color}>{drawing}</Glyph>;
}

export function HealthGlyph({ value }: { value: Exclude<ContainerHealth, 'none'> }) {
  const [color, drawing] = health[value];
  return <Glyph color={color}>{drawing}</Glyph>;
}

/** @param alarm among words of danger it has their colour */
export function HostGlyph({ status, alarm = false }: { status: HostStatus; alarm?: boolean }) {
  const [color, drawing] = hosts[status];
  return <Glyph color={alarm ? 'var(--an-danger-mark)' : color}>{drawing}</Glyph>;
}

export const sourceNames: Record<HostSource, string> = {
  engine: 'Engine',
  ssh: 'SSH',
  agent: 'Agent',
};

/** Always neutral: a source is not a state. */
export const SourceGlyph = ({ source }: { source: HostSource }) => (
  <svg
    width="14"
    height="14"
    viewBox="0 0 14 14"
    role="img"
    aria-label={sourceNames[source]}
    style={{ flex: 'none' }}
  >
    <path
      d={sources[source]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeLinecap="round" aria-hidden>
    <path d="M2.5 21v-9a9.5 9.5 0 0 1 19 0v9" stroke="var(--an-text)" strokeWidth="2" />
    <path d="M7 21v-8.5a5 5 0 0 1 10 0V21" stroke="var(--an-accent)" strokeWidth="2" />
    <path d="M12 21v-8" stroke="var(--an-text)" strokeWidth="2" />
  </svg>
);
