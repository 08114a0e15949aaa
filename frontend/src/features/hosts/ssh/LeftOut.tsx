import type { SshImport } from '@archnest/backend/contract';
import { SafeText } from '../../../components/SafeText.tsx';
import classes from './import.module.css';

/** What of an ssh_config was not taken, and why. */
export function LeftOut({ found }: { found: SshImport | undefined }) {
  if (!found || found.warnings.length === 0) return null;
  return (
    <div className={classes.left}>
      <h3>Left out</h3>
      <ul>
        {found.warnings.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <span>Line {line}</span> <SafeText text={message} />
          </li>
        ))}
      </ul>
    </div>
  );
}
