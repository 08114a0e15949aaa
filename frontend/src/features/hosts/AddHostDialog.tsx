import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogFrame } from '../../components/DialogFrame.tsx';
import { AgentFooter } from './AgentFooter.tsx';
import { AgentSteps } from './AgentSteps.tsx';
import { DoorPanes } from './DoorPanes.tsx';
import { Doors, type Door } from './Doors.tsx';
import { EngineFields } from './EngineFields.tsx';
import { EngineFooter } from './EngineFooter.tsx';
import { LocalOffer } from './LocalOffer.tsx';
import { AddSsh, AddSshTitle } from './ssh/AddSsh.tsx';
import { ImportSsh, ImportSshTitle } from './ssh/ImportSsh.tsx';
import { useAddSsh } from './ssh/useAddSsh.ts';
import { useImportSsh } from './ssh/useImportSsh.ts';
import { useEngineForm } from './useEngineForm.ts';

interface Props {
  door: Door;
  onClose: () => void;
  /** A host was saved; the live socket brings it. An agent's comes by itself. */
  onAdded: (host: { key: string }) => void;
}

/** Adds a machine through one of the ways in. */
export default function AddHostDialog({ door: first, onClose, onAdded }: Props) {
  const [door, setDoor] = useState(first);
  const [imports, setImports] = useState(false);
  const shown = useRef(first);
  // What stands beside the doors is another part for each of them: who moves along them by keys stays on them.
  useEffect(() => {
    if (shown.current === door) return;
    shown.current = door;
    document.querySelector<HTMLElement>('[name=door]:checked')?.focus();
  }, [door]);
  const added = (host: { key: string }) => {
    onAdded(host);
    onClose();
  };
  const form = useEngineForm(null, added);
  const ssh = useAddSsh();
  const config = useImportSsh();
  const doors = <Doors value={door} onChange={setDoor} />;
  const title = imports ? (
    <ImportSshTitle flow={config} />
  ) : door === 'ssh' ? (
    <AddSshTitle flow={ssh} />
  ) : (
    'Add host'
  );
  const closed = () => (ssh.added ? added(ssh.added) : onClose());
  return (
    <Dialog title={title} size={900} onClose={closed}>
      {imports ? (
        <ImportSsh flow={config} onBack={() => setImports(false)} onClose={onClose} />
      ) : door === 'ssh' ? (
        <AddSsh flow={ssh} doors={doors} onImport={() => setImports(true)} onClose={closed} />
      ) : door === 'engine' ? (
        <DialogFrame
          attempts={form.attempts}
          onSubmit={form.submit}
          footer={<EngineFooter form={form} verb="Add host" onClose={onClose} />}
        >
          <DoorPanes doors={doors}>
            <h2>Engine</h2>
            <p>The Docker API of a machine, on its socket or on a port. See and act, live.</p>
            <LocalOffer boxed onAdded={added} />
            <EngineFields form={form} />
          </DoorPanes>
        </DialogFrame>
      ) : (
        <DialogFrame footer={<AgentFooter onClose={onClose} />}>
          <DoorPanes doors={doors}>
            <h2>Agent</h2>
            <AgentSteps />
          </DoorPanes>
        </DialogFrame>
      )}
    </Dialog>
  );
}
