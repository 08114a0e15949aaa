import type { ReactNode } from 'react';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { shortened } from '../../../lib/fingerprint.ts';
import { visible } from '../../../lib/visible.ts';
import { inFours, keyTypeName } from './fingerprint.ts';
import classes from './keys.module.css';

interface Props {
  fingerprint: string;
  keyType?: string | null;
  /** Whose it is, to complete "Copy the fingerprint of …". */
  of?: string;
}

/** A host key as people compare it: in fours of two colours. */
export const Fingerprint = ({ fingerprint, keyType = null, of }: Props) => (
  <span className={classes.print}>
    {keyType !== null && (
      <span className={classes.type}>{visible(keyTypeName(keyType) ?? '')}</span>
    )}
    <Fours fingerprint={fingerprint} />
    {of !== undefined && (
      <CopyButton text={fingerprint} what={`the fingerprint of ${visible(of)}`} />
    )}
  </span>
);

interface ShortProps extends Required<Props> {
  /** What to do with it. */
  children?: ReactNode;
}

/** `ED25519 SHA256:n4tY…N5Bk`: to be known again by, not to be compared. */
export const ShortPrint = ({ fingerprint, keyType, of, children }: ShortProps) => (
  <span className={classes.short}>
    <span className={classes.mono} data-tip={visible(fingerprint)}>
      {visible([keyTypeName(keyType), shortened(fingerprint)].filter(Boolean).join(' '))}
    </span>
    <CopyButton text={fingerprint} what={`the fingerprint of ${visible(of)}`} />
    {children}
  </span>
);

function Fours({ fingerprint }: { fingerprint: string }) {
  const { head, fours } = inFours(visible(fingerprint));
  return (
    <bdi className={classes.mono}>
      <span>{head}</span>
      {fours.map((four, index) => (
        // The same four may stand in it twice.
        // oxlint-disable-next-line react/no-array-index-key
        <b key={index}>{four}</b>
      ))}
    </bdi>
  );
}

/** What was shown over what is pinned, so that the difference meets the eye. */
export const Fingerprints = ({ presented, pinned }: { presented: string; pinned: string }) => (
  <dl className={classes.pair}>
    <div>
      <dt>Pinned</dt>
      <dd>
        <Fingerprint fingerprint={pinned} />
      </dd>
    </div>
    <div data-tone="danger">
      <dt>Shown now</dt>
      <dd>
        <Fingerprint fingerprint={presented} />
      </dd>
    </div>
  </dl>
);
