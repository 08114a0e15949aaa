import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { Said } from '../../../components/DialogFrame.tsx';
import engine from '../engine.module.css';
import { Below, describedBy } from '../../../components/fields.tsx';
import form from '../../../components/fields.module.css';
import { FileButton } from '../FileButton.tsx';
import { readFile } from '../readFile.ts';
import type { ImportStepProps } from './ImportSsh.tsx';
import { LeftOut } from './LeftOut.tsx';
import { StepFrame } from './StepFrame.tsx';
import classes from './steps.module.css';

/** The contract takes no more. */
const largest = 256 * 1024;

/** The text of the file. */
export function ImportFile({ flow, step, onBack }: ImportStepProps & { onBack: () => void }) {
  const id = useId();
  const [unread, setUnread] = useState<string>();
  const empty = flow.found?.hosts.length === 0;
  const nothing = empty ? 'No host stands in it that could be added.' : undefined;
  const below = { id, error: unread ?? flow.problem ?? nothing };
  const take = (file: File | undefined) => {
    if (!file) return;
    setUnread(undefined);
    readFile(file, largest).then(
      (read) => flow.setText(read.text),
      (problem: unknown) => setUnread(problem instanceof Error ? problem.message : String(problem)),
    );
  };
  return (
    <StepFrame
      heading="The file"
      step={step}
      lead={
        <>
          Usually <span className="mono">~/.ssh/config</span> on your own machine. Nothing is saved
          yet, and no key that it names is read: you give the credentials here.
        </>
      }
      onSubmit={() => flow.text.trim() !== '' && flow.read()}
      footer={
        <>
          <Button onClick={onBack}>Back</Button>
          <Said />
          <Button
            type="submit"
            variant="filled"
            disabled={flow.text.trim() === ''}
            loading={flow.reading}
          >
            Next
          </Button>
        </>
      }
    >
      <div
        className={form.field}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        <div className={engine.pemHead}>
          <label htmlFor={id}>Text of the ssh_config</label>
          <FileButton label="Choose the file of the ssh_config" onFiles={([file]) => take(file)}>
            Choose a file
          </FileButton>
        </div>
        <textarea
          rows={16}
          className={`${form.area} ${classes.config}`}
          placeholder={'Host nas\n  HostName 192.168.1.20\n  User ops\n  ProxyJump gate'}
          value={flow.text}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-step-focus
          onChange={(event) => {
            setUnread(undefined);
            flow.setText(event.currentTarget.value);
          }}
          {...describedBy(below)}
        />
        <Below {...below} />
      </div>
      <LeftOut found={empty ? flow.found : undefined} />
    </StepFrame>
  );
}
