import { Command } from '../../../components/Command.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ShownOnce } from '../../../components/ShownOnce.tsx';
import { visible } from '../../../lib/visible.ts';
import { useRotateAgentToken } from './agentQueries.ts';
import classes from './agents.module.css';

interface Props {
  hostId: string;
  onClose: () => void;
}

/** A new token by hand. To enrol the host again does the same on the machine itself. */
export default function RotateToken({ hostId, onClose }: Props) {
  const rotate = useRotateAgentToken();
  const name = visible(hostId);
  if (rotate.data) {
    return (
      <Dialog title={`New token of ${name}`} size={520} onClose={onClose}>
        <DialogForm verb="Done" said="It is not shown again." pending={false} onSubmit={onClose}>
          <ShownOnce name="The token" secret={rotate.data.token} />
          <div>
            <p className={classes.text}>
              On the machine, put it in the place of the old one in this file:
            </p>
            <Command text="sudoedit /etc/archnest/agent.env" what="the command" />
          </div>
        </DialogForm>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`Rotate the token of ${name}?`}
      verb="Make a new token"
      tone="plain"
      stays="The old one is taken for a day yet."
      pending={rotate.isPending}
      error={rotate.error?.message}
      onClose={onClose}
      onConfirm={() => rotate.mutate(hostId)}
    >
      You get a new token to put into the agent’s file on {name} within a day. “Enrol again” does
      that by itself: prefer it where you can run a command there.
    </ConfirmDialog>
  );
}
