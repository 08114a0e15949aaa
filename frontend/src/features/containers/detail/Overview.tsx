import type { Container, Host } from '@archnest/backend/contract';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { HostGlyph, SourceGlyph, sourceNames } from '../../../components/glyphs.tsx';
import { isCutOff } from '../../../components/hostStanding.ts';
import { HostTrouble } from '../../../components/HostTrouble.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { HealthView, StateView } from '../../../components/StateView.tsx';
import { Unknown } from '../../../components/Unknown.tsx';
import { useNow } from '../../../hooks/useNow.ts';
import {
  formatDay,
  formatExact,
  formatSpan,
  formatSpanLong,
  parseTime,
} from '../../../lib/format.ts';
import { engineText } from '../engineText.ts';
import { formatTerm } from '../search.ts';
import type { ContainerRow } from '../view.ts';
import classes from './detail.module.css';
import { Fact, Facts, Section } from './Section.tsx';

interface Props {
  row: ContainerRow;
  host: Host;
  onSearch: (search: string) => void;
}

export function Overview({ row, host, onSearch }: Props) {
  const { container } = row;
  return (
    <Section id="overview" title="Overview" untitled>
      <Facts>
        <Fact name="Host">
          <SourceGlyph source={host.source} />
          <SafeText text={host.name} />
          <span className={classes.quiet}>{sourceNames[host.source]}</span>
          {host.status === 'online' && !host.statusDetail ? (
            <span className={classes.inline}>
              <HostGlyph status="online" /> Online
            </span>
          ) : (
            <HostTrouble host={host} />
          )}
        </Fact>
        <Fact name="Compose">
          {row.project === null ? (
            <span className={classes.quiet}>{container.labels ? 'no project' : <Unknown />}</span>
          ) : (
            <>
              <button
                type="button"
                className={classes.link}
                onClick={() =>
                  onSearch(formatTerm({ key: 'project', value: row.project ?? '', negated: false }))
                }
              >
                <SafeText text={row.project} />
              </button>
              {row.service !== null && (
                <span className={classes.quiet}>
                  / <SafeText text={row.service} />
                </span>
              )}
            </>
          )}
        </Fact>
        <Fact name="ID">
          <span className={classes.mono} data-tip={container.id}>
            {container.id.slice(0, 12)}
          </span>
          <CopyButton text={container.id} what="the container id" />
        </Fact>
        <Fact name="Image" wide={container.image.length > longImage}>
          <SafeText text={container.image} className={classes.mono} />
          <CopyButton text={container.image} what="the image" />
        </Fact>
        <Fact name="Image ID">
          <ImageId id={container.imageId} />
        </Fact>
        {host.engine && (
          <Fact name="Machine" wide>
            <SafeText text={engineText(host.engine)} className={classes.sentence} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

/** What fits beside another fact. */
const longImage = 28;

function ImageId({ id }: { id: string | null }) {
  if (id === null) return <Unknown what="Image ID" />;
  const short = id.replace(/^sha256:/, '').slice(0, 12);
  return (
    <>
      <span className={classes.mono} data-tip={id}>
        <SafeText text={short} />
      </span>
      <CopyButton text={id} what="the image id" />
    </>
  );
}

interface StateProps {
  row: ContainerRow;
  /** With what its live row leaves out; not there yet. */
  full: Container | undefined;
}

/** How it stands, since when, and how often it fell. */
export function StateAndHealth({ row, full }: StateProps) {
  const { container, host } = row;
  // An Engine was asked: what it does not say did not happen.
  const asked = host.can.live;
  return (
    <Section id="state" title="State & health">
      <Facts>
        <Fact name="State">
          <StateView shape={row.shape} word={row.word} exitCode={container.exitCode} />
          <Up row={row} />
        </Fact>
        <Fact name="Health">
          <HealthView value={container.health} streak={container.failingStreak} />
          {container.health === 'none' && <span className={classes.quiet}>no check</span>}
        </Fact>
        <Fact name="Started">
          <Moment at={container.startedAt} what="Started" asked={asked} />
        </Fact>
        <Fact name="Finished">
          <Moment at={container.finishedAt} what="Finished" asked={asked} />
        </Fact>
        <Fact name="Created">
          <Moment at={container.createdAt} what="Created" asked={false} />
        </Fact>
        <Fact name="Restarts">
          {container.restartCount === null ? <Unknown what="Restarts" /> : container.restartCount}
          <RestartPolicy policy={container.restartPolicy} />
        </Fact>
        {!(asked && container.exitCode === null) && (
          <Fact name="Exit code">
            {container.exitCode === null ? (
              <Unknown what="Exit code" />
            ) : (
              <ExitCode container={container} />
            )}
          </Fact>
        )}
        {/* Of a live container it says nothing else than what stands around it, and gets old. */}
        {!asked && (
          <Fact name="Docker says">
            {container.status === null ? (
              <Unknown what="Status" />
            ) : (
              <SafeText text={container.status} />
            )}
          </Fact>
        )}
        {full?.healthOutput && (
          <Fact name="Last check" wide>
            <SafeText text={full.healthOutput.trim()} lines className={classes.output} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

const ExitCode = ({ container: { exitCode, state } }: { container: Container }) => (
  <>
    {exitCode}
    {state === 'running' && <span className={classes.quiet}>of the last run</span>}
  </>
);

function Up({ row }: { row: ContainerRow }) {
  const now = useNow(1_000);
  if (row.startedAt === null || isCutOff(row.host.status)) return null;
  return <span className={classes.quiet}>{formatSpanLong(now - row.startedAt)}</span>;
}

const RestartPolicy = ({ policy }: { policy: string | null }) =>
  policy === null ? null : (
    <span className={classes.quiet}>
      <SafeText text={policy === 'no' || policy === '' ? 'never restarted by Docker' : policy} />
    </span>
  );

interface MomentProps {
  at: string | null;
  what: string;
  /** Whether it would be known if it had happened. */
  asked: boolean;
}

function Moment({ at, what, asked }: MomentProps) {
  const now = useNow(1_000);
  const time = parseTime(at);
  if (at === null && !asked) return <Unknown what={what} />;
  if (at === null || time === null) return <span className={classes.quiet}>never</span>;
  return (
    <time dateTime={at} data-tip={formatExact(time)}>
      {formatDay(time, now)} <span className={classes.quiet}>{formatSpan(now - time)} ago</span>
    </time>
  );
}
