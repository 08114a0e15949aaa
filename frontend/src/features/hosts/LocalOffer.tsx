import { Button } from '@mantine/core';
import type { EngineHost, LocalEngine } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { HealthGlyph, SourceGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './offer.module.css';
import { useLocalEngine, useSaveEngineHost } from './queries.ts';

interface Props {
  onAdded?: (host: EngineHost) => void;
  /** Also while it is looked for, and when there is none: where it must not push away what stands below. */
  always?: boolean;
  /** With a line around it, where it does not stand in a list. */
  boxed?: boolean;
}

type Offer = NonNullable<LocalEngine['offer']>;

/** The Docker that runs beside ArchNest, one click away. */
export function LocalOffer({ onAdded = () => {}, always = false, boxed = false }: Props) {
  const local = useLocalEngine(true);
  const offer = local.data?.offer;
  if (offer) return <Found offer={offer} onAdded={onAdded} boxed={boxed} />;
  if (!always) return null;
  return (
    <div className={classes.offer} data-none>
      <SourceGlyph source="engine" />
      <div className={classes.text}>
        <b>Docker on this machine</b>
        <p role="status">
          {local.isPending ? 'Looking for it…' : 'None answers where ArchNest runs.'}
        </p>
      </div>
      {local.isPending && <Spinner />}
    </div>
  );
}

type FoundProps = Required<Pick<Props, 'onAdded' | 'boxed'>> & { offer: Offer };

function Found({ offer, onAdded, boxed }: FoundProps) {
  const add = useSaveEngineHost(null);
  const { name, endpoint, engine, containerCount } = offer;
  const version = engine.version === null ? '' : `${visible(engine.version)}, `;
  return (
    <div className={classes.offer} data-boxed={boxed || undefined}>
      <SourceGlyph source="engine" />
      <div className={classes.text}>
        <b>Docker on this machine</b>
        <span className={classes.answers}>
          <HealthGlyph value="healthy" />
          {version}
          {plural(containerCount, 'container')}
        </span>
        <p>
          Where ArchNest runs, at{' '}
          <SafeText text={endpoint.replace('unix://', '')} className="mono" />
        </p>
        {add.error && (
          <p className={classes.error} role="alert">
            {add.error.message}
          </p>
        )}
      </div>
      <Button
        variant="filled"
        loading={add.isPending || add.isSuccess}
        leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
        onClick={() => add.mutate({ name, endpoint }, { onSuccess: onAdded })}
      >
        Add as {visible(name)}
      </Button>
    </div>
  );
}
