/** Every act of the audit in words that fit however it ended. By kind, as the filter lists them. */
const kinds: Record<string, { name: string; acts: Record<string, string> }> = {
  container: {
    name: 'Containers',
    acts: {
      start: 'Start container',
      stop: 'Stop container',
      restart: 'Restart container',
      pause: 'Pause container',
      unpause: 'Unpause container',
      kill: 'Kill container',
      remove: 'Remove container',
    },
  },
  exec: { name: 'Shells', acts: { open: 'Open shell', close: 'Close shell' } },
  log: { name: 'Logs', acts: { view: 'View log' } },
  host: {
    name: 'Hosts',
    acts: {
      create: 'Add host',
      update: 'Change host',
      delete: 'Remove host',
      forget: 'Forget host',
      pin: 'Confirm host key',
      probe: 'Ask for host keys',
      test: 'Test connection',
      import: 'Import hosts',
    },
  },
  agent: {
    name: 'Agents',
    acts: {
      enrol: 'Machine enrols',
      enrolment_create: 'Make enrolment code',
      token_create: 'Make agent token',
      token_revoke: 'Revoke agent token',
    },
  },
  session: {
    name: 'Sign-ins and sessions',
    acts: {
      start: 'Sign in',
      failed: 'Sign-in failed',
      challenge: 'Sign in, code asked for',
      end: 'End session',
      end_others: 'End other sessions',
    },
  },
  password: { name: 'Passwords', acts: { change: 'Change password' } },
  totp: {
    name: 'Second factor',
    acts: {
      offer: 'Begin second factor',
      enable: 'Turn second factor on',
      disable: 'Turn second factor off',
      recovery: 'Make recovery codes',
    },
  },
  token: {
    name: 'API tokens',
    acts: { create: 'Make API token', delete: 'Revoke API token' },
  },
  user: {
    name: 'Users',
    acts: {
      create: 'Add user',
      update: 'Change user',
      delete: 'Delete user',
      reset_password: 'Reset password',
    },
  },
  profile: { name: 'Profiles', acts: { update: 'Change profile' } },
  audit: {
    name: 'Audit',
    acts: { export: 'Export audit', chain: 'Chain earlier entries' },
  },
  access: { name: 'Refusals', acts: { denied: 'Access denied' } },
  setup: { name: 'Setup', acts: { complete: 'Set up ArchNest' } },
};

/** What was done, in words; its own name where there are none for it. */
export function actionWords(action: string): string {
  const [kind = '', act = ''] = action.split('.');
  // Own keys only: `constructor` is no act.
  const acts = Object.hasOwn(kinds, kind) ? kinds[kind]?.acts : undefined;
  return (acts && Object.hasOwn(acts, act) ? acts[act] : undefined) ?? action;
}

/** Acts whose words say how they ended. Half of a sign-in with a second factor is no failure. */
const selfEvident = new Set(['session.failed', 'session.challenge', 'access.denied']);
export const saysOutcome = (action: string) => selfEvident.has(action);

export interface ActionGroup {
  kind: string;
  name: string;
  actions: readonly (readonly [action: string, words: string])[];
}

/** What the audit can be filtered by: a whole kind, or one act of it. */
export const actionGroups: readonly ActionGroup[] = Object.entries(kinds).map(
  ([kind, { name, acts }]) => ({
    kind,
    name,
    actions: Object.entries(acts).map(([act, words]) => [`${kind}.${act}`, words] as const),
  }),
);

/** Whether the filter lists it. */
export const isKnownAction = (action: string) =>
  actionGroups.some(
    ({ kind, actions }) => kind === action || actions.some(([known]) => known === action),
  );

const detailNames: Record<string, string> = {
  durationMs: 'Duration',
  exitCode: 'Exit code',
  tokenId: 'Token number',
  fields: 'Changed',
  factor: 'Second factor',
};

/** One of the details in words: camel case is for programs. */
export const detailName = (key: string) =>
  detailNames[key] ??
  `${key.charAt(0).toUpperCase()}${key.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;

export function detailValue(key: string, value: unknown): string {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (key === 'durationMs' && typeof value === 'number') {
    return value < 10_000 ? `${value} ms` : `${Math.round(value / 1_000)} s`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
