import type { Host } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './hosts.module.css';
import { useRemoveEngineHost } from './queries.ts';

interface Props {
  host: Host;
  onClose: () => void;
  onRemoved: (host: Host) => void;
}

/** Asks before an Engine host and what is stored about it are dropped. */
export default function RemoveHostDialog({ host, onClose, onRemoved }: Props) {
  const remove = useRemoveEngineHost();
  const name = visible(host.name);
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      verb={`Remove ${name}`}
      stays="Its containers keep running."
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
        <span className={classes.forgetCount}>
          {plural(host.containerCount ?? 0, 'container')} leave this page
        </span>
      </p>
      <p className={classes.forgetText}>
        Its address and TLS files are deleted here. Open shells and logs of it close.
      </p>
    </ConfirmDialog>
  );
}
