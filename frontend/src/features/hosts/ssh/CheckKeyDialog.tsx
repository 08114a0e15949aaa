import { Button } from '@mantine/core';
import type { Host, SshHop } from '@archnest/backend/contract';
import { Said } from '../../../components/DialogFrame.tsx';
import { useLive } from '../../../hooks/useLive.ts';
import { visible } from '../../../lib/visible.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { KeyFooter } from './KeyFooter.tsx';
import { KeysLead, KeysView } from './KeysView.tsx';
import { usePinSshHost, useSshProbe, useTestSsh } from './sshQueries.ts';
import { SshTestResult } from './SshTestResult.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useKeyCheck } from './useKeyCheck.ts';

interface Props {
  host: Host;
  /** Goes on with another host, by its key. */
  onNext: (key: string) => void;
  onClose: () => void;
}

/** Compares the host keys on the way to a saved host, and pins those that an admin confirms. */
export default function CheckKeyDialog({ host, onNext, onClose }: Props) {
  const probe = useSshProbe({ id: host.id });
  const hops = probe.data?.hops ?? [];
  const check = useKeyCheck(hops);
  const pin = usePinSshHost();
  const trial = useTestSsh();
  const next = useLive().hosts?.find(
    ({ key, source, status }) => source === 'ssh' && status === 'unverified' && key !== host.key,
  );
  const verified = hops.length > 0 && hops.every(({ state }) => state === 'verified');
  const settled = !probe.isFetching && verified;
  const submit = () => {
    const { hop, ready } = check;
    if (settled) onClose();
    if (!hop || !ready || hop.fingerprint === null || hop.hostId === null) return;
    pin.mutate(
      { id: hop.hostId, fingerprint: hop.fingerprint },
      { onSuccess: () => void probe.refetch() },
    );
  };
  return (
    <Dialog title={`Host key of ${visible(host.name)}`} size={820} onClose={onClose}>
      <StepFrame
        heading={settled ? 'Confirmed' : 'Compare the host key'}
        lead={settled ? settledWords(hops) : <KeysLead hops={hops} name={host.name} />}
        onSubmit={submit}
        footer={
          check.hop && !probe.isFetching ? (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <KeyFooter
                check={check}
                pending={pin.isPending}
                verb="Pin this key"
                isTarget={check.at === hops.length - 1}
              />
            </>
          ) : (
            <>
              {settled && (
                <Button
                  loading={trial.isPending}
                  onClick={() => trial.mutate({ id: host.id, body: {} })}
                >
                  Test connection
                </Button>
              )}
              <Said />
              {!probe.isFetching && next && (
                <Button onClick={() => onNext(next.key)}>
                  <span className="truncate">Next: {visible(next.name)}</span>
                </Button>
              )}
              <Button variant={settled ? 'filled' : 'default'} onClick={onClose}>
                {settled ? 'Done' : 'Close'}
              </Button>
            </>
          )
        }
      >
        <KeysView
          name={host.name}
          probe={probe}
          hops={hops}
          check={check}
          problem={pin.error?.message ?? null}
        />
        {settled && (
          <SshTestResult
            testing={trial.isPending}
            result={trial.data}
            problem={trial.error?.message ?? null}
            name={host.name}
          />
        )}
      </StepFrame>
    </Dialog>
  );
}

const settledWords = (hops: readonly SshHop[]) =>
  `${
    hops.length > 1
      ? 'Every machine on the way showed the key that is pinned for it.'
      : 'It showed the key that is pinned for it.'
  } ArchNest signs in, and refuses any other key.`;
