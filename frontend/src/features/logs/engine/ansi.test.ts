import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi.ts';

const esc = '\u001b';
// oxlint-disable-next-line no-control-regex
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
const joined = (text: string) =>
  parseAnsi(text)
    .map((span) => span.text)
    .join('');

describe('parseAnsi', () => {
  it.each([
    ['plain', 'a\tb', [{ text: 'a\tb', style: null }]],
    [
      'a colour and its reset',
      `${esc}[31mred${esc}[0m.`,
      [
        { text: 'red', style: { fg: 1 } },
        { text: '.', style: null },
      ],
    ],
    [
      'an empty reset',
      `${esc}[1mb${esc}[mn`,
      [
        { text: 'b', style: { bold: true } },
        { text: 'n', style: null },
      ],
    ],
    ['bright and background', `${esc}[92;41mx`, [{ text: 'x', style: { fg: 10, bg: 1 } }]],
    ['256 colours', `${esc}[38;5;196mx`, [{ text: 'x', style: { fg: 'rgb(255 0 0)' } }]],
    ['256 greys', `${esc}[48;5;232mx`, [{ text: 'x', style: { bg: 'rgb(8 8 8)' } }]],
    ['the first of the 256', `${esc}[38;5;9mx`, [{ text: 'x', style: { fg: 9 } }]],
    [
      'truecolor and more',
      `${esc}[38;2;1;2;3;4mx`,
      [{ text: 'x', style: { fg: 'rgb(1 2 3)', underline: true } }],
    ],
    ['truecolor with colons', `${esc}[38:2::1:2:3mx`, [{ text: 'x', style: { fg: 'rgb(1 2 3)' } }]],
    [
      'a curly underline, then none',
      `${esc}[4:3ma${esc}[4:0mb`,
      [
        { text: 'a', style: { underline: true } },
        { text: 'b', style: null },
      ],
    ],
    [
      'dim, inverse, and neither',
      `${esc}[2;7ma${esc}[22;27mb`,
      [
        { text: 'a', style: { dim: true, inverse: true } },
        { text: 'b', style: null },
      ],
    ],
  ])('reads %s', (_name, text, spans) => {
    expect(parseAnsi(text)).toEqual(spans);
  });

  it.each([
    ['concealed', `${esc}[8mx`],
    ['blinking', `${esc}[5mx`],
    ['crossed out', `${esc}[9mx`],
    ['a colour out of range', `${esc}[38;5;999mx`],
    ['a colour that is cut off', `${esc}[38;2;1mx`],
    ['a private sequence that ends in m', `${esc}[>4;31mx`],
    ['a colour by an 8 bit control', '\u009b31mx'],
  ])('gives no style for %s', (_name, text) => {
    expect(parseAnsi(text).at(-1)).toEqual({ text: 'x', style: null });
  });
});

describe('stripAnsi', () => {
  it.each([
    ['title', `${esc}]0;evil\u0007ok`, 'ok'],
    ['hyperlink', `${esc}]8;;https://evil.example${esc}\\ok${esc}]8;;${esc}\\`, 'ok'],
    ['clipboard', `${esc}]52;c;ZXZpbA==\u0007ok`, 'ok'],
    ['device string', `${esc}P1;1|evil${esc}\\ok`, 'ok'],
    ['cursor', `${esc}[2J${esc}[1;1Hok${esc}[K`, 'ok'],
    ['window', `${esc}[3;0;0tok`, 'ok'],
    ['private mode', `${esc}[?1049hok`, 'ok'],
    ['full reset', `${esc}cok`, 'ok'],
    ['character set', `${esc}(0ok`, 'ok'],
    ['lone escape', `o${esc}`, 'o'],
    ['C1 title', '\u009d0;evil\u009cok', 'ok'],
    ['C1 control', 'o\u0085k', 'ok'],
    ['bell and backspace', 'o\u0007\u0008k', 'ok'],
    ['line end', 'ok\r', 'ok'],
    ['progress bar', '50%\r100%', '50%\u240d100%'],
    ['title without an end', `${esc}]0;shown`, '0;shown'],
  ])('leaves out a %s', (_name, text, plain) => {
    expect(stripAnsi(text)).toBe(plain);
  });
});

/** Everything that a hostile log could be made of. */
const piece = fc.oneof(
  fc.constantFrom(
    esc,
    '[',
    ']',
    'm',
    ';',
    ':',
    '\\',
    '\u0007',
    '\r',
    '\t',
    '\u009b',
    '\u009d',
    '\u009c',
    '\u0090',
    '31',
    '38;5;',
    '?',
    '52;c;',
    'P',
    '_',
    '^',
    'X',
    ' ',
    '(',
  ),
  fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const hostile = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('any text', () => {
  it('has no control left, in whatever it is shown', () => {
    fc.assert(
      fc.property(hostile, (text) => !controls.test(stripAnsi(text))),
      { numRuns: 5_000 },
    );
  });

  it('is the same with colours and without', () => {
    fc.assert(
      fc.property(hostile, (text) => joined(text) === stripAnsi(text)),
      { numRuns: 5_000 },
    );
  });

  it('is not changed by stripping it twice', () => {
    fc.assert(
      fc.property(hostile, (text) => stripAnsi(stripAnsi(text)) === stripAnsi(text)),
      { numRuns: 2_000 },
    );
  });

  it('keeps its words, whatever stands between them', () => {
    const sequence = fc.constantFrom(
      `${esc}[2K`,
      `${esc}]0;t\u0007`,
      `${esc}]8;;u${esc}\\`,
      `${esc}Pq${esc}\\`,
      `${esc}[38;5;1m`,
      `${esc}(B`,
      `${esc}7`,
      '\u009b1;1H',
      '\u0085',
    );
    const words = fc.array(fc.tuple(sequence, fc.stringMatching(/^[a-z ]{1,8}$/)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.flat().join('');
        return stripAnsi(text) === parts.map(([, word]) => word).join('');
      }),
    );
  });

  it('is read to its end, however long and unfinished it is', () => {
    // What would look ahead from each start to the end would not be done before the runner's patience is.
    for (const unit of [esc, `${esc}]`, `${esc}[`, '\u009d', `${esc}[1;`, `${esc}]x`, '\u009bx']) {
      const text = unit.repeat(500_000 / unit.length);
      expect(stripAnsi(text).length).toBeLessThanOrEqual(text.length);
      expect(parseAnsi(text)).toBeDefined();
    }
  }, 60_000);
});
