import type { CSSProperties } from 'react';
import type { Color, Style } from './engine/ansi.ts';

/** The sixteen colours as the theme's own, which can be read on the log's ground. */
const tokens = ['text-3', 'danger', 'ok', 'warn', 'accent', 'magenta', 'info', 'text-2'];
const bright = ['text-3', 'danger', 'ok', 'warn', 'accent', 'magenta', 'info', 'text'];

/** A colour as text. One that the program mixed itself is kept within what can be read. */
function readable(color: Color): string {
  if (typeof color === 'number') return `var(--an-${[...tokens, ...bright][color] ?? 'text'})`;
  return `oklch(from ${color} clamp(var(--an-ansi-darkest), l, var(--an-ansi-lightest)) c h)`;
}

/** As a ground it only tints, so that any of the colours above stands out on it. */
const ground = (color: Color) => `color-mix(in oklab, ${readable(color)} 20%, var(--an-log-bg))`;

/** Towards the plain text, for where a colour alone could not be read. */
const towards = (color: string, other: string, part: number) =>
  `color-mix(in oklab, ${color} ${part}%, var(--an-${other}))`;

/** What SGR asked for, as CSS. */
export function cssOf(style: Style): CSSProperties {
  const css: CSSProperties = {};
  const text = style.fg === undefined ? undefined : readable(style.fg);
  if (style.inverse) {
    css.background = text ?? 'var(--an-text)';
    css.color = 'var(--an-log-bg)';
  } else {
    if (text !== undefined) css.color = text;
    if (style.dim)
      css.color = text === undefined ? 'var(--an-text-3)' : towards(text, 'text-3', 80);
    if (style.bg !== undefined) {
      css.background = ground(style.bg);
      if (text !== undefined) css.color = towards(text, 'text', 50);
    }
  }
  if (style.bold) css.fontWeight = 700;
  if (style.underline) css.textDecoration = 'underline';
  return css;
}
