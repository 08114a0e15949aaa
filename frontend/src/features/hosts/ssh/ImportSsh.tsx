import { ImportCredentials } from './ImportCredentials.tsx';
import { ImportFile } from './ImportFile.tsx';
import { ImportHosts } from './ImportHosts.tsx';
import { ImportRun } from './ImportRun.tsx';
import { StepTitle } from './StepTitle.tsx';
import { importSteps, type ImportSsh as Flow } from './useImportSsh.ts';

const names = ['File', 'Hosts', 'Credentials', 'Import'] as const;

export const ImportSshTitle = ({ flow: { step } }: { flow: Flow }) => (
  <StepTitle title="Import from ssh_config" steps={names} at={importSteps.indexOf(step)} />
);

interface Props {
  flow: Flow;
  /** To where it was chosen. */
  onBack: () => void;
  onClose: () => void;
}

export interface ImportStepProps {
  flow: Flow;
  step: string;
}

/** Adds the hosts of an ssh_config: which of them, how to sign in to them, and how it went with each. */
export function ImportSsh({ flow, onBack, onClose }: Props) {
  const about = {
    flow,
    step: `Step ${importSteps.indexOf(flow.step) + 1} of ${importSteps.length}`,
  };
  switch (flow.step) {
    case 'file':
      return <ImportFile {...about} onBack={onBack} />;
    case 'hosts':
      return <ImportHosts {...about} />;
    case 'credentials':
      return <ImportCredentials {...about} />;
    case 'import':
      return <ImportRun {...about} onClose={onClose} />;
  }
}
