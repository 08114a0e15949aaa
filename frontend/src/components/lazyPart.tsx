import { lazy, type ComponentType } from 'react';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { renewStyles } from './failedStyles.ts';
import { PartFailed } from './PartFailed.tsx';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/** The files of a part did not come. */
class NotLoaded extends Error {}

/**
 * A part of the page whose files come when it is first shown. If they do not, its place says so and everything around
 * it stays: the server may be away for a moment, and an open shell must outlive that. Each time that the part is
 * shown anew it is asked for again.
 */
export function lazyPart<P extends object>(load: Load<P>) {
  return guarded(load, () => undefined);
}

/** The same for what lies over the page: a dialog or a menu. */
export function lazyOverlay<P extends { onClose: () => void }>(load: Load<P>) {
  return guarded(load, ({ onClose }) => onClose);
}

function guarded<P extends object>(
  load: Load<P>,
  dismissOf: (props: P) => (() => void) | undefined,
) {
  const attempt = () =>
    lazy(() =>
      renewStyles()
        .then(load)
        .catch((cause: unknown) => {
          throw new NotLoaded('A part of the page could not be loaded.', { cause });
        }),
    );
  let Part = attempt();
  return function Guarded(props: P) {
    return (
      <ErrorBoundary
        // What React keeps of a failure would fail in the same way for ever.
        onError={() => (Part = attempt())}
        fallback={(error) => (
          <PartFailed missing={error instanceof NotLoaded} onDismiss={dismissOf(props)} />
        )}
      >
        <Part {...props} />
      </ErrorBoundary>
    );
  };
}

/** Fetches what is about to be shown. That it did not come is said when it is shown. */
export const preload = (load: () => Promise<unknown>) =>
  void renewStyles()
    .then(load)
    .catch(() => undefined);
