import { Modal } from '@mantine/core';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFocusReturn } from '../hooks/useFocusReturn.ts';
import { useViewport } from '../hooks/useViewport.ts';
import classes from './Dialog.module.css';

interface Props {
  title: ReactNode;
  size: number;
  /** A click beside it closes it: there is nothing in it to lose. */
  light?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** It fills a phone's screen. The focus goes back to what had it. */
export function Dialog({ title, size, light = false, onClose, children }: Props) {
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
      closeOnClickOutside={light}
      transitionProps={{ duration: 120, transition: 'fade-up' }}
      overlayProps={{ color: 'var(--an-scrim)', backgroundOpacity: 1 }}
      closeButtonProps={{
        'aria-label': 'Close',
        className: 'icon-button',
        icon: <IconX size={phone ? 20 : 16} stroke={1.6} aria-hidden />,
      }}
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
