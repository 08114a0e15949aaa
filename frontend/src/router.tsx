import { Suspense, useEffect, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { lazyPart } from './components/lazyPart.tsx';
import { PageFailed } from './components/PageFailed.tsx';
import Containers from './pages/Containers.tsx';
import Frame from './pages/Frame.tsx';
import {
  containersPath,
  defaultView,
  hostsPath,
  loginPath,
  settingsPath,
  setupPath,
} from './paths.ts';

const Hosts = lazyPart(() => import('./pages/Hosts.tsx'));
const Settings = lazyPart(() => import('./pages/Settings.tsx'));
const Login = lazyPart(() => import('./pages/Login.tsx'));
const Setup = lazyPart(() => import('./pages/Setup.tsx'));
const NotFound = lazyPart(() => import('./pages/NotFound.tsx'));

const sessionEnded = new EventTarget();

/** Leads to sign-in, and from there back to where one was. */
export const leaveToLogin = () => sessionEnded.dispatchEvent(new Event('ended'));

function SessionGuard({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  useEffect(() => {
    const leave = () => {
      if (pathname !== loginPath() && pathname !== setupPath) {
        void navigate(loginPath(pathname + search));
      }
    };
    sessionEnded.addEventListener('ended', leave);
    return () => sessionEnded.removeEventListener('ended', leave);
  }, [navigate, pathname, search]);
  return children;
}

/**
 * The declarative router: the data router's loaders and actions would cost 15 KB of the first view,
 * and live data comes through one socket anyway.
 */
export const Router = () => (
  <BrowserRouter>
    <SessionGuard>
      <ErrorBoundary fallback={(error) => <PageFailed error={error} />}>
        <Suspense fallback={null}>
          <Routes>
            <Route path="/" element={<Navigate to={containersPath(defaultView)} replace />} />
            <Route path={setupPath} element={<Setup />} />
            <Route path={loginPath()} element={<Login />} />
            <Route element={<Frame />}>
              <Route path="/containers" element={<Containers />} />
              <Route path={hostsPath()} element={<Hosts />} />
              <Route path={settingsPath()} element={<Settings />} />
            </Route>
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </ErrorBoundary>
    </SessionGuard>
  </BrowserRouter>
);
