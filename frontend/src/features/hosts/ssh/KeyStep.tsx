import { Button } from '@mantine/core';
import { Said } from '../../../components/DialogFrame.tsx';
import type { StepProps } from './AddSsh.tsx';
import { KeyFooter } from './KeyFooter.tsx';
import { KeysLead, KeysView } from './KeysView.tsx';
import { nameOf } from './sshForm.ts';
import { usePinSshHost } from './sshQueries.ts';
import { StepFrame } from './StepFrame.tsx';

/** Who the machine is, and every one before it on the way. */
export function KeyStep({ flow, step }: StepProps) {
  const { probe, hops, check } = flow;
  const pin = usePinSshHost();
  const { hop, at, ready } = check;
  const isTarget = at === hops.length - 1;
  const submit = () => {
    if (!hop) {
      if (flow.confirmed !== null) flow.go('credentials');
      return;
    }
    if (!ready || hop.fingerprint === null) return;
    if (hop.hostId === null) flow.confirm(hop.fingerprint);
    else
      pin.mutate(
        { id: hop.hostId, fingerprint: hop.fingerprint },
        { onSuccess: () => void probe.refetch() },
      );
  };
  return (
    <StepFrame
      heading="Compare the host key"
      step={step}
      lead={<KeysLead hops={hops} name={nameOf(flow.draft)} unsaved />}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={() => flow.go('address')}>Back</Button>
          {hop && !probe.isFetching ? (
            <KeyFooter
              check={check}
              pending={pin.isPending}
              verb="Pin key and continue"
              isTarget={isTarget}
            />
          ) : (
            <>
              <Said />
              <Button
                type="submit"
                variant="filled"
                disabled={flow.confirmed === null || probe.isFetching}
              >
                Next
              </Button>
            </>
          )}
        </>
      }
    >
      <KeysView
        name={nameOf(flow.draft)}
        probe={probe}
        hops={hops}
        check={check}
        confirmed={flow.confirmed}
        problem={pin.error?.message ?? null}
      >
        {flow.confirmed === null && (
          <button
            type="button"
            className="link-button"
            data-small
            onClick={() => flow.go('credentials')}
          >
            Confirm it later
          </button>
        )}
      </KeysView>
    </StepFrame>
  );
}
