import type { EngineHost } from '@archnest/backend/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';

/** The list stands without the addresses; who asked for them is told why they are not there. */
export const AddressesBanner = ({ query }: { query: UseQueryResult<EngineHost[]> }) =>
  query.error && (
    <Banner
      tone="warn"
      mark={<HostGlyph status="unknown" />}
      action={
        <button type="button" onClick={() => void query.refetch()}>
          Try again
        </button>
      }
    >
      <strong>The addresses of Engine hosts could not be read.</strong> {query.error.message}
    </Banner>
  );
