import { about, type About } from '@archnest/backend/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { request } from '../../api.ts';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Line, Lines, Part } from '../../components/Part.tsx';
import { Day } from '../../components/Time.tsx';
import { useLive } from '../../hooks/useLive.ts';
import { useNow } from '../../hooks/useNow.ts';
import { formatBytes, formatSpanLong } from '../../lib/format.ts';
import { api } from '../../apiPaths.ts';
import { agentScriptPath, docsPath, openApiPath } from '../../paths.ts';
import classes from './about.module.css';

/** What this ArchNest is, and how it is. */
export default function AboutTab() {
  const query = useQuery({
    queryKey: ['about'],
    queryFn: () => request('GET', api.about, about),
    staleTime: 0,
  });
  return (
    <>
      <Part title="This ArchNest">
        <Loaded query={query} what="what this ArchNest is" rows={5}>
          {(data) => <Facts {...data} />}
        </Loaded>
      </Part>
      <Part title="Look it up">
        <Lines>
          <Doc href={docsPath} name="API reference">
            Every call, to read and to try.
          </Doc>
          <Doc href={openApiPath} name="OpenAPI description">
            The same for programs.
          </Doc>
          <Doc href={agentScriptPath} name="The agent">
            One bash script. Its head is its manual.
          </Doc>
        </Lines>
      </Part>
    </>
  );
}

function Facts({ version, node, startedAt, hosts, users, seats, ...bytes }: About) {
  const now = useNow(60_000);
  const { phase } = useLive();
  const started = Date.parse(startedAt);
  return (
    <Lines>
      <Line name="Version">
        <b>{version}</b>
        <span className={classes.quiet}>on Node {node}</span>
      </Line>
      <Line name="Health">
        <span className={classes.health}>
          {phase === 'lost' ? <HostGlyph status="stale" /> : <HealthGlyph value="healthy" />}
          {phase === 'lost' ? 'Connection lost, reconnecting' : 'Healthy'}
        </span>
        <span className={classes.quiet}>
          up {formatSpanLong(now - started)}, since <Day at={started} />
        </span>
      </Line>
      <Line name="Data">
        <span>{formatBytes(bytes.dataDirBytes)} on the disk</span>
        <span className={classes.quiet}>{formatBytes(bytes.databaseBytes)} of it the database</span>
      </Line>
      <Line name="Hosts">{hosts}</Line>
      <Line name="Users">
        {users} of {seats} seats used
      </Line>
    </Lines>
  );
}

const Doc = ({ href, name, children }: { href: string; name: string; children: ReactNode }) => (
  <Line
    name={
      <a className={classes.link} href={href} target="_blank" rel="noreferrer">
        {name}
      </a>
    }
  >
    <span className={classes.quiet}>{children}</span>
  </Line>
);
