import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { plural } from '../../../lib/format.ts';
import { useEndSession } from './securityQueries.ts';

interface Props {
  /** How many there are besides this one. */
  others: number;
  onClose: () => void;
}

export default function EndOthers({ others, onClose }: Props) {
  const end = useEndSession();
  return (
    <ConfirmDialog
      title={`End ${plural(others, 'other session')}?`}
      verb={`End ${others}`}
      stays="You stay signed in here."
      pending={end.isPending}
      error={end.error?.message}
      onClose={onClose}
      onConfirm={() => end.mutate(null, { onSuccess: onClose })}
    >
      Every other browser in which you are signed in asks for the password again. Open shells there
      close. API tokens stay.
    </ConfirmDialog>
  );
}
