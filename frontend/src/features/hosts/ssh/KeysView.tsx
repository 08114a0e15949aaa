import type { SshHop, SshProbe } from '@archnest/backend/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { HostGlyph } from '../../../components/glyphs.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { visible } from '../../../lib/visible.ts';
import result from '../testResult.module.css';
import { HopChain } from './HopChain.tsx';
import classes from './keys.module.css';
import steps from './steps.module.css';
import type { KeyCheck } from './useKeyCheck.ts';

interface Props {
  name: string;
  probe: UseQueryResult<SshProbe>;
  hops: readonly SshHop[];
  check: KeyCheck;
  confirmed?: string | null;
  /** The pinning was refused. */
  problem: string | null;
  /** More to do than asking again. */
  children?: ReactNode;
}

/** The way to a machine as it was just seen: asked for, shown and compared. */
export function KeysView({ name, probe, hops, check, confirmed, problem, children }: Props) {
  const status = useRef<HTMLDivElement>(null);
  // The button that was pressed goes while it is asked: the focus stays in the step.
  useEffect(() => {
    if (document.activeElement === document.body)
      status.current?.closest('form')?.querySelector('h2')?.focus({ preventScroll: true });
  }, [probe.isFetching]);
  return (
    <>
      <div role="status" ref={status}>
        {probe.isFetching && (
          <div className={classes.waiting}>
            <Spinner />
            Asking {visible(name)} for its host key…
          </div>
        )}
      </div>
      {!probe.isFetching && probe.error && <Problem>{probe.error.message}</Problem>}
      {hops.length > 0 && !probe.isFetching && (
        <HopChain hops={hops} check={check} confirmed={confirmed ?? null} />
      )}
      {!probe.isFetching && check.hop && <Stop hop={check.hop} />}
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={steps.links}>
        {!probe.isFetching && (
          <button
            type="button"
            className="link-button"
            data-small
            onClick={() => void probe.refetch()}
          >
            Ask again
          </button>
        )}
        {children}
      </div>
    </>
  );
}

const Problem = ({ children }: { children: string }) => (
  <div className={result.result} data-tone="danger" role="alert">
    <HostGlyph status="offline" />
    <span>{children}</span>
  </div>
);

const Stop = ({ hop }: { hop: SshHop }) => (
  <p className={`${steps.note} ${classes.warning}`}>
    <HostGlyph status="unverified" />
    <span>
      If they differ, stop: something between here and {visible(hop.name)} may be answering in its
      place. A later change of this key is refused until an admin pins the new one.
    </span>
  </p>
);

interface LeadProps {
  hops: readonly SshHop[];
  name: string;
  /** Nobody has signed in to it yet. */
  unsaved?: boolean;
}

/** What the way is, before anything is compared. */
export function KeysLead({ hops, name, unsaved = false }: LeadProps) {
  const jumps = hops.length - 1;
  const target = <b>{visible(name)}</b>;
  return (
    <>
      {jumps > 0 && (
        <>
          The way to {target} leads through {jumps === 1 ? 'one jump host' : `${jumps} jump hosts`}
          .{' '}
        </>
      )}
      ArchNest signs in to a machine only after you have confirmed its key.
      {unsaved && <> Nothing but a handshake has reached {target} so far.</>}
    </>
  );
}
