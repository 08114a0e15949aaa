import { Button } from '@mantine/core';
import { Said } from '../../../components/DialogFrame.tsx';
import { visible } from '../../../lib/visible.ts';
import type { StepProps } from './AddSsh.tsx';
import { CredentialFields } from './CredentialFields.tsx';
import { nameOf } from './sshForm.ts';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';

/** Who we are there. */
export const CredentialsStep = ({ flow, step }: StepProps) => (
  <StepFrame
    heading="Credentials"
    step={step}
    lead={
      <>
        How ArchNest signs in to <b>{visible(nameOf(flow.draft))}</b> as{' '}
        <span className="mono">{visible(flow.draft.place.username)}</span>.
        {flow.confirmed !== null && ' They go only to a machine that shows the confirmed key.'}
      </>
    }
    attempts={flow.attempts}
    onSubmit={flow.toTest}
    footer={
      <>
        <Button onClick={() => flow.go('key')}>Back</Button>
        <Said />
        <Button type="submit" variant="filled">
          {flow.confirmed === null ? 'Next' : 'Test'}
        </Button>
      </>
    }
  >
    <div className={classes.form}>
      <CredentialFields
        auth={flow.draft.auth}
        errors={flow.errors}
        onChange={(patch) => flow.change(({ auth }) => ({ auth: { ...auth, ...patch } }))}
      />
    </div>
  </StepFrame>
);
