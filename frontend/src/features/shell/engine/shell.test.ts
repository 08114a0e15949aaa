import { afterEach, describe, expect, it, vi } from 'vitest';
import { endingOf } from '../words.ts';
import { arrows, asApplication, withCtrl } from './keys.ts';
import { Latency } from './latency.ts';
import { openLink } from './links.ts';
import { cleanPaste, linesOf, runsAtOnce } from './paste.ts';

describe('keys', () => {
  it.each([
    ['c', '\u0003'],
    ['C', '\u0003'],
    ['[', '\u001b'],
    [' ', '\0'],
    [arrows.right, '\u001b[1;5C'],
    ['\u001bOD', '\u001b[1;5D'],
    ['1', '1'],
    ['é', 'é'],
    ['pasted', 'pasted'],
    ['\u001b', '\u001b'],
  ])('Ctrl and %j is %j', (key, sent) => {
    expect(withCtrl(key)).toBe(sent);
  });

  it('sends arrows as an application wants them', () => {
    expect(asApplication(arrows.up)).toBe('\u001bOA');
    expect(asApplication('\t')).toBe('\t');
  });
});

describe('a paste', () => {
  it('cannot end its own bracket, nor press any key but those for lines and tabs', () => {
    expect(cleanPaste('a\u001b[201~\u009bb\u0003\tc\r\nd\u007f')).toBe('a[201~b\tc\r\nd');
  });

  it('is doubtful when a line end would run it', () => {
    expect(runsAtOnce('ls\n', false)).toBe(true);
    expect(runsAtOnce('ls\n', true)).toBe(false);
    expect(runsAtOnce('ls', false)).toBe(false);
    expect(linesOf('a\r\nb\rc\nd')).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('links', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['http://nas.local:80', 'http://nas.local/'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['ftp://example.com', null],
    ['nonsense', null],
  ])('opens %s as %s', (uri, opened) => {
    const open = vi.fn<typeof window.open>();
    vi.stubGlobal('window', { open });
    openLink(uri);
    expect(open.mock.calls).toEqual(
      opened === null ? [] : [[opened, '_blank', 'noopener,noreferrer']],
    );
  });
});

describe('latency', () => {
  it('is the middle one of the last echoes', () => {
    let now = 0;
    const latency = new Latency(() => now);
    const echo = (span: number) => {
      latency.sent();
      now += span;
      latency.received();
    };
    expect(latency.value).toBeNull();
    for (const span of [900, 10, 12, 14, 11, 13]) echo(span);
    expect(latency.value).toBe(12);
    echo(30_000);
    latency.received();
    expect(latency.value).toBe(12);
  });
});

describe('words', () => {
  it.each([
    [null, null],
    [{ kind: 'connecting' }, null],
    [{ kind: 'open', shell: 'sh', at: 0 }, null],
    [{ kind: 'ended', shell: 'sh', code: 0, at: 0 }, ['Shell ended with code', 'Start again']],
    [{ kind: 'ended', shell: 'sh', code: null, at: 0 }, ['Shell ended', 'Start again']],
    [{ kind: 'failed', code: 'conflict', message: 'No shell.' }, ['No shell.', 'Try again']],
    [{ kind: 'closed', code: 4401 }, ['Your session ended.', null]],
    [{ kind: 'closed', code: 4403 }, ['Your role is member: you can look.', null]],
    [{ kind: 'closed', code: 4404 }, ['The host was removed from ArchNest.', null]],
  ] as const)('of %j are %j', (phase, words) => {
    const ending = endingOf(phase);
    expect(ending && [ending.what, ending.button]).toEqual(words);
  });

  it('offers to reconnect when the connection broke', () => {
    expect(endingOf({ kind: 'lost', at: 0 })).toMatchObject({ button: 'Reconnect' });
  });
});
