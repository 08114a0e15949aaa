import {
  engineHostBody,
  engineHostPatch,
  type EngineHost,
  type EngineHostBody,
  type EngineHostPatch,
} from '@archnest/backend/contract';
import {
  buildEndpoint,
  emptyEndpoint,
  endpointProblem,
  parseEndpoint,
  suggestName,
  type EndpointDraft,
  type EndpointField,
} from './endpoint.ts';
import { pemParts, pemProblem, type PemPart } from './pem.ts';

/** The form of an Engine host as pure functions: what is typed, what is sent, and what is wrong with it. */

export interface PemDraft {
  /** Empty: not given. */
  text: string;
  /** The file that it was read from. */
  file: string | null;
}

/** What becomes of the TLS files that the server has: it stores them as one. */
export type Stored = 'keep' | 'replace' | 'drop';

export interface EngineDraft {
  /** `null` until somebody names it: then the address suggests. */
  name: string | null;
  endpoint: EndpointDraft;
  pem: Record<PemPart, PemDraft>;
  serverName: string;
  stored: Stored;
}

export type EngineField = EndpointField | PemPart | 'name' | 'serverName' | 'tls';
export type EngineErrors = Partial<Record<EngineField, string>>;

const nothing: PemDraft = { text: '', file: null };
export const noFiles: EngineDraft['pem'] = { ca: nothing, cert: nothing, key: nothing };

export const emptyDraft: EngineDraft = {
  name: null,
  endpoint: emptyEndpoint,
  pem: noFiles,
  serverName: '',
  stored: 'keep',
};

/** The form of a saved host: its secrets are not in it. */
export const draftOf = ({ name, endpoint, tls }: EngineHost): EngineDraft => ({
  ...emptyDraft,
  name,
  endpoint: parseEndpoint(endpoint) ?? emptyEndpoint,
  serverName: tls?.serverName ?? '',
});

/** Which TLS files the server has of a host. */
export function storedParts(host: EngineHost | null): readonly PemPart[] {
  const { hasCa = false, hasCert = false, hasSecret = false } = host?.tls ?? {};
  const has: Record<PemPart, boolean> = { ca: hasCa, cert: hasCert, key: hasSecret };
  return pemParts.filter((part) => has[part]);
}

export const nameOf = ({ name, endpoint }: EngineDraft) => name ?? suggestName(endpoint);

/** Whether it leads elsewhere than the saved host did: what was given for that address then does not count. */
export const isMoved = (draft: EngineDraft, host: EngineHost | null) =>
  host !== null && buildEndpoint(draft.endpoint) !== host.endpoint;

/** Whether the stored files stay as they are. */
export const keepsStored = (draft: EngineDraft, host: EngineHost | null) =>
  draft.stored === 'keep' && storedParts(host).length > 0 && !isMoved(draft, host);

/** What to send, or what is wrong and where: one of both. */
export interface Read<T> {
  body: T | null;
  errors: EngineErrors;
}

/** A host as it was typed. */
export function readBody(draft: EngineDraft): Read<EngineHostBody> {
  const tls = givenTls(draft);
  const parsed = engineHostBody.safeParse({
    name: nameOf(draft),
    endpoint: buildEndpoint(draft.endpoint),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  });
  return settled(parsed, draft, null);
}

/** What changed since the host was saved; nothing of it is an empty patch. */
export function readPatch(draft: EngineDraft, host: EngineHost): Read<EngineHostPatch> {
  const name = nameOf(draft).trim();
  const endpoint = buildEndpoint(draft.endpoint);
  const parsed = engineHostPatch.safeParse({
    ...(name === host.name ? {} : { name }),
    ...(endpoint === host.endpoint ? {} : { endpoint }),
    ...changedTls(draft, host),
  });
  return settled(parsed, draft, host);
}

interface Parsed<T> {
  data?: T | undefined;
  error?: { issues: readonly Complaint[] } | undefined;
}

