import { engineEndpoint } from '@archnest/backend/contract';
import { describe, expect, it } from 'vitest';
import {
  buildEndpoint,
  emptyEndpoint,
  endpointProblem,
  parseEndpoint,
  settleEndpoint,
  suggestName,
  type EndpointDraft,
} from './endpoint.ts';

const draft = (fields: Partial<EndpointDraft>): EndpointDraft => ({ ...emptyEndpoint, ...fields });

describe('building', () => {
  it.each<[Partial<EndpointDraft>, string]>([
    [{ mode: 'unix' }, 'unix:///var/run/docker.sock'],
    [{ mode: 'unix', socket: ' /run/user/1000/docker.sock ' }, 'unix:///run/user/1000/docker.sock'],
    [{ mode: 'tcp', address: 'media' }, 'tcp://media:2375'],
    [{ mode: 'tcps', address: 'media' }, 'tcps://media:2376'],
    [{ mode: 'tcps', address: '10.0.0.4', port: ' 12376 ' }, 'tcps://10.0.0.4:12376'],
    [{ mode: 'tcps', address: 'fd00::5' }, 'tcps://[fd00::5]:2376'],
    [{ mode: 'tcps', address: '[fd00::5]:99' }, 'tcps://[fd00::5]:99'],
    [{ mode: 'tcp', address: 'media:2399' }, 'tcp://media:2399'],
    [{ mode: 'tcp', address: 'tcps://media' }, 'tcps://media:2376'],
  ])('%j is %s', (fields, expected) => {
    expect(endpointProblem(draft(fields))).toBeNull();
    expect(buildEndpoint(draft(fields))).toBe(expected);
    expect(engineEndpoint.safeParse(expected).success).toBe(true);
  });

  it.each([
    'unix:///var/run/docker.sock',
    'tcp://media:2375',
    'tcps://[fd00::5]:2376',
    'tcps://a.b:1',
  ])('reads and builds %s as it was', (endpoint) => {
    const parsed = parseEndpoint(endpoint);
    expect(parsed && buildEndpoint(parsed)).toBe(endpoint);
  });
});

describe('reading what is pasted', () => {
  it.each<[string, Partial<EndpointDraft> | null]>([
    ['https://docker.lan:2376/', { mode: 'tcps', address: 'docker.lan', port: '2376' }],
    ['HTTP://docker.lan', { mode: 'tcp', address: 'docker.lan', port: '' }],
    ['/run/docker.sock', { mode: 'unix', socket: '/run/docker.sock' }],
    ['docker.lan', null],
    ['ssh://root@docker.lan', null],
    ['tcp://user@docker.lan/path', null],
  ])('%s', (text, expected) => {
    expect(parseEndpoint(text)).toEqual(expected && draft(expected));
  });

  it('keeps the mode and the port when only an address is there', () => {
    const typed = draft({ mode: 'tcp', address: ' media ', port: '99' });
    expect(settleEndpoint(typed)).toEqual(draft({ mode: 'tcp', address: 'media', port: '99' }));
  });
});

describe('what is wrong, and where', () => {
  it.each<[Partial<EndpointDraft>, string]>([
    [{ mode: 'unix', socket: '' }, 'socket'],
    [{ mode: 'unix', socket: 'docker.sock' }, 'socket'],
    [{ mode: 'unix', socket: '/run/\u0000x' }, 'socket'],
    [{ mode: 'tcps', address: '' }, 'address'],
    [{ mode: 'tcps', address: 'a b' }, 'address'],
    [{ mode: 'tcps', address: 'root@media' }, 'address'],
    [{ mode: 'tcps', address: 'ssh://media' }, 'address'],
    [{ mode: 'tcps', address: 'media/v1' }, 'address'],
    [{ mode: 'tcps', address: 'media', port: '0' }, 'port'],
    [{ mode: 'tcps', address: 'media', port: '65536' }, 'port'],
    [{ mode: 'tcps', address: 'media', port: '1e3' }, 'port'],
  ])('%j: %s', (fields, field) => {
    expect(endpointProblem(draft(fields))?.field).toBe(field);
  });
});

it.each<[Partial<EndpointDraft>, string]>([
  [{ mode: 'unix' }, 'local'],
  [{ mode: 'tcps', address: '' }, ''],
  [{ mode: 'tcps', address: 'Media.home.arpa' }, 'media'],
  [{ mode: 'tcps', address: '192.168.20.14' }, '192.168.20.14'],
  [{ mode: 'tcps', address: '192.168.20.14:2376' }, '192.168.20.14'],
  [{ mode: 'tcps', address: '[fd00::5]' }, 'fd00::5'],
])('suggests a name for %j: %s', (fields, expected) => {
  expect(suggestName(draft(fields))).toBe(expected);
});
