import type { ReactNode } from 'react';
import { AddedStep } from './AddedStep.tsx';
import { AddressStep } from './AddressStep.tsx';
import { CredentialsStep } from './CredentialsStep.tsx';
import { KeyStep } from './KeyStep.tsx';
import { StepTitle } from './StepTitle.tsx';
import { TestStep } from './TestStep.tsx';
import { addSteps, type AddSsh as Flow } from './useAddSsh.ts';

const names = ['Address', 'Host key', 'Credentials', 'Test'] as const;

export const AddSshTitle = ({ flow: { step, added } }: { flow: Flow }) => (
  <StepTitle
    title="Add host over SSH"
    steps={names}
    at={added ? names.length : addSteps.indexOf(step)}
  />
);

interface Props {
  flow: Flow;
  /** The ways in, beside the first step. */
  doors: ReactNode;
  onImport: () => void;
  onClose: () => void;
}

/** Adds a machine over SSH: where it is, who it is, who we are there, and whether it all works. */
export function AddSsh({ flow, doors, onImport, onClose }: Props) {
  const { step, added } = flow;
  const about = { flow, step: `Step ${addSteps.indexOf(step) + 1} of ${addSteps.length}`, onClose };
  if (added) return <AddedStep host={added} onAgain={flow.again} onClose={onClose} />;
  switch (step) {
    case 'address':
      return <AddressStep {...about} doors={doors} onImport={onImport} />;
    case 'key':
      return <KeyStep {...about} />;
    case 'credentials':
      return <CredentialsStep {...about} />;
    case 'test':
      return <TestStep {...about} />;
  }
}

export interface StepProps {
  flow: Flow;
  step: string;
  onClose: () => void;
}
