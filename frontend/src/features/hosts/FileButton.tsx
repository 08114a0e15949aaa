import type { ReactNode } from 'react';
import classes from './engine.module.css';

interface Props {
  /** Its whole name; contains what is shown. */
  label: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
  children: ReactNode;
}

/** A file input that looks like what it does. */
export const FileButton = ({ label, multiple = false, onFiles, children }: Props) => (
  <label className={`link-button ${classes.file}`} data-small>
    <input
      type="file"
      aria-label={label}
      multiple={multiple}
      onChange={(event) => {
        const { files } = event.currentTarget;
        if (files && files.length > 0) onFiles([...files]);
        // The same file may be chosen again after a change.
        event.currentTarget.value = '';
      }}
    />
    {children}
  </label>
);
