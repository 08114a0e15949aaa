import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { Logo } from '../components/glyphs.tsx';
import classes from '../features/account/account.module.css';
import { LoginForm } from '../features/account/LoginForm.tsx';
import { useAuthStatus } from '../features/account/queries.ts';
import { useTitle } from '../hooks/useTitle.ts';
import { nextPath, setupPath } from '../paths.ts';

export default function Login() {
  useTitle('Sign in');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const status = useAuthStatus();
  if (status.data?.setupRequired) return <Navigate to={setupPath} replace />;
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <Logo size={32} />
        <h1 className={classes.title}>Sign in to ArchNest</h1>
        <p className={classes.lead}>Every container on every machine you own.</p>
        <LoginForm onDone={() => void navigate(nextPath(params), { replace: true })} />
      </div>
    </main>
  );
}
