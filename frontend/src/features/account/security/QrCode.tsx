import { encode } from 'uqr';
import classes from './totp.module.css';

interface Props {
  text: string;
  label: string;
}

/** One path, drawn by React: nothing of it is ever parsed as markup. Dark on white in both themes: scanners expect it. */
export function QrCode({ text, label }: Props) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} shapeRendering="crispEdges" />
    </svg>
  );
}
