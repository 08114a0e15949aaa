import { lazy, Suspense, useState, useTransition, type ComponentType, type ReactNode } from 'react';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { loadPart, NotLoaded } from './loadPart.ts';
import { PartFailed } from './PartFailed.tsx';
import { PartLoading } from './PartLoading.tsx';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/**
 * A part of the page whose files come when it is first shown. If they do not, its place says so and offers another
 * try, and everything around it stays: an open shell must outlive a network that was away for a moment.
 */
export function lazyPart<P extends object>(load: Load<P>) {
  const Part = guarded(load, () => undefined);
  return (props: P) => (
    <Suspense fallback={<PartLoading />}>
      <Part {...props} />
    </Suspense>
  );
}

/** The same for what lies over the page: a dialog or a menu. */
export function lazyOverlay<P extends { onClose: () => void }>(load: Load<P>) {
  const Overlay = guarded(load, ({ onClose }) => onClose);
  return (props: P) => (
    <Suspense fallback={null}>
      <Overlay {...props} />
    </Suspense>
  );
}

/** The same for a whole page: the one before it stays until it is there. */
export const lazyPage = (load: Load<object>) => guarded(load, () => undefined);

function guarded<P extends object>(
  load: Load<P>,
  dismissOf: (props: P) => (() => void) | undefined,
) {
  // React keeps a failure for ever: after one, whoever asks next gets another.
  const fresh = () => lazy(() => loadPart(load));
  let Part = fresh();
  const renew = (error: unknown) => {
    if (error instanceof NotLoaded) Part = fresh();
  };
  return function Guarded(props: P): ReactNode {
    const [tries, setTries] = useState(0);
    const [trying, startTry] = useTransition();
    return (
      <ErrorBoundary
        key={tries}
        onError={renew}
        fallback={(error) => (
          <PartFailed
            missing={error instanceof NotLoaded ? error.why : null}
            trying={trying}
            onTry={() => startTry(() => setTries((count) => count + 1))}
            onDismiss={dismissOf(props)}
          />
        )}
      >
        <Part {...props} />
      </ErrorBoundary>
    );
  };
}
