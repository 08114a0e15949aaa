import { describe, expect, it } from 'vitest';
import { visible, visibleLines } from './visible.ts';

describe('visible', () => {
  it.each([
    ['plain-name_1.2', 'plain-name_1.2'],
    ['"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'],
    ['caf\u00e9 日本 العربية', 'café 日本 العربية'],
    ['👩‍💻 ❤️', '👩‍💻 ❤️'],
  ])('leaves %j alone', (input, shown) => {
    expect(visible(input)).toBe(shown);
  });

  it.each([
    ['right-to-left override', 'web\u202egpj.exe', 'web‹U+202E›gpj.exe'],
    ['isolate', 'a\u2066b\u2069', 'a‹U+2066›b‹U+2069›'],
    ['zero width space', 'ngi\u200bnx', 'ngi‹U+200B›nx'],
    ['joiner between letters', 'ad\u200dmin', 'ad‹U+200D›min'],
    ['soft hyphen', 'ad\u00admin', 'ad‹U+00AD›min'],
    ['escape sequence', '\u001b[2Jx', '‹U+001B›[2Jx'],
    ['line feed', 'a\nb', 'a‹U+000A›b'],
    ['tag character', 'a\u{e0041}', 'a‹U+E0041›'],
    ['Hangul filler', '\u3164', '‹U+3164›'],
    ['no-break space', 'a\u00a0b', 'a‹U+00A0›b'],
    ['line separator', 'a\u2028b', 'a‹U+2028›b'],
    ['variation selector', 'a\ufe0fb', 'a‹U+FE0F›b'],
  ])('spells out a %s', (_name, input, shown) => {
    expect(visible(input)).toBe(shown);
  });

  it('keeps line feeds and tabs of a value with several lines, and nothing else', () => {
    expect(visibleLines('a\n\tb\u200bc\r')).toBe('a\n\tb‹U+200B›c‹U+000D›');
  });
});
