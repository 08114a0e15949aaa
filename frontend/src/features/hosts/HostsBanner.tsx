import type { Host } from '@archnest/backend/contract';
import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';

interface Props {
  hosts: readonly Host[];
  onShow: (host: Host) => void;
}

/** Down, or wrong in a way that the server has words for. */
const inTrouble = ({ status, statusDetail }: Host) =>
  status === 'offline' || (status === 'unknown' && statusDetail !== null);

/** Hosts that something is wrong with, wherever the table is scrolled to. Stale ones say so in their rows. */
export function HostsBanner({ hosts, onShow }: Props) {
  const troubled = hosts.filter(inTrouble);
  const [first] = troubled;
  if (!first) return null;
  const down = troubled.some((host) => host.status === 'offline');
  return (
    <Banner
      tone={down ? 'danger' : 'warn'}
      mark={<HostGlyph status={down ? 'offline' : 'unknown'} />}
      action={
        <button type="button" onClick={() => onShow(first)}>
          Show {troubled.length === 1 ? 'host' : 'the first'}
        </button>
      }
    >
      {troubled.length === 1 ? <One host={first} /> : <Many troubled={troubled} all={hosts} />}
    </Banner>
  );
}

const One = ({ host }: { host: Host }) => (
  <>
    <strong>
      <SafeText text={host.name} />
    </strong>{' '}
    {host.status === 'offline' ? 'is offline' : 'has trouble'}:{' '}
    <SafeText text={host.statusDetail ?? 'it did not answer.'} />
  </>
);

function Many({ troubled, all }: { troubled: readonly Host[]; all: readonly Host[] }) {
  const offline = troubled.every((host) => host.status === 'offline');
  return (
    <>
      <strong>
        {troubled.length} of {all.length} hosts {offline ? 'are offline' : 'have trouble'}.
      </strong>{' '}
      <SafeText text={troubled.map((host) => host.name).join(', ')} />
    </>
  );
}
