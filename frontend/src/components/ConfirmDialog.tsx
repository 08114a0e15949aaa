import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './Dialog.tsx';
import { DialogFrame, DialogScroll, Said } from './DialogFrame.tsx';

interface Props {
  /** The question. */
  title: string;
  /** What the button does, repeated from the title. */
  verb: string;
  /** What does not change. */
  stays: string;
  /** `plain` where nothing is lost. */
  tone?: 'danger' | 'plain';
  /** There is nothing left to do it to. */
  disabled?: boolean;
  pending: boolean;
  error: string | undefined;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

/** Asks before something is lost. The focus starts on Cancel. */
export const ConfirmDialog = (props: Props) => (
  <Dialog title={props.title} size={440} light onClose={props.onClose}>
    <DialogFrame
      onSubmit={() => {
        if (!props.pending && !props.disabled) props.onConfirm();
      }}
      footer={
        <>
          <Said>{props.stays}</Said>
          <Button onClick={props.onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={props.tone === 'plain' ? 'filled' : 'danger'}
            disabled={props.disabled ?? false}
            loading={props.pending}
          >
            {props.verb}
          </Button>
        </>
      }
    >
      <DialogScroll problem={props.error}>{props.children}</DialogScroll>
    </DialogFrame>
  </Dialog>
);
