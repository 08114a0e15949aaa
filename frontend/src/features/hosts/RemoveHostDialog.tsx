import type { Host } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './hosts.module.css';
import { useRemoveEngineHost } from './queries.ts';
import { useRemoveSshHost } from './ssh/sshQueries.ts';

interface Props {
  host: Host;
  onClose: () => void;
  onRemoved: (host: Host) => void;
}

/** Asks before a saved host and what is stored about it are dropped. */
export default function RemoveHostDialog({ host, onClose, onRemoved }: Props) {
  const engine = useRemoveEngineHost();
  const ssh = useRemoveSshHost();
  const remove = host.source === 'ssh' ? ssh : engine;
  const name = visible(host.name);
  const jumpOnly = host.capabilities.length === 0;
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      verb={`Remove ${name}`}
      stays={jumpOnly ? 'Nothing changes on the machine.' : 'Its containers keep running.'}
      pending={remove.isPending}
      error={remove.error?.message}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(host.id, {
          onSuccess: () => {
            onRemoved(host);
            onClose();
          },
        })
      }
    >
      <p className={classes.forgetHost}>
        <SourceGlyph source={host.source} />
        <SafeText text={host.name} className={classes.forgetName} />
        {!jumpOnly && (
          <span className={classes.forgetCount}>
            {plural(host.containerCount ?? 0, 'container')} leave this page
          </span>
        )}
      </p>
      <p className={classes.forgetText}>
        {host.source === 'ssh'
          ? 'Its address, credentials and pinned host key are deleted here.'
          : 'Its address and TLS files are deleted here.'}{' '}
        Open shells and logs of it close.
      </p>
    </ConfirmDialog>
  );
}
