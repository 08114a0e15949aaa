import type { EngineHost, Host, SshHost } from '@archnest/backend/contract';
import { useState } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import type { HostActions } from './hostActions.ts';
import { useForgetHost } from './useForgetHost.tsx';

const AddHostDialog = lazyOverlay(() => import('./AddHostDialog.tsx'));
const EditHostDialog = lazyOverlay(() => import('./EditHostDialog.tsx'));
const EditSshDialog = lazyOverlay(() => import('./ssh/EditSshDialog.tsx'));
const CheckKeyDialog = lazyOverlay(() => import('./ssh/CheckKeyDialog.tsx'));
const RemoveHostDialog = lazyOverlay(() => import('./RemoveHostDialog.tsx'));

interface Options {
  engines: ReadonlyMap<string, EngineHost>;
  sshHosts: ReadonlyMap<string, SshHost>;
  /** The host whose key is being checked, since a link can lead to it. */
  checked: Host | null;
  onCheck: (key: string | null) => void;
  test: (host: Host) => void;
  onAdded: (host: { key: string }) => void;
  onGone: (host: Host) => void;
}

type Open =
  | { what: 'add' }
  | { what: 'edit'; host: EngineHost }
  | { what: 'editSsh'; host: SshHost }
  | { what: 'remove'; host: Host };

/** What an admin can do; `dialog` is to be placed somewhere. */
export function useHostActions(options: Options) {
  const { engines, sshHosts, checked, onCheck, test, onAdded, onGone } = options;
  const [open, setOpen] = useState<Open | null>(null);
  const forget = useForgetHost(onGone);
  const close = () => setOpen(null);
  const actions: HostActions = {
    add: () => setOpen({ what: 'add' }),
    test,
    edit: (host) => {
      const engine = engines.get(host.key);
      if (engine) setOpen({ what: 'edit', host: engine });
      const ssh = sshHosts.get(host.key);
      if (ssh) setOpen({ what: 'editSsh', host: ssh });
    },
    checkKey: (host) => onCheck(host.key),
    remove: (host) =>
      host.source === 'agent' ? forget.ask(host) : setOpen({ what: 'remove', host }),
  };
  const dialog = (
    <>
      {open?.what === 'add' && <AddHostDialog door="engine" onClose={close} onAdded={onAdded} />}
      {open?.what === 'edit' && <EditHostDialog host={open.host} onClose={close} />}
      {open?.what === 'editSsh' && (
        <EditSshDialog host={open.host} onClose={close} onUnverified={onCheck} />
      )}
      {open?.what === 'remove' && (
        <RemoveHostDialog host={open.host} onClose={close} onRemoved={onGone} />
      )}
      {checked && open === null && (
        <CheckKeyDialog
          key={checked.key}
          host={checked}
          onNext={onCheck}
          onClose={() => onCheck(null)}
        />
      )}
      {forget.dialog}
    </>
  );
  return { actions, dialog };
}
