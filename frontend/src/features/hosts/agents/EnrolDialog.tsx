import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { FormDialog } from '../../../components/FormDialog.tsx';
import dialog from '../../../components/FormDialog.module.css';
import { visible } from '../../../lib/visible.ts';
import { AgentSteps } from '../AgentSteps.tsx';
import { useAgentsChanged } from './agentQueries.ts';

interface Props {
  /** One that reports already; without it one is named first. */
  hostId?: string;
  onClose: () => void;
}

/** A line for a machine, and then its first report. */
export default function EnrolDialog({ hostId, onClose }: Props) {
  const changed = useAgentsChanged();
  const arrived = useCallback(() => void changed(), [changed]);
  const close = () => {
    void changed();
    onClose();
  };
  return (
    <FormDialog
      title={hostId === undefined ? 'Enrol a host' : `Enrol ${visible(hostId)} again`}
      size={560}
      onClose={close}
    >
      <div className={dialog.frame}>
        <div className={dialog.scroll}>
          <AgentSteps {...(hostId === undefined ? {} : { fixed: hostId })} onArrived={arrived} />
        </div>
        <footer className={dialog.footer}>
          <span className={dialog.said}>You can close this. The host appears by itself.</span>
          <Button variant="filled" onClick={close}>
            Done
          </Button>
        </footer>
      </div>
    </FormDialog>
  );
}
