import { HostGlyph } from './glyphs.tsx';
import { Command } from './Command.tsx';
import classes from './ShownOnce.module.css';

interface Props {
  /** What it is, such as "The token". */
  name: string;
  secret: string;
}

/** A secret that the server does not know any more: it must be copied now. */
export const ShownOnce = ({ name, secret }: Props) => (
  <div className={classes.box}>
    <p role="status">
      <HostGlyph status="unverified" />
      <span>
        <b>{name} is shown this once.</b> Copy it now: only a hash of it is kept.
      </span>
    </p>
    <Command text={secret} what={name.toLowerCase()} />
  </div>
);
