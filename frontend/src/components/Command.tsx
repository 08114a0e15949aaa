import classes from './Command.module.css';
import { CopyButton } from './CopyButton.tsx';

interface Props {
  text: string;
  /** Completes "Copy …" for those who do not see the icon. */
  what: string;
}

/** Something to be copied into a terminal, whole. */
export const Command = ({ text, what }: Props) => (
  <div className={classes.command}>
    <pre tabIndex={0}>{text}</pre>
    <CopyButton text={text} what={what} />
  </div>
);

/** A short one, in one line between others. */
export const CommandLine = ({ text }: { text: string }) => (
  <div className={classes.line}>
    <code>{text}</code>
    <CopyButton text={text} what="the command" />
  </div>
);
