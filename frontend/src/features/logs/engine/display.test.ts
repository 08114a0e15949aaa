import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Classifier } from './classify.ts';
import { display, displayText } from './display.ts';

const line = (m: string) => new Classifier().read({ t: '2026-06-20T12:30:02Z', s: 'out', m });
const shown = (m: string, raw = false) => displayText(line(m), raw);

describe('displayText', () => {
  it.each([
    ['{"level":"info","time":1,"msg":"ready","port":80}', 'ready port=80'],
    [
      '{"event":"health","status":"all ok","n":{"a":1},"x":null}',
      'event=health status="all ok" n={"a":1} x=null',
    ],
    ['{"level":"info"}', '{"level":"info"}'],
    ['{not json}', '{not json}'],
    ['[1,2]', '[1,2]'],
    ['{"msg":"a\\u001b]0;t\\u0007b"}', 'ab'],
    ['\u001b[32mINFO\u001b[0m ready', 'ready'],
  ])('shows %s as %s', (text, words) => {
    expect(shown(text)).toBe(words);
  });

  it('shows a raw line as it is, without its sequences', () => {
    expect(shown('{"msg":"ready"}', true)).toBe('{"msg":"ready"}');
    expect(shown('\u001b[32mINFO\u001b[0m ready', true)).toBe('INFO ready');
  });

  it('is what the segments say together', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json().map((json) => `{"msg":${json},"a":${json}}`),
      fc
        .constantFrom('INFO ', '[14:30:02] [WRN] ', '\u001b[1m12:00:00 \u001b[0mERROR: ')
        .chain((head) => fc.string().map((rest) => head + rest)),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (m, raw) => {
        const segments = display(line(m), raw).segments.map((segment) => segment.text);
        return segments.join('') === displayText(line(m), raw);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('keeps the colours of what is left when the level goes to its column', () => {
  expect(display(line('\u001b[32mINFO\u001b[0m all \u001b[1mgood'), false).segments).toEqual([
    { text: 'all ', style: null, role: null },
    { text: 'good', style: { bold: true }, role: null },
  ]);
});
