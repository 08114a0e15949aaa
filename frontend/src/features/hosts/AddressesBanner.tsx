import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';

interface Props {
  /** Those of the Engine hosts and those of the SSH hosts. */
  queries: readonly { error: Error | null; refetch: () => Promise<unknown> }[];
}

/** The list stands without the addresses; who asked for them is told why they are not there. */
export function AddressesBanner({ queries }: Props) {
  const failed = queries.filter((query) => query.error !== null);
  const [first] = failed;
  if (!first) return null;
  return (
    <Banner
      tone="warn"
      mark={<HostGlyph status="unknown" />}
      action={
        <button
          type="button"
          className="link-button"
          onClick={() => void Promise.all(failed.map((query) => query.refetch()))}
        >
          Try again
        </button>
      }
    >
      <strong>The addresses of hosts could not be read.</strong> {first.error?.message}
    </Banner>
  );
}
