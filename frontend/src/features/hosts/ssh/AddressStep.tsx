import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Said } from '../../../components/DialogFrame.tsx';
import type { StepProps } from './AddSsh.tsx';
import { DockerFields } from './DockerFields.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';

interface Props extends StepProps {
  doors: ReactNode;
  onImport: () => void;
}

/** Where the machine is. */
export const AddressStep = ({ flow, step, doors, onImport, onClose }: Props) => (
  <StepFrame
    first
    heading="Docker over SSH"
    step={step}
    lead={
      <>
        A machine that you sign in to already. It opens no new port there, and installs nothing.{' '}
        <button type="button" className={classes.inline} onClick={onImport}>
          Import from ssh_config
        </button>
      </>
    }
    aside={doors}
    attempts={flow.attempts}
    onSubmit={flow.toKey}
    footer={
      <>
        <Said>Next: its host key. Nothing is saved yet.</Said>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled">
          Next
        </Button>
      </>
    }
  >
    <div className={classes.form}>
      <PlaceFields
        draft={flow.draft}
        errors={flow.errors}
        saved={flow.saved}
        id={null}
        onChange={flow.change}
      />
      <DockerFields
        docker={flow.draft.docker}
        onChange={(docker) => flow.change(() => ({ docker }))}
      />
    </div>
  </StepFrame>
);
