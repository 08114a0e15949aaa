import {
  sshHostBody,
  sshHostPatch,
  sshProbeBody,
  type SshDocker,
  type SshHost,
  type SshHostBody,
  type SshHostPatch,
  type SshProbeBody,
} from '@archnest/backend/contract';
import { emptyAuth, readAuth, type AuthDraft, type AuthField } from './secrets.ts';
import { findSaved, nameAt, parseTarget } from './target.ts';

/** The form of an SSH host as pure functions: what is typed, what is sent, and what is wrong with it. */

export interface PlaceDraft {
  address: string;
  /** Empty: 22. */
  port: string;
  username: string;
  jumpHostId: string | null;
}

export interface SshDraft {
  /** `null` until somebody names it: then the address suggests. */
  name: string | null;
  place: PlaceDraft;
  docker: SshDocker;
  auth: AuthDraft;
  /** Whether the stored credentials give way to those in `auth`. */
  replaces: boolean;
}

export type SshField = 'name' | 'address' | 'port' | 'username' | 'jumpHostId' | AuthField;
export type SshErrors = Partial<Record<SshField, string>>;

export const emptySsh: SshDraft = {
  name: null,
  place: { address: '', port: '', username: '', jumpHostId: null },
  docker: { enabled: true, mode: 'auto', command: 'docker' },
  auth: emptyAuth,
  replaces: false,
};

/** The form of a saved host: its secrets are not in it. */
export const draftOf = ({ name, auth, docker, ...host }: SshHost): SshDraft => ({
  name,
  place: {
    address: host.address,
    port: host.port === 22 ? '' : String(host.port),
    username: host.username,
    jumpHostId: host.jumpHostId,
  },
  docker,
  auth: { ...emptyAuth, type: auth.type },
  replaces: false,
});

/** What was typed as the address, taken apart where it says more: a user, a port, a jump host. */
export function settlePlace(place: PlaceDraft, saved: readonly SshHost[] = []): PlaceDraft {
  const target = parseTarget(place.address);
  if (target === null) return place;
  const jump = target.jump === null ? undefined : findSaved(saved, target.jump);
  return {
    address: target.address,
    port: target.port === null ? place.port.trim() : target.port === '22' ? '' : target.port,
    username: target.username ?? place.username.trim(),
    jumpHostId: jump?.id ?? place.jumpHostId,
  };
}

export const nameOf = ({ name, place }: Pick<SshDraft, 'name' | 'place'>) =>
  name ?? nameAt(settlePlace(place).address);

/** As the contract has it. Nothing is checked here. */
function sent(place: PlaceDraft) {
  const { address, port, username, jumpHostId } = settlePlace(place);
  return { address, port: port === '' ? 22 : Number(port), username: username.trim(), jumpHostId };
}

/** Whether it leads elsewhere than the saved host did: what was given for that place then does not count. */
export function isMoved({ place }: Pick<SshDraft, 'place'>, host: SshHost): boolean {
  const { address, port, username, jumpHostId } = sent(place);
  return (
    address !== host.address ||
    port !== host.port ||
    username !== host.username ||
    jumpHostId !== host.jumpHostId
  );
}

/** Whether the stored credentials stay as they are. */
export const keepsAuth = (draft: SshDraft, host: SshHost) =>
  !draft.replaces &&
  !isMoved(draft, host) &&
  (host.auth.hasSecret || host.auth.type === 'agent') &&
  draft.auth.type === host.auth.type;

/** What to send, or what is wrong and where: one of both. */
export interface Read<T> {
  body: T | null;
  errors: SshErrors;
}

/** Where to look for its host key. */
export function readProbe(draft: SshDraft): Read<SshProbeBody> {
  return settled(sshProbeBody.safeParse(sent(draft.place)), placeComplaints(draft));
}

/** What the first step holds: the place and the name. */
export function readAddress(draft: SshDraft): Read<SshProbeBody> {
  const { errors, body } = readProbe(draft);
  const all = { ...errors, ...nameComplaint(draft, errors) };
  return { errors: all, body: Object.keys(all).length === 0 ? body : null };
}

/** An address that is missing is complained about once: the name comes from it. */
function nameComplaint(draft: SshDraft, { address }: SshErrors): SshErrors {
  if (draft.name === null && address !== undefined) return {};
  const name = nameOf(draft);
  if (name.trim() === '') return { name: 'Give it a name.' };
  const [issue] = sshHostBody.shape.name.safeParse(name).error?.issues ?? [];
  return issue ? { name: sentence(issue.message) } : {};
}

