import type { EngineHost } from '@archnest/backend/contract';
import { describe, expect, it } from 'vitest';
import { emptyEndpoint, type EndpointDraft } from './endpoint.ts';
import {
  complaints,
  draftOf,
  emptyDraft,
  isMoved,
  keepsStored,
  nameOf,
  readBody,
  readPatch,
  type EngineDraft,
} from './engineForm.ts';
import type { PemPart } from './pem.ts';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const key = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';

const saved: EngineHost = {
  id: '1',
  key: 'docker:1',
  name: 'media',
  endpoint: 'tcps://media:2376',
  tls: { serverName: null, hasCa: true, hasCert: true, hasSecret: true },
};

const bare = { serverName: null, hasCa: false, hasCert: false, hasSecret: false };

const at = (fields: Partial<EndpointDraft>, draft: EngineDraft = emptyDraft): EngineDraft => ({
  ...draft,
  endpoint: { ...emptyEndpoint, ...fields },
});

function give(draft: EngineDraft, files: Partial<Record<PemPart, string>>): EngineDraft {
  const pem = { ...draft.pem };
  for (const part of Object.keys(files) as PemPart[])
    pem[part] = { ...pem[part], text: files[part] ?? '' };
  return { ...draft, pem };
}

describe('a new host', () => {
  it('takes its name from the address until it is given one', () => {
    const draft = at({ mode: 'tcp', address: 'media.lan' });
    expect(readBody(draft)).toEqual({
      body: { name: 'media', endpoint: 'tcp://media.lan:2375' },
      errors: {},
    });
    expect(nameOf({ ...draft, name: 'Films' })).toBe('Films');
    expect(readBody({ ...draft, name: '' }).errors).toEqual({ name: 'Must not be empty.' });
  });

  it('sends TLS material with TLS only', () => {
    const files = { ca: certificate, cert: certificate, key };
    const draft = give(at({ mode: 'tcps', address: 'media' }), files);
    expect(readBody({ ...draft, serverName: ' docker ' }).body?.tls).toEqual({
      ...files,
      serverName: 'docker',
    });
    expect(readBody(at({ mode: 'unix' }, draft)).body).toEqual({
      name: 'local',
      endpoint: 'unix:///var/run/docker.sock',
    });
  });

  it('says at each field what is wrong, once', () => {
    expect(readBody(at({ mode: 'tcps' }))).toEqual({
      body: null,
      errors: { address: expect.stringContaining('Give a name') },
    });
    const half = give(at({ mode: 'tcps', address: 'media' }), { cert: certificate });
    expect(readBody(half).errors).toEqual({ key: 'The certificate needs its key.' });
    const swapped = give(half, { ca: 'x', key: certificate, cert: key });
    expect(Object.keys(readBody(swapped).errors).toSorted()).toEqual(['ca', 'cert', 'key']);
  });
});

describe('a saved host', () => {
  const draft = draftOf(saved);

  it('reads back as it was and sends nothing', () => {
    expect(readPatch(draft, saved)).toEqual({ body: {}, errors: {} });
    expect(isMoved(draft, saved)).toBe(false);
    expect(JSON.stringify(draft)).not.toContain('BEGIN');
  });

  it('sends what changed', () => {
    expect(readPatch({ ...draft, name: ' Films ' }, saved).body).toEqual({ name: 'Films' });
    const named = { ...saved, tls: { ...bare, serverName: 'docker' } };
    expect(readPatch({ ...draftOf(named), serverName: 'other' }, named).body).toEqual({
      tls: { serverName: 'other' },
    });
    expect(readPatch({ ...draftOf(named), serverName: '' }, named).body).toEqual({ tls: null });
  });

  it('keeps its files as one, replaces them as one, drops them as one', () => {
    const files = { ca: certificate, cert: certificate, key };
    expect(readPatch(give(draft, files), saved).body).toEqual({});
    const replaced: EngineDraft = { ...draft, stored: 'replace', serverName: 'docker' };
    expect(readPatch(give(replaced, files), saved).body).toEqual({
      tls: { ...files, serverName: 'docker' },
    });
    expect(readPatch(give(replaced, { ca: certificate }), saved).body).toEqual({
      tls: { ca: certificate, serverName: 'docker' },
    });
    expect(readPatch(replaced, saved).errors).toEqual({
      tls: 'Give the new TLS files, or keep the stored ones.',
    });
    expect(readPatch({ ...draft, stored: 'drop' }, saved).body).toEqual({ tls: null });
  });

  it('needs its files again at another address, unless they are dropped', () => {
    const moved = at({ mode: 'tcps', address: 'other' }, draft);
    const endpoint = 'tcps://other:2376';
    expect(isMoved(moved, saved)).toBe(true);
    expect(keepsStored(moved, saved)).toBe(false);
    expect(readPatch(moved, saved).errors).toEqual({
      tls: 'Give the TLS files again for this address, or remove the stored ones.',
    });
    expect(readPatch(give(moved, { ca: certificate }), saved).body).toEqual({
      endpoint,
      tls: { ca: certificate },
    });
    expect(readPatch({ ...moved, stored: 'drop' }, saved).body).toEqual({ endpoint, tls: null });
    expect(isMoved(draft, null)).toBe(false);
  });

  it('without stored files moves freely', () => {
    const host = { ...saved, tls: { ...bare, serverName: 'docker' } };
    expect(readPatch(at({ mode: 'tcps', address: 'other' }, draftOf(host)), host).body).toEqual({
      endpoint: 'tcps://other:2376',
    });
  });

  it('that turns to a way without TLS drops the material', () => {
    expect(readPatch(at({ mode: 'unix' }, draft), saved).body).toEqual({
      endpoint: 'unix:///var/run/docker.sock',
      tls: null,
    });
    const plain = { ...saved, endpoint: 'tcp://media:2375', tls: null };
    expect(readPatch(at({ mode: 'unix' }, draftOf(plain)), plain).body).not.toHaveProperty('tls');
  });
});

it('puts what the server complains about at the field that is there', () => {
  const issues = [
    { path: 'endpoint', message: 'must be an endpoint' },
    { path: 'tls.key', message: 'must be a private key' },
    { path: 'tls.key', message: 'again' },
    { path: 'tls', message: 'give it again.' },
    { path: 'elsewhere', message: 'what' },
  ];
  const there = { key: 'Must be a private key.', tls: 'Give it again.' };
  expect(complaints(issues, at({ mode: 'unix' }))).toEqual({
    socket: 'Must be an endpoint.',
    ...there,
  });
  expect(complaints(issues, at({ mode: 'tcp' }))).toEqual({
    address: 'Must be an endpoint.',
    ...there,
  });
});
