import { expect, it } from 'vitest';
import { cssOf } from './ansiStyle.ts';

it.each([
  [{}, {}],
  [{ fg: 1 }, { color: 'var(--an-danger)' }],
  [
    { fg: 9, bold: true },
    { color: 'var(--an-danger)', fontWeight: 700 },
  ],
  [
    { dim: true, underline: true },
    { color: 'var(--an-text-3)', textDecoration: 'underline' },
  ],
  [{ inverse: true }, { background: 'var(--an-text)', color: 'var(--an-log-bg)' }],
  [
    { fg: 2, bg: 1, inverse: true },
    { background: 'var(--an-ok)', color: 'var(--an-log-bg)' },
  ],
] as const)('%j becomes %j', (style, css) => {
  expect(cssOf(style)).toEqual(css);
});

it('keeps a mixed colour within what can be read, and a ground behind its text', () => {
  expect(cssOf({ fg: 'rgb(0 0 0)' }).color).toContain('clamp(var(--an-ansi-darkest), l,');
  expect(cssOf({ bg: 1 })).toEqual({
    background: 'color-mix(in oklab, var(--an-danger) 20%, var(--an-log-bg))',
  });
});
