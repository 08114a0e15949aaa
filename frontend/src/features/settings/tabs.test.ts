import { expect, it } from 'vitest';
import { readSettingsTab, settingsPath, settingsTabs } from '../../paths.ts';
import { tabsFor } from './tabs.ts';

const read = (path: string) => readSettingsTab(new URL(path, 'http://x').searchParams);

it('shows a member what is theirs, and nothing that they may not', () => {
  expect(tabsFor('member')).toEqual(['profile', 'appearance', 'security', 'about']);
  expect(tabsFor('admin')).toEqual(settingsTabs);
});

it('reads the tab from the address', () => {
  for (const tab of settingsTabs) expect(read(settingsPath(tab))).toBe(tab);
  expect(read(settingsPath())).toBeNull();
  expect(read('/settings?tab=secrets')).toBeNull();
});
