import { useCallback } from 'react';
import { Dialog } from '../../../components/Dialog.tsx';
import { DialogFrame, DialogScroll } from '../../../components/DialogFrame.tsx';
import { visible } from '../../../lib/visible.ts';
import { AgentFooter } from '../AgentFooter.tsx';
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
    <Dialog
      title={hostId === undefined ? 'Enrol a host' : `Enrol ${visible(hostId)} again`}
      size={560}
      onClose={close}
    >
      <DialogFrame footer={<AgentFooter onClose={close} />}>
        <DialogScroll>
          <AgentSteps {...(hostId === undefined ? {} : { fixed: hostId })} onArrived={arrived} />
        </DialogScroll>
      </DialogFrame>
    </Dialog>
  );
}
