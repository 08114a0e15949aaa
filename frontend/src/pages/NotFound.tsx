import { Link } from 'react-router';
import classes from '../components/Notice.module.css';
import { useTitle } from '../hooks/useTitle.ts';
import { containersPath, defaultView } from '../paths.ts';

export default function NotFound() {
  useTitle('Not found');
  return (
    <main className={classes.notice}>
      <h1>There is no page here</h1>
      <p>The address may be mistyped, or from another version of ArchNest.</p>
      <Link to={containersPath(defaultView)}>Go to the containers</Link>
    </main>
  );
}
