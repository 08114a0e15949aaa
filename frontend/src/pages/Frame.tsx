import { IconHelp, IconLogout, IconServer2, IconSettings, IconStack2 } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { Banner } from '../components/Banner.tsx';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { Logo } from '../components/glyphs.tsx';
import { lazyPart } from '../components/lazyPart.tsx';
import { preloadMenus } from '../components/MenuButton.tsx';
import { PageFailed } from '../components/PageFailed.tsx';
import { Tips } from '../components/Tips.tsx';
import { UserMenu } from '../features/account/AccountMenus.tsx';
import { useLogout, useMe } from '../features/account/queries.ts';
import { RequireUser } from '../features/account/RequireUser.tsx';
import { jobs } from '../features/containers/actions/perform.ts';
import { Shells } from '../features/containers/shells/Shells.tsx';
import { useViewport } from '../hooks/useViewport.ts';
import {
  containersPath,
  docsPath,
  hostsPath,
  readContainersView,
  settingsPath,
  showsContainer,
} from '../paths.ts';
import classes from './Frame.module.css';

const ShellView = lazyPart(() => import('../features/shell/ShellView.tsx'));

const afterFirstView = 1_000;

/** What stands around every page of a signed-in user, and what outlives each of them. */
export default function Frame() {
  const { signOut, banner } = useSignOut();
  const { pathname } = useLocation();
  const phone = useViewport() === 0;
  const admin = useMe().data?.role === 'admin';
  // They must also open while the server is away, and after a tap, which no pointer announces.
  useEffect(() => {
    const timer = setTimeout(preloadMenus, afterFirstView);
    return () => clearTimeout(timer);
  }, []);
  // What one user did is not for the next one to read.
  useEffect(() => () => jobs.clear(), []);
  return (
    <RequireUser onSignOut={signOut}>
      <div className={classes.frame}>
        <Rail onSignOut={signOut} />
        <main className={classes.main}>
          {banner}
          <div className={classes.page}>
            {/* Around all pages: the one that is there stays until the files of the next are. */}
            <Suspense fallback={null}>
              <ErrorBoundary key={pathname} fallback={(error) => <PageFailed error={error} />}>
                <Outlet />
              </ErrorBoundary>
            </Suspense>
            {admin && <Shells phone={phone} View={ShellView} />}
          </div>
        </main>
      </div>
      <Tips />
    </RequireUser>
  );
}

function Rail({ onSignOut }: { onSignOut: () => void }) {
  const viewport = useViewport();
  const user = useMe().data;
  const phone = viewport === 0;
  const { pathname, search } = useLocation();
  // An opened container is a page of its own there, with a way back and its actions under the thumb.
  const opened = phone && showsContainer(pathname, search);
  const containers = useContainersLink(pathname, search);
  if (!user || opened) return null;
  return (
    <nav className={classes.rail} aria-label="Pages">
      {!phone && <Logo />}
      <NavLink
        to={containers}
        className={classes.item ?? ''}
        data-tip={viewport < 1200 && !phone ? 'Containers' : undefined}
      >
        <IconStack2 size={20} stroke={1.6} aria-hidden />
        <span>Containers</span>
      </NavLink>
      <NavLink
        to={hostsPath()}
        className={classes.item ?? ''}
        data-tip={viewport < 1200 && !phone ? 'Hosts' : undefined}
      >
        <IconServer2 size={20} stroke={1.6} aria-hidden />
        <span>Hosts</span>
      </NavLink>
      <NavLink
        to={settingsPath()}
        className={classes.item ?? ''}
        data-tip={viewport < 1200 && !phone ? 'Settings' : undefined}
      >
        <IconSettings size={20} stroke={1.6} aria-hidden />
        <span>Settings</span>
      </NavLink>
      {phone ? (
        <UserMenu user={user} onSignOut={onSignOut} className={classes.item} full />
      ) : (
        <div className={classes.bottom}>
          <a
            className={classes.icon}
            href={docsPath}
            target="_blank"
            aria-label="API reference"
            data-tip="API reference"
          >
            <IconHelp size={20} stroke={1.6} aria-hidden />
          </a>
          <UserMenu user={user} onSignOut={onSignOut} className={classes.icon} />
        </div>
      )}
    </nav>
  );
}

/** From another page it leads back to where one was; from an opened container to the table. */
function useContainersLink(pathname: string, search: string): string {
  const here = pathname === '/containers' ? search : null;
  const [last, setLast] = useState(here ?? '');
  if (here !== null && here !== last) setLast(here);
  const view = readContainersView(new URLSearchParams(last));
  return containersPath(here === null ? view : { ...view, tab: null });
}

/** Signs out; the banner says so if that failed, or whoever walks away would leave the page open. */
function useSignOut() {
  const logout = useLogout();
  const signOut = () => logout.mutate();
  const banner = logout.error && (
    <Banner
      tone="danger"
      mark={<IconLogout size={16} stroke={1.6} aria-hidden />}
      action={
        <>
          <button type="button" className="link-button" onClick={signOut}>
            Try again
          </button>
          <button type="button" className="link-button" onClick={logout.reset}>
            Dismiss
          </button>
        </>
      }
    >
      <strong>Could not sign out:</strong> {logout.error.message} You are still signed in.
    </Banner>
  );
  return { signOut, banner };
}
