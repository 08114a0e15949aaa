import type { Role } from '@archnest/backend/contract';
import { settingsTabs, type SettingsTab } from '../../paths.ts';

export const tabWords: Record<SettingsTab, string> = {
  profile: 'Profile',
  appearance: 'Appearance',
  security: 'Security',
  users: 'Users',
  agents: 'Agents',
  audit: 'Audit',
  about: 'About',
};

const own: readonly SettingsTab[] = ['profile', 'appearance', 'security'];
const forAll: readonly SettingsTab[] = [...own, 'about'];

/** What somebody of this role finds in the settings. The server refuses the rest anyway. */
export const tabsFor = (role: Role): readonly SettingsTab[] =>
  role === 'admin' ? settingsTabs : settingsTabs.filter((tab) => forAll.includes(tab));

/** One's own on top, and below what holds for all of this ArchNest. */
export const isOwn = (tab: SettingsTab) => own.includes(tab);
