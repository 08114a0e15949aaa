import { describe, expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { compileSearch, formatSearch, parseSearch, splitTyped } from './search.ts';
import { rowHost, toRow } from './view.ts';

const host = rowHost(aHost({ name: 'media' }));
const row = toRow(
  aContainer({
    name: 'jellyfin',
    image: 'ghcr.io/jellyfin/jellyfin:10.10.7',
    health: 'healthy',
    labels: { 'com.docker.compose.project': 'tv', tier: 'home', note: 'two words' },
    ports: [{ hostIp: '0.0.0.0', hostPort: 8096, containerPort: 80, proto: 'tcp' }],
  }),
  host,
);
const matches = (search: string) => compileSearch(parseSearch(search))(row);

describe('a search', () => {
  it('reads words, keys, quotes and negation', () => {
    expect(parseSearch('  web host:nas -state:exited label:note="a b" "x y" http://a -')).toEqual([
      { key: 'text', value: 'web', negated: false },
      { key: 'host', value: 'nas', negated: false },
      { key: 'state', value: 'exited', negated: true },
      { key: 'label', value: 'note=a b', negated: false },
      { key: 'text', value: 'x y', negated: false },
      { key: 'text', value: 'http://a', negated: false },
      { key: 'text', value: '-', negated: false },
    ]);
  });

  it('ignores a key without a value, which is being typed', () => {
    expect(parseSearch('host: state:"')).toEqual([]);
  });

  it('reads back what it wrote', () => {
    const terms = parseSearch('web -host:nas label:"note=a b" "x y"');
    expect(parseSearch(formatSearch(terms))).toEqual(terms);
  });
});

describe('a search for a container', () => {
  it.each([
    'JELLY',
    'host:media',
    'host:agent:vm-1',
    'image:ghcr.io',
    'image:*:10.10.7',
    'state:run',
    'health:healthy',
    'project:*',
    'project:tv',
    'label:tier',
    'label:tier=home',
    'label:TIER=HOME',
    'label:tier=h*',
    'label:note="two words"',
    'port:8096',
    'port:80',
    'host:nas host:media',
    '-host:nas',
    'jelly*',
    '',
  ])('%s finds it', (search) => {
    expect(matches(search)).toBe(true);
  });

  it.each([
    'plex',
    'jelly plex',
    'host:nas',
    'state:exited',
    'health:none',
    'project:arr',
    'label:tier=hom',
    'label:tier label:absent',
    'port:809',
    '-jelly',
    '*fin*x',
    '(jelly',
  ])('%s does not', (search) => {
    expect(matches(search)).toBe(false);
  });

  it('reads stars in order, each part once', () => {
    const finds = (pattern: string, value: string) =>
      compileSearch(parseSearch(`label:note=${pattern}`))(
        toRow(aContainer({ labels: { note: value } }), host),
      );
    expect(finds('a*b*c', 'a-b-c')).toBe(true);
    expect(finds('a*c*b', 'a-b-c')).toBe(false);
    expect(finds('*.b*', 'a.b')).toBe(true);
    expect(finds('ab*ba', 'aba')).toBe(false);
    expect(finds('a*a*a', 'aa')).toBe(false);
    expect(finds('**', '')).toBe(true);
  });

  it('is done with a long value and many stars', () => {
    const long = toRow(aContainer({ labels: { note: 'a'.repeat(100_000) } }), host);
    const stars = 'a*'.repeat(50);
    expect(compileSearch(parseSearch(`label:note=${stars}b`))(long)).toBe(false);
    expect(compileSearch(parseSearch(`label:note=${stars}a`))(long)).toBe(true);
  });

  it('takes no health check as none', () => {
    expect(compileSearch(parseSearch('health:none'))(toRow(aContainer(), host))).toBe(true);
  });
});

describe('typing', () => {
  const split = (typed: string) => {
    const { pills, text } = splitTyped(typed);
    return [formatSearch(pills), text];
  };

  it.each([
    ['web host:n', '', 'web host:n'],
    ['web host:nas ', 'host:nas', 'web '],
    ['host:nas ', 'host:nas', ''],
    ['host:nas web', 'host:nas', 'web'],
    ['host: ', '', 'host: '],
    ['two  spaces ', '', 'two  spaces '],
    ['label:a="x y" z', 'label:"a=x y"', 'z'],
  ])('%j leaves the terms %j and the text %j', (typed, pills, text) => {
    expect(split(typed)).toEqual([pills, text]);
  });
});
