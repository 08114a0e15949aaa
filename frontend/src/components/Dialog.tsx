import { Modal } from '@mantine/core';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import type { ReactNode } from 'react';
import { useFocusReturn } from '../hooks/useFocusReturn.ts';
import { useViewport } from '../hooks/useViewport.ts';
import classes from './FormDialog.module.css';

interface Props {
  title: ReactNode;
  size: number;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with more in it than a question: it fills a phone's screen, and a click beside it loses nothing. */
export function FormDialog({ title, size, onClose, children }: Props) {
  const phone = useViewport() === 0;
  useFocusReturn();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      centered
      fullScreen={phone}
      radius={phone ? 0 : 'var(--an-radius-dialog)'}
      padding={0}
      closeOnClickOutside={false}
      transitionProps={{ duration: 120, transition: 'fade-up' }}
      overlayProps={{ color: 'var(--an-scrim)', backgroundOpacity: 1 }}
      closeButtonProps={{ 'aria-label': 'Close', size: phone ? 40 : 24 }}
      classNames={{
        inner: classes.inner ?? '',
        content: classes.content ?? '',
        header: classes.header ?? '',
        title: classes.title ?? '',
        body: classes.body ?? '',
        overlay: classes.scrim ?? '',
      }}
    >
      {children}
    </Modal>
  );
}
