import type { Profile } from '@archnest/backend/contract';
import { Navigate, useSearchParams } from 'react-router';
import { lazyPart } from '../components/lazyPart.tsx';
import { PageHeader } from '../components/PageHeader.tsx';
import { useMe } from '../features/account/queries.ts';
import { LiveIndicator } from '../features/hosts/LiveIndicator.tsx';
import { SettingsNav } from '../features/settings/SettingsNav.tsx';
import { tabsFor, tabWords } from '../features/settings/tabs.ts';
import { useTitle } from '../hooks/useTitle.ts';
import { useViewport } from '../hooks/useViewport.ts';
import { hostsPath, readSettingsTab, settingsPath, type SettingsTab } from '../paths.ts';
import classes from './Settings.module.css';

const SettingsProfile = lazyPart(() => import('../features/account/SettingsProfile.tsx'));
const SettingsAppearance = lazyPart(() => import('../features/account/SettingsAppearance.tsx'));
const SettingsSecurity = lazyPart(
  () => import('../features/account/security/SettingsSecurity.tsx'),
);
const UsersTab = lazyPart(() => import('../features/users/UsersTab.tsx'));
const AgentsTab = lazyPart(() => import('../features/hosts/agents/AgentsTab.tsx'));
const AuditTab = lazyPart(() => import('../features/audit/AuditTab.tsx'));
const AboutTab = lazyPart(() => import('../features/about/AboutTab.tsx'));

/** One's own account, and for admins what holds for all of this ArchNest. */
export default function Settings() {
  const [params] = useSearchParams();
  const phone = useViewport() === 0;
  const me = useMe().data;
  const asked = readSettingsTab(params);
  const tabs = tabsFor(me?.role ?? 'member');
  // A phone has no room for both: first the list of them, then one, with a way back.
  const tab = asked ?? (phone ? null : 'profile');
  useTitle(tab === null ? 'Settings' : `${tabWords[tab]} · Settings`);
  if (!me) return null;
  // They have a page of their own, and their place among the settings all the same.
  if (params.get('tab') === 'hosts') return <Navigate to={hostsPath()} replace />;
  if (tab !== null && !tabs.includes(tab)) return <Navigate to={settingsPath()} replace />;
  return (
    <div className={classes.page}>
      <PageHeader
        title={phone && tab !== null ? tabWords[tab] : 'Settings'}
        back={phone && tab !== null ? { to: settingsPath(), name: 'Settings' } : undefined}
      >
        <LiveIndicator brief={phone} />
      </PageHeader>
      <div className={classes.panel}>
        {(!phone || tab === null) && <SettingsNav tabs={tabs} current={tab} />}
        {tab !== null && (
          <div className={classes.scroll} key={tab}>
            <div className={classes.content}>
              <Tab tab={tab} me={me} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

function Tab({ tab, me }: { tab: SettingsTab; me: Profile }) {
  switch (tab) {
    case 'profile':
      return <SettingsProfile me={me} />;
    case 'appearance':
      return <SettingsAppearance />;
    case 'security':
      return <SettingsSecurity me={me} />;
    case 'users':
      return <UsersTab meId={me.id} />;
    case 'agents':
      return <AgentsTab />;
    case 'audit':
      return <AuditTab />;
    case 'about':
      return <AboutTab />;
  }
}
