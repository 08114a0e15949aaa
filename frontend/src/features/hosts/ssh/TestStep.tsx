import { Button } from '@mantine/core';
import { Said } from '../../../components/DialogFrame.tsx';
import { HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import detail from '../detail.module.css';
import { Fact, Facts } from '../HostFacts.tsx';
import type { AddStep, AddSsh } from './useAddSsh.ts';
import type { StepProps } from './AddSsh.tsx';
import { Fingerprint } from './Fingerprint.tsx';
import { authWords } from './secrets.ts';
import { jumpChain, nameOf, type SshDraft } from './sshForm.ts';
import { SshTestResult } from './SshTestResult.tsx';
import { fixWords, modeWords, type Fix } from './sshWords.ts';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';
import { placeWords } from './target.ts';

const stepOf: Record<Fix, AddStep> = {
  address: 'address',
  docker: 'address',
  key: 'key',
  credentials: 'credentials',
};

/** Whether it all works; saving does not depend on it. */
export function TestStep({ flow, step }: StepProps) {
  const { testing, saving, result, confirmed } = flow;
  const works = result?.ok === true;
  return (
    <StepFrame
      heading="Test"
      step={step}
      onSubmit={flow.store}
      footer={
        <>
          <Button disabled={saving} onClick={() => flow.go('credentials')}>
            Back
          </Button>
          <Said>
            {confirmed !== null && !testing && !works && 'Once saved, ArchNest keeps trying.'}
          </Said>
          {confirmed !== null && (
            <Button loading={testing} disabled={saving} onClick={() => flow.test()}>
              Test again
            </Button>
          )}
          <Button type="submit" variant={testing ? 'default' : 'filled'} loading={saving}>
            {works ? 'Add host' : testing ? 'Save without testing' : 'Save anyway'}
          </Button>
        </>
      }
    >
      <div className={classes.wide}>
        <Summary flow={flow} />
        {confirmed === null && (
          <p className={classes.note}>
            <HostGlyph status="unverified" />
            <span>
              <b>The host key is not confirmed, so nothing was tried.</b> ArchNest connects once an
              admin has compared it:{' '}
              <button type="button" className={classes.inline} onClick={() => flow.go('key')}>
                here
              </button>
              , or later from the list of hosts.
            </span>
          </p>
        )}
        <SshTestResult
          testing={testing}
          result={result}
          problem={flow.problem}
          name={nameOf(flow.draft)}
          onFix={(fix) => flow.go(stepOf[fix])}
        />
        {flow.problem !== null && flow.refusedAt !== null && (
          <div className={classes.links}>
            <Go fix={flow.refusedAt} flow={flow} />
          </div>
        )}
      </div>
    </StepFrame>
  );
}

const Go = ({ fix, flow }: { fix: Fix; flow: AddSsh }) => (
  <button type="button" className="link-button" data-small onClick={() => flow.go(stepOf[fix])}>
    {flow.errors.name === undefined ? fixWords[fix] : 'Change the name'}
  </button>
);

function Summary({ flow: { draft, saved, confirmed } }: { flow: AddSsh }) {
  const { place, docker } = draft;
  const port = place.port === '' ? 22 : Number(place.port);
  const jumps = jumpChain(saved, place.jumpHostId).toReversed();
  return (
    <Facts>
      <Fact name="Name">{visible(nameOf(draft))}</Fact>
      <Fact name="Address">
        <SafeText text={placeWords({ ...place, port }, true)} className={detail.mono} />
      </Fact>
      {jumps.length > 0 && (
        <Fact name="Through">{jumps.map(({ name }) => visible(name)).join(', then ')}</Fact>
      )}
      <Fact name="Host key">
        {confirmed === null ? (
          <span className={detail.warn}>Not confirmed yet</span>
        ) : (
          <Fingerprint fingerprint={confirmed} />
        )}
      </Fact>
      <Fact name="Sign-in">{signIn(draft)}</Fact>
      <Fact name="Docker">
        {docker.enabled
          ? `${modeWords[docker.mode].name}, ${docker.command}`
          : 'Not asked: only a jump host'}
      </Fact>
    </Facts>
  );
}

function signIn({ auth }: SshDraft): string {
  if (auth.type !== 'key') return authWords[auth.type];
  const file = auth.key.file === null ? '' : `, ${visible(auth.key.file)}`;
  return `${authWords.key}${file}${auth.certificate.text.trim() === '' ? '' : ', with a certificate'}`;
}
