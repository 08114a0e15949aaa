import type { Host } from '@archnest/backend/contract';
import { IconChevronDown, IconChevronRight, IconDots, IconEye } from '@tabler/icons-react';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { isCutOff, standingOf } from '../../components/hostStanding.ts';
import { HostTrouble } from '../../components/HostTrouble.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { formatBytes, formatCpu } from '../../lib/format.ts';
import { oneWay } from './cells.tsx';
import { engineText } from './engineText.ts';
import classes from './grid.module.css';
import type { Group } from './group.ts';

export interface GroupRowProps {
  group: Group;
  host: Host | undefined;
  collapsed: boolean;
  phone: boolean;
}

const counted = ({ count, running, host }: Group, of: Host | undefined, phone: boolean) => {
  if (count === 0) return uncounted(of, phone);
  const share = `${running} of ${count}`;
  if (phone) return share;
  return isCutOff(host.status) ? `was ${share} running` : `${share} running`;
};

/** A host without a row: it has no containers, or they did not come; of some, what stands beside this says why. */
function uncounted(host: Host | undefined, phone: boolean): string {
  if (!host || isCutOff(host.status) || host.status === 'unknown') return '';
  if (host.containerCount === 0) return phone ? '' : 'No containers';
  return 'Its containers could not be read';
}

/** What a group row says, for those who do not see it. */
export const groupLabel = (group: Group, host: Host | undefined) =>
  [group.title ?? 'No project', group.host.name, counted(group, host, false)]
    .filter(Boolean)
    .join(', ');

/** The title side of a group row: project, host, how many run, and the host's trouble once. */
export function GroupTitle({ group, host, collapsed, phone }: GroupRowProps) {
  const Chevron = collapsed ? IconChevronRight : IconChevronDown;
  const form = phone ? 'brief' : group.count === 0 ? 'full' : 'row';
  const trouble = host && <HostTrouble host={host} form={form} />;
  const count = counted(group, host, phone);
  return (
    <>
      <span className={classes.lead} role="gridcell">
        {group.count > 0 && <Chevron size={14} stroke={1.6} aria-hidden />}
      </span>
      <span className={classes.groupTitle} role="gridcell">
        {!group.namesProject && <HostMark group={group} />}
        <SafeText
          text={group.title ?? 'No project'}
          className={group.title === null ? classes.noProject : classes.title}
          tip
        />
        {group.namesProject && (
          <span className={classes.groupHost}>
            <HostMark group={group} />
            <SafeText
              text={group.host.name}
              className="truncate"
              tip={host?.engine ? `${group.host.name}\n${engineText(host.engine)}` : true}
            />
          </span>
        )}
        {phone && group.host.readOnly && (
          <span className={classes.hostMark} data-tip={oneWay}>
            <IconEye size={14} stroke={1.6} aria-hidden />
            <span className="sr-only">View only</span>
          </span>
        )}
        {!phone && count && <span className={classes.groupCount}>{count}</span>}
        {trouble && <span className={classes.groupTrouble}>{trouble}</span>}
        {phone && host && standingOf(host) !== 'trouble' && (
          <span className={classes.groupCount}>{count}</span>
        )}
      </span>
    </>
  );
}

const HostMark = ({ group }: { group: Group }) => (
  <span className={classes.hostMark}>
    <SourceGlyph source={group.host.source} />
  </span>
);

/** A group's total in the column of the same name. */
export function GroupTotal({ group, column }: { group: Group; column: string }) {
  const shown = !isCutOff(group.host.status);
  if (column === 'cpu' && group.cpu !== null && shown) return formatCpu(group.cpu);
  if (column === 'memory' && group.memory !== null && shown) return formatBytes(group.memory);
  if (column === 'actions') {
    return (
      <button
        type="button"
        className={`icon-button ${classes.menuButton}`}
        data-small
        data-group-menu
        tabIndex={-1}
        aria-haspopup="menu"
        aria-label={`Actions for ${group.title ?? 'containers without a project'}`}
      >
        <IconDots size={16} stroke={1.6} aria-hidden />
      </button>
    );
  }
  return null;
}
