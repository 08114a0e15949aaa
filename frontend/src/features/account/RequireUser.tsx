import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { lazyPart } from '../../components/lazyPart.tsx';
import { live } from '../../live.ts';
import { useMe } from './queries.ts';
import classes from './account.module.css';

const ChooseNewPassword = lazyPart(() => import('./ChooseNewPassword.tsx'));

interface Props {
  onSignOut: () => void;
  children: ReactNode;
}

/** Its children see a signed-in user and a running live socket; a 401 leads to sign-in by itself. */
export function RequireUser({ onSignOut, children }: Props) {
  const me = useMe();
  const mustChange = me.data?.mustChangePassword === true;
  const signedIn = me.data !== undefined && !mustChange;

  useEffect(() => {
    if (!signedIn) return;
    // A question that is under way already is not asked anew, or a slow answer would never come.
    live.onDoubt = () => void me.refetch({ cancelRefetch: false });
    live.start();
  }, [signedIn, me]);
  useEffect(() => () => live.dispose(), []);

  if (signedIn) return children;
  if (me.data) {
    return <ChooseNewPassword me={me.data} onSignOut={onSignOut} />;
  }
  if (!me.isError || me.error.message === '') return null;
  return (
    <main className={classes.page}>
      <div className={classes.form} role="alert">
        <h1 className={classes.title}>ArchNest did not answer</h1>
        <p className={classes.lead}>{me.error.message}</p>
        <Button onClick={() => void me.refetch()} loading={me.isFetching}>
          Try again
        </Button>
      </div>
    </main>
  );
}
