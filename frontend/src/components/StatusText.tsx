import { shortened, splitFingerprints } from '../lib/fingerprint.ts';
import { SafeText } from './SafeText.tsx';
import classes from './StatusText.module.css';

interface Props {
  text: string;
  /** There is room for fingerprints; elsewhere they are shortened, and whole in their tooltip. */
  whole?: boolean;
}

/** Why a host stands as it does, in the server's words. */
export const StatusText = ({ text, whole = false }: Props) => (
  <span>
    {splitFingerprints(text).map((part, index) =>
      index % 2 === 0 ? (
        // The same words may stand in it twice.
        // oxlint-disable-next-line react/no-array-index-key
        <SafeText key={index} text={part} />
      ) : (
        // oxlint-disable-next-line react/no-array-index-key
        <span
          key={index}
          className={classes.print}
          data-whole={whole || undefined}
          data-tip={whole ? undefined : part}
        >
          {whole ? part : shortened(part)}
        </span>
      ),
    )}
  </span>
);
