import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Option } from '../../../components/Check.tsx';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { useCopy } from '../../../hooks/useCopy.ts';
import { codesFile } from './secretText.ts';
import classes from './totp.module.css';

interface Props {
  codes: readonly string[];
  onDone: () => void;
  /** What they are for. */
  children: ReactNode;
}

/** The codes, this once, and how to keep them. */
export function RecoveryCodesStep({ codes, onDone, children }: Props) {
  const { result, copy } = useCopy();
  const [kept, setKept] = useState(false);
  const Icon = result === 'copied' ? IconCheck : IconCopy;
  return (
    <DialogForm
      verb="Done"
      said={kept ? 'They are not shown again.' : 'Keep them first: they are not shown again.'}
      pending={false}
      disabled={!kept}
      onSubmit={onDone}
    >
      <p>{children} Each works once.</p>
      <ol className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={classes.tools}>
        <Button
          leftSection={<Icon size={14} stroke={1.6} aria-hidden />}
          onClick={() => void copy(codes.join('\n'))}
        >
          {result === 'copied' ? 'Copied' : result === 'failed' ? 'Select and copy' : 'Copy all'}
        </Button>
        <Button
          leftSection={<IconDownload size={14} stroke={1.6} aria-hidden />}
          onClick={() => download(codesFile(codes, window.location.origin))}
        >
          Download as a file
        </Button>
      </div>
      <Option checked={kept} onChange={setKept}>
        I keep them where I find them without my phone
      </Option>
    </DialogForm>
  );
}

function download(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'archnest-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}
