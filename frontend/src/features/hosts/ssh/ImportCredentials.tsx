import { Button } from '@mantine/core';
import { Said } from '../../../components/DialogFrame.tsx';
import { plural } from '../../../lib/format.ts';
import { visible } from '../../../lib/visible.ts';
import { CredentialFields } from './CredentialFields.tsx';
import { keyFiles } from './importPlan.ts';
import type { ImportStepProps } from './ImportSsh.tsx';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';

/** One way to sign in for all that were chosen. */
export function ImportCredentials({ flow, step }: ImportStepProps) {
  const count = plural(flow.order.length, 'host');
  const files = keyFiles(flow.order);
  return (
    <StepFrame
      heading={`Credentials for ${count}`}
      step={step}
      lead={`All ${count} get the same ones. Where some differ, import the others by themselves, or edit them later.`}
      attempts={flow.attempts}
      onSubmit={flow.save}
      footer={
        <>
          <Button onClick={() => flow.go('hosts')}>Back</Button>
          <Said>Saved one by one; nothing connects yet.</Said>
          <Button type="submit" variant="filled">
            Import {flow.order.length}
          </Button>
        </>
      }
    >
      <div className={classes.form}>
        {files.length > 0 && (
          <p className={classes.note} data-tone="plain">
            <span>
              The file names{' '}
              {files.map(([file, hosts], index) => (
                <span key={file}>
                  {index > 0 && ', '}
                  <span className="mono">{visible(file)}</span> for {hosts}
                </span>
              ))}{' '}
              of them.
            </span>
          </p>
        )}
        <CredentialFields auth={flow.auth} errors={flow.errors} onChange={flow.setAuth} />
      </div>
    </StepFrame>
  );
}
