import { Button } from '@mantine/core';
import { Said } from '../../components/DialogFrame.tsx';

/** Nothing is to be saved: the machine reports by itself. */
export const AgentFooter = ({ onClose }: { onClose: () => void }) => (
  <>
    <Said>You can close this. The host appears by itself.</Said>
    <Button variant="filled" onClick={onClose}>
      Done
    </Button>
  </>
);