/** @param fingerprint of the host key that was confirmed */
export function readBody(draft: SshDraft, fingerprint: string | null): Read<SshHostBody> {
  const { auth, errors } = readAuth(draft.auth);
  const parsed = sshHostBody.safeParse({
    name: nameOf(draft),
    ...sent(draft.place),
    auth: auth ?? { type: 'agent' },
    docker: draft.docker,
    ...(fingerprint === null ? {} : { fingerprint }),
  });
  return settled(parsed, { ...placeComplaints(draft), ...errors }, draft);
}

/** What changed since the host was saved; nothing of it is an empty patch. */
export function readPatch(draft: SshDraft, host: SshHost): Read<SshHostPatch> {
  const place = sent(draft.place);
  const name = nameOf(draft).trim();
  const { docker } = draft;
  const changes = {
    ...(name === host.name ? {} : { name }),
    ...(place.address === host.address ? {} : { address: place.address }),
    ...(place.port === host.port ? {} : { port: place.port }),
    ...(place.username === host.username ? {} : { username: place.username }),
    ...(place.jumpHostId === host.jumpHostId ? {} : { jumpHostId: place.jumpHostId }),
    ...(isSameDocker(docker, host.docker) ? {} : { docker }),
  };
  const own = placeComplaints(draft);
  if (keepsAuth(draft, host)) return settled(sshHostPatch.safeParse(changes), own, draft);
  const { auth, errors } = readAuth(draft.auth);
  const parsed = sshHostPatch.safeParse({ ...changes, ...(auth ? { auth } : {}) });
  return settled(parsed, { ...own, ...errors }, draft);
}

const isSameDocker = (a: SshDocker, b: SshDocker) =>
  a.enabled === b.enabled && a.mode === b.mode && a.command === b.command;

interface Parsed<T> {
  data?: T | undefined;
  error?: { issues: readonly Complaint[] } | undefined;
}

/** Our own words stand before the contract's. */
function settled<T>({ data, error }: Parsed<T>, own: SshErrors, draft?: SshDraft): Read<T> {
  const { name: _name, ...rest } = complaints(error?.issues);
  const errors = { ...rest, ...own, ...(draft ? nameComplaint(draft, own) : {}) };
  return { body: Object.keys(errors).length === 0 ? (data ?? null) : null, errors };
}

/** What the contract cannot say as well. */
function placeComplaints({ place }: SshDraft): SshErrors {
  const { address, port, username } = settlePlace(place);
  const errors: SshErrors = {};
  if (address.trim() === '') errors.address = 'Give a name or an IP address, such as 192.168.1.20.';
  else if (!sshHostBody.shape.address.safeParse(address).success)
    errors.address = 'Only a name or an IP address: no path, no spaces.';
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    errors.port = 'A port is a number from 1 to 65535.';
  if (username.trim() === '') errors.username = 'Give the user that you sign in as.';
  else if (!sshHostBody.shape.username.safeParse(username).success)
    errors.username = 'This is no user name: letters, digits, dots, dashes, underscores.';
  return errors;
}

interface Complaint {
  path: string | readonly PropertyKey[];
  message: string;
}

const fields: Record<string, SshField> = {
  name: 'name',
  address: 'address',
  port: 'port',
  username: 'username',
  jumpHostId: 'jumpHostId',
  'auth.password': 'password',
  'auth.privateKey': 'key',
  'auth.passphrase': 'passphrase',
  'auth.certificate': 'certificate',
  'auth.type': 'agent',
};

/** The complaints of the server or of the contract's own schema, each at its field; the first of each. */
export function complaints(issues: readonly Complaint[] = []): SshErrors {
  const errors: SshErrors = {};
  for (const { path, message } of issues) {
    const field = fields[typeof path === 'string' ? path : path.map(String).join('.')];
    if (field) errors[field] ??= sentence(message);
  }
  return errors;
}

const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

/** The hosts that may stand before this one: not itself, nor one that goes through it. */
export function jumpChoices(saved: readonly SshHost[], id: string | null): readonly SshHost[] {
  return saved
    .filter((host) => id === null || !jumpChain(saved, host.id).some((hop) => hop.id === id))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** A host and what it goes through, itself first. */
export function jumpChain(saved: readonly SshHost[], id: string | null): readonly SshHost[] {
  const chain: SshHost[] = [];
  for (let next = id; next !== null;) {
    const host = saved.find((each) => each.id === next);
    if (!host || chain.includes(host)) break;
    chain.push(host);
    next = host.jumpHostId;
  }
  return chain;
}
