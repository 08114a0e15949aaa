import type { Host } from '@archnest/backend/contract';
import { SourceGlyph } from '../../components/glyphs.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './hosts.module.css';
import { useForgetAgentHost } from './queries.ts';

interface Props {
  host: Host;
  onClose: () => void;
  onForgotten: (host: Host) => void;
}

/** Asks before a host and its last report are dropped. */
export default function ForgetHostDialog({ host, onClose, onForgotten }: Props) {
  const forget = useForgetAgentHost();
  const name = visible(host.name);
  const reporting = host.status !== 'stale';
  return (
    <ConfirmDialog
      title={`Forget ${name}?`}
      verb={`Forget ${name}`}
      stays="Nothing changes on the machine."
      pending={forget.isPending}
      error={forget.error?.message}
      onClose={onClose}
      onConfirm={() =>
        forget.mutate(host.id, {
          onSuccess: () => {
            onForgotten(host);
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
        {reporting
          ? 'It reported lately. If its agent still runs, it comes back with the next report: stop the agent first.'
          : 'Its last report is deleted here. If its agent runs again, it comes back with the next report.'}
      </p>
    </ConfirmDialog>
  );
}
