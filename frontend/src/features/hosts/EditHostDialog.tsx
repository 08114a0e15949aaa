import type { EngineHost } from '@archnest/backend/contract';
import { visible } from '../../lib/visible.ts';
import classes from './dialog.module.css';
import { EngineFields } from './EngineFields.tsx';
import { EngineFooter } from './EngineFooter.tsx';
import { EngineFrame } from './EngineFrame.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useEngineForm } from './useEngineForm.ts';

interface Props {
  host: EngineHost;
  onClose: () => void;
}

/** Changes a saved Engine host. What is stored of it stays unless something else is given. */
export default function EditHostDialog({ host, onClose }: Props) {
  const form = useEngineForm(host, onClose);
  return (
    <FormDialog title={`Edit ${visible(host.name)}`} size={560} onClose={onClose}>
      <EngineFrame form={form}>
        <div className={classes.scroll}>
          <EngineFields form={form} />
        </div>
        <EngineFooter form={form} verb="Save" onClose={onClose} />
      </EngineFrame>
    </FormDialog>
  );
}
