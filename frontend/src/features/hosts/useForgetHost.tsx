import type { Host } from '@archnest/backend/contract';
import { useState } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';

const ForgetHostDialog = lazyOverlay(() => import('./ForgetHostDialog.tsx'));

/** `ask` opens the question about a host; `dialog` is to be placed somewhere. */
export function useForgetHost(onForgotten: (host: Host) => void) {
  const [host, ask] = useState<Host | null>(null);
  const dialog = host && (
    <ForgetHostDialog host={host} onClose={() => ask(null)} onForgotten={onForgotten} />
  );
  return { ask, dialog };
}
