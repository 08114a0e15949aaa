import { Link } from 'react-router';
import { Logo } from '../components/glyphs.tsx';
import classes from '../features/account/account.module.css';
import { useTitle } from '../hooks/useTitle.ts';
import { containersPath, defaultView } from '../paths.ts';

export default function NotFound() {
  useTitle('Not found');
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <Logo size={32} />
        <h1 className={classes.title}>There is no page here</h1>
        <p className={classes.lead}>
          The address may be mistyped, or from another version of ArchNest.
        </p>
        <Link to={containersPath(defaultView)}>Go to the containers</Link>
      </div>
    </main>
  );
}
