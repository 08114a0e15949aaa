import { Suspense, useEffect, useRef, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { lazyPage } from './components/lazyPart.tsx';
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
import { onSessionEnd } from './sessionEnd.ts';

const Hosts = lazyPage(() => import('./pages/Hosts.tsx'));
const Settings = lazyPage(() => import('./pages/Settings.tsx'));
const Login = lazyPage(() => import('./pages/Login.tsx'));
const Setup = lazyPage(() => import('./pages/Setup.tsx'));
const NotFound = lazyPage(() => import('./pages/NotFound.tsx'));

function SessionGuard({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  // Sign-in takes a moment to come, in which more may end.
  const leaving = useRef(false);
  useEffect(() => {
    leaving.current = pathname === loginPath() || pathname === setupPath;
    return onSessionEnd((signedOut) => {
      if (leaving.current) return;
      leaving.current = true;
      void navigate(loginPath(signedOut ? undefined : pathname + search));
    });
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
