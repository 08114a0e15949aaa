import { Banner } from '../../../components/Banner.tsx';
import { HealthGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import type { OwnStep } from '../actions/jobs.ts';
import { jobs } from '../actions/perform.ts';
import { words } from '../actions/verbs.ts';

/** What did not work on this container, where its reader looks. */
export const FailedStep = ({ step: { job, target, problem } }: { step: OwnStep }) => (
  <Banner
    tone="danger"
    mark={<HealthGlyph value="unhealthy" />}
    action={
      <>
        <button
          type="button"
          className="link-button"
          onClick={() => jobs.retry(job.id, target.key)}
        >
          Try again
        </button>
        <button type="button" className="link-button" onClick={() => jobs.dismiss(job.id)}>
          Dismiss
        </button>
      </>
    }
  >
    <strong>
      Could not {words[job.action].verb.toLowerCase()} <SafeText text={target.name} />.
    </strong>{' '}
    <SafeText text={problem ?? ''} />
  </Banner>
);
