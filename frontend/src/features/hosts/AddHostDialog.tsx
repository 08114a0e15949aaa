import { Button } from '@mantine/core';
import type { EngineHost } from '@archnest/backend/contract';
import { useState } from 'react';
import { AgentSteps } from './AgentSteps.tsx';
import classes from './dialog.module.css';
import { Doors, type Door } from './Doors.tsx';
import { EngineFields } from './EngineFields.tsx';
import { EngineFooter } from './EngineFooter.tsx';
import { EngineFrame } from './EngineFrame.tsx';
import { HostDialog } from './HostDialog.tsx';
import { LocalOffer } from './LocalOffer.tsx';
import { useEngineForm } from './useEngineForm.ts';

interface Props {
  door: Door;
  onClose: () => void;
  /** An Engine host was saved; the live socket brings it. An agent's comes by itself. */
  onAdded: (host: EngineHost) => void;
}

/** Adds a machine through one of the ways in. */
export default function AddHostDialog({ door: first, onClose, onAdded }: Props) {
  const [door, setDoor] = useState(first);
  const form = useEngineForm(null, (host) => {
    onAdded(host);
    onClose();
  });
  const doors = (
    <div className={classes.doors}>
      <Doors value={door} onChange={setDoor} />
    </div>
  );
  return (
    <HostDialog title="Add host" size={900} onClose={onClose}>
      {door === 'engine' ? (
        <EngineFrame form={form}>
          <div className={classes.split}>
            {doors}
            <div className={classes.pane}>
              <h2>Engine</h2>
              <p className={classes.lead}>
                The Docker API of a machine, on its socket or on a port. See and act, live.
              </p>
              <LocalOffer
                boxed
                onAdded={(host) => {
                  onAdded(host);
                  onClose();
                }}
              />
              <EngineFields form={form} />
            </div>
          </div>
          <EngineFooter form={form} verb="Add host" onClose={onClose} />
        </EngineFrame>
      ) : (
        <div className={classes.frame}>
          <div className={classes.split}>
            {doors}
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
    </HostDialog>
  );
}
