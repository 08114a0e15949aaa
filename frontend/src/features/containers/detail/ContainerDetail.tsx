import type { Host } from '@archnest/backend/contract';
import { useRef } from 'react';
import { useShown } from '../../../hooks/useShown.ts';
import type { DetailSection } from '../../../paths.ts';
import { sectionsOf } from '../actions/containerEntries.ts';
import type { Acting } from '../actions/useActing.tsx';
import { useJobs } from '../actions/useJobs.ts';
import { missing } from '../missing.ts';
import { sectionNames } from '../TabStrip.tsx';
import { useTarget, type SectionViews } from '../target.ts';
import type { ContainerRow } from '../view.ts';
import { DetailNav, sectionPanelId } from './DetailNav.tsx';
import classes from './detail.module.css';
import { FailedStep } from './FailedStep.tsx';
import { Head } from './Head.tsx';
import { PhoneActions } from './HeadActions.tsx';
import { Everything } from './Everything.tsx';

export interface DetailProps {
  row: ContainerRow;
  host: Host;
  phone: boolean;
  acting: Acting;
  views: SectionViews;
  /** What is shown; `null` is the overview. */
  section: DetailSection | null;
  /** The section has a tab of its own: what stands around it stays in the tab that it came from. */
  tornOff: boolean;
  onSection: (section: DetailSection | null) => void;
  onTearOff: (section: DetailSection) => void;
  onBack: () => void;
  onSearch: (search: string) => void;
}

/** One container: everything that is known about it, or one of its sections. */
export default function ContainerDetail(props: DetailProps) {
  const { row, phone, acting, section, tornOff } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const step = useJobs().byKey.get(row.key);
  useShown(section === null && row.host.can.live ? [row.key] : []);
  const offered = sectionsOf(row, acting.admin);
  const why = section && missing(row, section, acting.admin);
  // The shell itself stands below: it is kept by the page, for as long as its tab is open.
  const elsewhere = section === 'shell' && why === null;
  return (
    <div
      className={classes.detail}
      data-stale={props.host.status === 'stale' || undefined}
      data-elsewhere={elsewhere || undefined}
    >
      {(!tornOff || phone) && (
        <>
          <Head
            row={row}
            phone={phone}
            acting={acting}
            step={step}
            onBack={props.onBack}
            onTearOff={phone ? undefined : props.onTearOff}
          />
          <DetailNav
            sections={withForbidden(offered, row)}
            shown={section}
            onShow={props.onSection}
            scroller={scroller}
            phone={phone}
          />
        </>
      )}
      {step?.phase === 'failed' && <FailedStep step={step} />}
      <div
        id={sectionPanelId}
        role="tabpanel"
        aria-label={section === null ? 'Overview' : sectionNames[section]}
        className={classes.body}
        hidden={elsewhere}
      >
        {section === null && <Everything {...props} scroller={scroller} />}
        {section === 'logs' && why === null && <Logs row={row} phone={phone} views={props.views} />}
        {why !== null && (
          <p className={classes.missing} role="status">
            {why}
          </p>
        )}
      </div>
      {phone && section === null && <PhoneActions row={row} acting={acting} step={step} />}
    </div>
  );
}

/** A member is told that there is a shell, and why it is not for them. */
const withForbidden = (offered: readonly DetailSection[], { host }: ContainerRow) =>
  host.can.exec && !offered.includes('shell') ? [...offered, 'shell' as const] : offered;

function Logs({ row, phone, views }: Pick<DetailProps, 'row' | 'phone' | 'views'>) {
  const target = useTarget(row);
  return <views.logs target={target} phone={phone} />;
}
