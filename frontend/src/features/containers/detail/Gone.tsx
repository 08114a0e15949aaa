import type { Host } from '@archnest/backend/contract';
import { Button } from '@mantine/core';
import { SafeText } from '../../../components/SafeText.tsx';
import type { TabId } from '../../../paths.ts';
import classes from './detail.module.css';

interface Props {
  /** Its name while it was there, else the start of its id. */
  name: string;
  hostName: string;
  /** `false`: the host was forgotten, with everything on it. */
  hostKnown: boolean;
  /** A container of the same name that took its place, as after an update. */
  successor: TabId | null;
  onReplace: (tab: TabId) => void;
  onClose: () => void;
}

export const Gone = ({ name, hostName, hostKnown, successor, onReplace, onClose }: Props) => (
  <div className={classes.gone} role="status">
    <h1>
      <SafeText text={name} /> is gone
    </h1>
    <p>
      {hostKnown ? (
        <>
          <SafeText text={hostName} /> does not have this container any more. It was removed
          {successor === null ? '' : ', and another one took its name'}.
        </>
      ) : (
        <>
          ArchNest has no host <SafeText text={hostName} />. It was forgotten, or never reported.
        </>
      )}
    </p>
    <div className={classes.goneActions}>
      {successor !== null && (
        <Button variant="filled" onClick={() => onReplace(successor)}>
          Open the new one
        </Button>
      )}
      <Button onClick={onClose}>Close tab</Button>
    </div>
  </div>
);

/** The host is there, and what it has did not come. */
export const Unread = ({ host, onClose }: { host: Host; onClose: () => void }) => (
  <div className={classes.gone} role="status">
    <h1>
      The containers of <SafeText text={host.name} /> could not be read
    </h1>
    <p>
      {host.statusDetail === null ? '' : <SafeText text={host.statusDetail} />} This container shows
      up here by itself once they can be.
    </p>
    <div className={classes.goneActions}>
      <Button onClick={onClose}>Close tab</Button>
    </div>
  </div>
);
