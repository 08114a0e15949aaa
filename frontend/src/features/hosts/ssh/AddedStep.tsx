import { Button } from '@mantine/core';
import type { SshHost } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { Said } from '../../../components/DialogFrame.tsx';
import { HealthGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { hostsPath } from '../../../paths.ts';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';

interface Props {
  host: SshHost;
  onAgain: () => void;
  onClose: () => void;
}

/** It is saved; what it waits for, if anything. */
export const AddedStep = ({ host, onAgain, onClose }: Props) => (
  <StepFrame
    heading={
      <span className={classes.added}>
        <HealthGlyph value="healthy" />
        <span>
          <SafeText text={host.name} /> is added.
        </span>
      </span>
    }
    onSubmit={onClose}
    footer={
      <>
        <Button onClick={onAgain}>Add another</Button>
        <Said />
        {host.pin === null && (
          <Button
            component={Link}
            to={hostsPath({ host: host.key, checksKey: true })}
            onClick={onClose}
          >
            Check host key
          </Button>
        )}
        <Button type="submit" variant="filled" data-step-focus>
          Done
        </Button>
      </>
    }
  >
    <p className={classes.lead} role="status">
      {nextWords(host)}
    </p>
  </StepFrame>
);

function nextWords({ pin, docker }: SshHost): string {
  if (pin === null)
    return 'It stays unverified, and nothing connects to it, until its host key is confirmed.';
  if (!docker.enabled) return 'It can be chosen as a jump host now. Its containers are not shown.';
  return 'It stands in the list of hosts, and its containers appear by themselves.';
}
