import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { AgentSteps } from './AgentSteps.tsx';
import classes from './dialog.module.css';
import { Doors, type Door } from './Doors.tsx';
import { EngineFields } from './EngineFields.tsx';
import { EngineFooter } from './EngineFooter.tsx';
import { EngineFrame } from './EngineFrame.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
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
    <FormDialog title={title} size={900} onClose={closed}>
      {imports ? (
        <ImportSsh flow={config} onBack={() => setImports(false)} onClose={onClose} />
      ) : door === 'ssh' ? (
        <AddSsh flow={ssh} doors={doors} onImport={() => setImports(true)} onClose={closed} />
      ) : door === 'engine' ? (
        <EngineFrame form={form}>
          <div className={classes.split}>
            <div className={classes.doors}>{doors}</div>
            <div className={classes.pane}>
              <h2>Engine</h2>
              <p className={classes.lead}>
                The Docker API of a machine, on its socket or on a port. See and act, live.
              </p>
              <LocalOffer boxed onAdded={added} />
              <EngineFields form={form} />
            </div>
          </div>
          <EngineFooter form={form} verb="Add host" onClose={onClose} />
        </EngineFrame>
      ) : (
        <div className={classes.frame}>
          <div className={classes.split}>
            <div className={classes.doors}>{doors}</div>
            <div className={classes.pane}>
              <h2>Agent</h2>
              <AgentSteps />
            </div>
          </div>
          <footer className={classes.footer}>
            <span className={classes.said}>You can close this. The host appears by itself.</span>
            <Button variant="filled" onClick={onClose}>
              Done
            </Button>
          </footer>
        </div>
      )}
    </FormDialog>
  );
}
