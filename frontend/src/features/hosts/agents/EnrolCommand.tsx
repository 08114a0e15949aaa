import { Button } from '@mantine/core';
import type { Enrolment } from '@archnest/backend/contract';
import { useState } from 'react';
import { Command } from '../../../components/Command.tsx';
import { useNow } from '../../../hooks/useNow.ts';
import classes from '../agent.module.css';
import { useEnrol } from './agentQueries.ts';
import { carefulCommand, countdown } from './enrolSteps.ts';

interface Props {
  hostId: string;
  /** What is typed is no host ID: the command would be of another host. */
  invalid: boolean;
}

/** One line for the machine, made when it is asked for: the code in it is good once and not for long. */
export function EnrolCommand({ hostId, invalid }: Props) {
  const enrol = useEnrol();
  const made = enrol.data?.hostId === hostId && !invalid ? enrol.data : null;
  const ask = () => enrol.mutate(hostId);
  if (made)
    return <Made key={made.code} enrolment={made} pending={enrol.isPending} onAgain={ask} />;
  return (
    <>
      <Button variant="filled" loading={enrol.isPending} disabled={invalid} onClick={ask}>
        Make the command
      </Button>
      {enrol.error && (
        <p className={classes.error} role="alert">
          {enrol.error.message}
        </p>
      )}
      <p className={classes.hint}>
        One line with a code in it. The machine trades the code for a token of its own, which can
        report as {hostId} and nothing else.
      </p>
    </>
  );
}

interface MadeProps {
  enrolment: Enrolment;
  pending: boolean;
  onAgain: () => void;
}

function Made({ enrolment, pending, onAgain }: MadeProps) {
  const [careful, setCareful] = useState(false);
  const left = countdown(Date.parse(enrolment.expiresAt) - useNow(1_000));
  return (
    <>
      <div data-over={left === null || undefined} className={classes.made}>
        <Command
          text={careful ? carefulCommand(enrolment) : enrolment.command}
          what="the command"
        />
      </div>
      <p className={classes.clock} data-over={left === null || undefined}>
        {left === null ? (
          <span role="status">The code has run out, and the command does nothing any more.</span>
        ) : (
          <span>
            Good once, for <time>{left}</time>
          </span>
        )}
        <button type="button" className="link-button" disabled={pending} onClick={onAgain}>
          Make a new one
        </button>
        <button
          type="button"
          className="link-button"
          aria-pressed={careful}
          onClick={() => setCareful(!careful)}
        >
          {careful ? 'In one line' : 'Read the script first'}
        </button>
      </p>
      <p className={classes.hint}>
        It installs the agent with a systemd timer, or cron where there is none. It needs bash,
        curl, jq and docker.
      </p>
    </>
  );
}
