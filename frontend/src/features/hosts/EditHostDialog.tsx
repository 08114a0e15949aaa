import type { EngineHost } from '@archnest/backend/contract';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogFrame, DialogScroll } from '../../components/DialogFrame.tsx';
import { visible } from '../../lib/visible.ts';
import { EngineFields } from './EngineFields.tsx';
import { EngineFooter } from './EngineFooter.tsx';
import { useEngineForm } from './useEngineForm.ts';

interface Props {
  host: EngineHost;
  onClose: () => void;
}

/** Changes a saved Engine host. What is stored of it stays unless something else is given. */
export default function EditHostDialog({ host, onClose }: Props) {
  const form = useEngineForm(host, onClose);
  return (
    <Dialog title={`Edit ${visible(host.name)}`} size={560} onClose={onClose}>
      <DialogFrame
        attempts={form.attempts}
        onSubmit={form.submit}
        footer={<EngineFooter form={form} verb="Save" onClose={onClose} />}
      >
        <DialogScroll>
          <EngineFields form={form} />
        </DialogScroll>
      </DialogFrame>
    </Dialog>
  );
}
