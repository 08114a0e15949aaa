import type { EngineHost, Host } from '@archnest/backend/contract';
import { Suspense, useState } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import type { HostActions } from './hostActions.ts';
import { useForgetHost } from './useForgetHost.tsx';

const AddHostDialog = lazyOverlay(() => import('./AddHostDialog.tsx'));
const EditHostDialog = lazyOverlay(() => import('./EditHostDialog.tsx'));
const RemoveHostDialog = lazyOverlay(() => import('./RemoveHostDialog.tsx'));

interface Options {
  engines: ReadonlyMap<string, EngineHost>;
  test: (host: Host) => void;
  onAdded: (host: EngineHost) => void;
  onGone: (host: Host) => void;
}

type Open = { what: 'add' } | { what: 'edit'; host: EngineHost } | { what: 'remove'; host: Host };

/** What an admin can do; `dialog` is to be placed somewhere. */
export function useHostActions({ engines, test, onAdded, onGone }: Options) {
  const [open, setOpen] = useState<Open | null>(null);
  const forget = useForgetHost(onGone);
  const close = () => setOpen(null);
  const actions: HostActions = {
    add: () => setOpen({ what: 'add' }),
    test,
    edit: (host) => {
      const engine = engines.get(host.key);
      if (engine) setOpen({ what: 'edit', host: engine });
    },
    remove: (host) =>
      host.source === 'agent' ? forget.ask(host) : setOpen({ what: 'remove', host }),
  };
  const dialog = (
    <Suspense fallback={null}>
      {open?.what === 'add' && <AddHostDialog door="engine" onClose={close} onAdded={onAdded} />}
      {open?.what === 'edit' && <EditHostDialog host={open.host} onClose={close} />}
      {open?.what === 'remove' && (
        <RemoveHostDialog host={open.host} onClose={close} onRemoved={onGone} />
      )}
      {forget.dialog}
    </Suspense>
  );
  return { actions, dialog };
}
