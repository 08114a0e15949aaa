import { DialogForm } from '../../components/DialogForm.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { ShownOnce } from '../../components/ShownOnce.tsx';
import classes from './users.module.css';

interface Props {
  username: string;
  password: string;
  onDone: () => void;
}

/** What to hand over, this once. */
export const TemporaryPassword = ({ username, password, onDone }: Props) => (
  <DialogForm verb="Done" said="It is not shown again." pending={false} onSubmit={onDone}>
    <ShownOnce name="The temporary password" secret={password} />
    <p className={classes.given}>
      Hand it to <SafeText text={username} /> in person or through a channel that you trust. It
      opens nothing but the page on which they choose their own.
    </p>
  </DialogForm>
);
