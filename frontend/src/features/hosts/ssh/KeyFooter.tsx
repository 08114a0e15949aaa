import { Button } from '@mantine/core';
import { Said } from '../../../components/DialogFrame.tsx';
import { Option } from '../../../components/Check.tsx';
import { visible } from '../../../lib/visible.ts';
import type { KeyCheck } from './useKeyCheck.ts';

interface Props {
  check: KeyCheck;
  pending: boolean;
  /** What the button says for the key of the machine itself. */
  verb: string;
  /** Whether the key in question is that of the machine itself. */
  isTarget: boolean;
}

/** The word of an admin about one key. It submits the form around it. */
export function KeyFooter({ check, pending, verb, isTarget }: Props) {
  const { hop, verdict, sworn, ready } = check;
  if (!hop) return null;
  const changed = hop.state === 'changed';
  return (
    <>
      <Said>
        {(verdict === 'none' || verdict === 'type') && (
          <Option checked={sworn} onChange={(next) => check.answer({ sworn: next })}>
            I compared it another way
          </Option>
        )}
      </Said>
      <Button
        type="submit"
        variant={changed ? 'danger' : 'filled'}
        disabled={!ready}
        loading={pending}
      >
        {changed ? 'Replace the pinned key' : isTarget ? verb : `Pin key of ${visible(hop.name)}`}
      </Button>
    </>
  );
}
