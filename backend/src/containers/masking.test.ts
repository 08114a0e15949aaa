import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportedContainer } from '../contract/index.ts';
import { commandLine, MASK, maskContainer, maskText, maskValue } from './masking.ts';

interface Vectors {
  entries: { key: string; value: string; out: string }[];
  texts: { text: string; out: string }[];
  words: { words: string[]; out: string }[];
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const agent = read('../../../agent/archnest-docker-agent.sh');
const vectors = JSON.parse(read('../../../agent/test/masking-vectors.json')) as Vectors;

const container = (fields: Partial<ReportedContainer> = {}): ReportedContainer => ({
  id: 'a'.repeat(64),
  name: 'web',
  image: 'nginx:1',
  imageId: null,
  state: 'running',
  status: null,
  createdAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  restartCount: null,
  restartPolicy: null,
  health: null,
  ports: null,
  networks: null,
  mounts: null,
  env: [{ key: 'TZ', value: 'Europe/Berlin' }],
  command: 'sleep 1',
  entrypoint: null,
  labels: { 'com.docker.compose.project': 'shop' },
  stats: null,
  ...fields,
});

describe('the vectors', () => {
  it.each(vectors.entries)('$key=$value', ({ key, value, out }) => {
    expect(maskValue(key, value)).toBe(out);
    expect(maskValue(key, out)).toBe(out);
  });

  it.each(vectors.texts)('$text', ({ text, out }) => {
    expect(maskText(text)).toBe(out);
    expect(maskText(out)).toBe(out);
  });

  it.each(vectors.words)('$words', ({ words, out }) => {
    expect(maskText(commandLine(words))).toBe(out);
    expect(maskText(out)).toBe(out);
  });
});

describe('the rules', () => {
  it('are the same lines as in the agent', () => {
    const inAgent = /<<'EOF_RULES'\n([\s\S]*?)EOF_RULES\n/.exec(agent)?.[1];
    const here = /String\.raw`\n([\s\S]*?)`;/.exec(read('./masking.ts'))?.[1];
    expect(inAgent?.length).toBeGreaterThan(1000);
    expect(here).toBe(inAgent);
  });
});

describe('maskContainer', () => {
  it('masks variables, labels, command and entrypoint', () => {
    const masked = maskContainer(
      container({
        env: [
          { key: 'DB_PASSWORD', value: 'hunter2' },
          { key: 'TZ', value: 'UTC' },
        ],
        labels: { 'api.token': 'hunter2', plain: 'yes' },
        command: 'app --password hunter2',
        entrypoint: 'env TOKEN=hunter2',
      }),
    );
    expect(JSON.stringify(masked)).not.toContain('hunter2');
    expect(masked.env?.[1]).toEqual({ key: 'TZ', value: 'UTC' });
    expect(masked.labels).toEqual({ 'api.token': MASK, plain: 'yes' });
  });

  it('answers the same object when there is nothing to mask', () => {
    const plain = container();
    expect(maskContainer(plain)).toBe(plain);
    const bare = container({ env: null, labels: null, command: null });
    expect(maskContainer(bare)).toBe(bare);
    const masked = maskContainer(container({ env: [{ key: 'PASSWORD', value: 'x' }] }));
    expect(maskContainer(masked)).toBe(masked);
  });

  it('keeps a label called __proto__ a label', () => {
    const labels = JSON.parse('{"__proto__":"x","my.secret":"hunter2"}') as Record<string, string>;
    const masked = maskContainer(container({ labels })).labels ?? {};
    expect(Object.entries(masked)).toEqual([
      ['__proto__', 'x'],
      ['my.secret', MASK],
    ]);
  });
});

describe('hostile texts', () => {
  const megabyte = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length));
  const parts = [
    'a',
    '://',
    '://a:',
    'eyJ',
    'password',
    'password ',
    'password=',
    "'",
    "'\\''",
    '"',
  ];
  parts.push(
    '\\"',
    '-',
    ' -p',
    'mysql ',
    'mysql -',
    '/hook',
    '$2y$',
    '-----BEGIN PRIVATE KEY-----',
  );
  parts.push(
    'redis-cli ',
    'Basic a',
    '0123456789:',
    'M'.repeat(24),
    'pin"',
    'key" ',
    '--key',
    '\n',
  );

  // A pattern that backtracks without bound takes minutes here, and runs into the time limit of the test.
  it.each(parts)('1 MB and 16 KB of %j end', (part) => {
    for (const text of [megabyte(part), megabyte(part).slice(0, 16_384)]) {
      expect(maskText(maskText(text))).toBe(maskText(text));
    }
  });

  it('are masked whole over 16 KiB, as soon as anything in them tells', () => {
    const filler = 'harmless '.repeat(2000);
    expect(maskText(filler)).toBe(filler);
    expect(maskText(`${filler} password=hunter2`)).toBe(MASK);
  });

  it('have keys of any length and with any characters', () => {
    expect(maskValue('k'.repeat(513), 'x')).toBe(MASK);
    expect(maskValue('a"b', 'x')).toBe(MASK);
    expect(maskValue('a\nb', 'x')).toBe(MASK);
    expect(maskValue('auth_'.repeat(100), 'x')).toBe(MASK);
  });
});
