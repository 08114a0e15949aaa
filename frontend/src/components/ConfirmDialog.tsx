import { Button, Modal } from '@mantine/core';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import type { ReactNode } from 'react';
import { useFocusReturn } from '../hooks/useFocusReturn.ts';
import { useViewport } from '../hooks/useViewport.ts';
import classes from './ConfirmDialog.module.css';

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

/** Asks before something is lost. The focus starts on Cancel, and goes back to what had it. */
export function ConfirmDialog(props: Props) {
  const phone = useViewport() === 0;
  useFocusReturn();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={440}
      fullScreen={phone}
      centered
      radius={phone ? 0 : 'var(--an-radius-dialog)'}
      padding={0}
      transitionProps={{ duration: 120, transition: 'fade-up' }}
      overlayProps={{ color: 'var(--an-scrim)', backgroundOpacity: 1 }}
      closeButtonProps={{ 'aria-label': 'Close', size: 24 }}
      classNames={{
        content: classes.content ?? '',
        body: classes.frame ?? '',
        header: classes.header ?? '',
        title: classes.title ?? '',
        overlay: classes.scrim ?? '',
      }}
    >
      <div className={classes.body}>
        {props.children}
        {props.error !== undefined && (
          <p className={classes.error} role="alert">
            {props.error}
          </p>
        )}
      </div>
      <div className={classes.footer}>
        <span className={classes.stays}>{props.stays}</span>
        <Button onClick={props.onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          variant={props.tone === 'plain' ? 'filled' : 'danger'}
          disabled={props.disabled ?? false}
          loading={props.pending}
          onClick={props.onConfirm}
          className={classes.verb}
        >
          {props.verb}
        </Button>
      </div>
    </Modal>
  );
}
