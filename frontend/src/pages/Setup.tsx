import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Logo } from '../components/glyphs.tsx';
import classes from '../features/account/account.module.css';
import { useAuthStatus } from '../features/account/queries.ts';
import { SetupForm } from '../features/account/SetupForm.tsx';
import { useTitle } from '../hooks/useTitle.ts';
import { containersPath, defaultView, loginPath, setupPath } from '../paths.ts';

/** The fragment never reaches the server's log; taking it out keeps it from the history too. */
function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token) window.history.replaceState(window.history.state, '', setupPath);
  return token || null;
}

// Outside the component: a second render must not find the address already cleaned.
const tokenOfAddress = takeToken();

export default function Setup() {
  useTitle('Set up');
  const navigate = useNavigate();
  const status = useAuthStatus();
  const [wasRequired, setWasRequired] = useState(false);
  if (status.data?.setupRequired && !wasRequired) setWasRequired(true);
  const done = status.data?.setupRequired === false && !wasRequired;
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <Logo size={32} />
        <h1 className={classes.title}>{done ? 'ArchNest is set up' : 'Set up ArchNest'}</h1>
        <p className={classes.lead}>
          {done ? 'The first admin exists already.' : 'Create the first admin. This works once.'}
        </p>
        {done ? (
          <Link to={loginPath()}>Sign in</Link>
        ) : (
          <SetupForm
            token={tokenOfAddress}
            onDone={() => void navigate(containersPath(defaultView), { replace: true })}
          />
        )}
      </div>
    </main>
  );
}
