import { Button } from '@mantine/core';
import { IconDownload, IconLink } from '@tabler/icons-react';
import { MenuButton } from '../../components/MenuButton.tsx';
import { api, type AuditAddress } from '../../apiPaths.ts';
import classes from './audit.module.css';

interface Props {
  query: AuditAddress;
  filtered: boolean;
  verifying: boolean;
  onVerify: () => void;
}

/** To see that nobody has changed it, and to take it along. */
export const AuditTools = ({ query, filtered, verifying, onVerify }: Props) => (
  <div className={classes.tools}>
    <Button
      leftSection={<IconLink size={14} stroke={1.6} aria-hidden />}
      loading={verifying}
      onClick={onVerify}
    >
      Verify chain
    </Button>
    <MenuButton
      position="bottom-end"
      className={classes.export}
      entries={() => [
        { heading: filtered ? 'What this filter leaves' : 'All of it' },
        { name: 'CSV, for a spreadsheet', href: api.auditExport('csv', query) },
        { name: 'JSON, for a program', href: api.auditExport('json', query) },
      ]}
    >
      <IconDownload size={14} stroke={1.6} aria-hidden />
      Export
    </MenuButton>
  </div>
);