/** Our own words stand before the contract's, and one mistake is named once. */
function settled<T>(
  { data, error }: Parsed<T>,
  draft: EngineDraft,
  host: EngineHost | null,
): Read<T> {
  const own = ownComplaints(draft, host);
  const errors = { ...complaints(error?.issues, draft), ...own };
  if (own.cert !== undefined || own.key !== undefined) delete errors.tls;
  if (draft.name === null && own.address !== undefined) delete errors.name;
  return { body: Object.keys(errors).length === 0 ? (data ?? null) : null, errors };
}

const isGiven = ({ pem }: EngineDraft, part: PemPart) => pem[part].text.trim() !== '';

function givenTls(draft: EngineDraft): Record<string, string> {
  if (draft.endpoint.mode !== 'tcps') return {};
  const files = pemParts.filter((part) => isGiven(draft, part));
  const given = Object.fromEntries(files.map((part) => [part, draft.pem[part].text]));
  const serverName = draft.serverName.trim();
  return serverName === '' ? given : { ...given, serverName };
}

/** Sent as a whole, since it is replaced as a whole; absent when it stays. */
function changedTls(draft: EngineDraft, host: EngineHost): { tls?: unknown } {
  // Left behind they would be sent nowhere, and the server refuses to keep them for another address.
  if (draft.endpoint.mode !== 'tcps') return host.tls === null ? {} : { tls: null };
  if (keepsStored(draft, host)) return {};
  const tls = givenTls(draft);
  const given = pemParts.some((part) => part in tls);
  const renamed = (tls['serverName'] ?? null) !== (host.tls?.serverName ?? null);
  const dropped = draft.stored === 'drop' && storedParts(host).length > 0;
  if (!given && !renamed && !dropped) return {};
  return { tls: Object.keys(tls).length > 0 ? tls : null };
}

/** What the contract cannot say as well, or cannot see. */
function ownComplaints(draft: EngineDraft, host: EngineHost | null): EngineErrors {
  const errors: EngineErrors = {};
  const wrong = endpointProblem(draft.endpoint);
  if (wrong) errors[wrong.field] = wrong.message;
  if (draft.endpoint.mode !== 'tcps' || keepsStored(draft, host)) return errors;
  const given = pemParts.filter((part) => isGiven(draft, part));
  for (const part of given) {
    const problem = pemProblem(part, draft.pem[part].text);
    if (problem !== null) errors[part] = problem;
  }
  if (given.includes('cert') && !given.includes('key'))
    errors.key ??= 'The certificate needs its key.';
  if (given.includes('key') && !given.includes('cert'))
    errors.cert ??= 'The key needs its certificate.';
  if (given.length === 0 && draft.stored !== 'drop' && storedParts(host).length > 0)
    errors.tls = isMoved(draft, host)
      ? 'Give the TLS files again for this address, or remove the stored ones.'
      : 'Give the new TLS files, or keep the stored ones.';
  return errors;
}

interface Complaint {
  path: string | readonly PropertyKey[];
  message: string;
}

/** The complaints of the server or of the contract's own schema, each at its field; the first of each. */
export function complaints(
  issues: readonly Complaint[] = [],
  { endpoint }: EngineDraft,
): EngineErrors {
  const address = endpoint.mode === 'unix' ? 'socket' : 'address';
  const errors: EngineErrors = {};
  for (const { path, message } of issues) {
    const segments = typeof path === 'string' ? path.split('.') : path.map(String);
    const field = fieldAt(segments, address);
    if (field) errors[field] ??= sentence(message);
  }
  return errors;
}

function fieldAt([first, second]: readonly string[], address: EngineField): EngineField | null {
  if (first === 'endpoint') return address;
  if (first === 'name') return 'name';
  if (first !== 'tls') return null;
  return [...pemParts, 'serverName' as const].find((part) => part === second) ?? 'tls';
}

const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
