import { CopyButton } from '../../components/CopyButton.tsx';
import type { Line } from './engine/entry.ts';
import { plainLine } from './lineText.ts';
import classes from './lines.module.css';

/** What can be done with the line that the reader pointed at. */
export const MarkedLine = ({ line }: { line: Line }) => (
  <span className={classes.tools}>
    <CopyButton text={plainLine(line)} what="this line" />
  </span>
);
