import { Banner } from '../../components/Banner.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useDelayed } from '../../hooks/useDelayed.ts';
import { useLive } from '../../hooks/useLive.ts';
import { formatClock } from '../../lib/format.ts';

/** Says how old the page is while the socket is down, or why it stays empty; a blink of the network moves nothing. */
export function ConnectionBanner() {
  const { phase, asOf } = useLive();
  const lost = useDelayed(phase === 'lost', 1_000);
  if (!lost) return null;
  if (asOf === null) {
    return (
      <Banner tone="warn" mark={<Spinner />}>
        <strong>Live updates cannot connect.</strong> Retrying. Behind a proxy, check that it passes
        WebSockets.
      </Banner>
    );
  }
  return (
    <Banner tone="plain" mark={<Spinner />}>
      <strong>Connection lost.</strong> Shown as of {formatClock(asOf)}, reconnecting.
    </Banner>
  );
}
