import type { Host } from '@archnest/backend/contract';
import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';

interface Props {
  hosts: readonly Host[];
  onShow: (host: Host) => void;
}

/** Hosts that do not answer, wherever the table is scrolled to. Stale ones say so in their rows. */
export function HostsBanner({ hosts, onShow }: Props) {
  const down = hosts.filter((host) => host.status === 'offline');
  const [first] = down;
  if (!first) return null;
  return (
    <Banner
      tone="danger"
      mark={<HostGlyph status="offline" />}
      action={
        <button type="button" onClick={() => onShow(first)}>
          Show {down.length === 1 ? 'host' : 'the first'}
        </button>
      }
    >
      {down.length === 1 ? (
        <>
          <strong>
            <SafeText text={first.name} />
          </strong>{' '}
          is offline: <SafeText text={first.statusDetail ?? 'it did not answer.'} />
        </>
      ) : (
        <>
          <strong>
            {down.length} of {hosts.length} hosts are offline.
          </strong>{' '}
          <SafeText text={down.map((host) => host.name).join(', ')} />
        </>
      )}
    </Banner>
  );
}
