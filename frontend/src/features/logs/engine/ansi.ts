/** An index into the sixteen colours of the theme, or a CSS colour of its own. */
export type Color = number | string;

/** What SGR may change here. Concealed, blinking and crossed out text stays as readable as the rest. */
export interface Style {
  fg?: Color;
  bg?: Color;
  bold?: true;
  dim?: true;
  underline?: true;
  inverse?: true;
}

export interface Span {
  text: string;
  style: Style | null;
}

/**
 * Everything in a line that is not text, as ECMA-48 and xterm's ctlseqs name it, tried in this order:
 * a control sequence (7 or 8 bit); a control string with its end (title, hyperlink, clipboard, DCS…);
 * an escape with intermediates; any other escape; any other control. Tabs are text. A string without
 * an end loses its introducer only, or it would hide the rest of the line; its payload takes no
 * controls, which also keeps the match linear.
 */
const notText =
  // oxlint-disable-next-line no-control-regex
  /(?:\x1b\[|\x9b)([0-?]*)([ -/]*)([@-~])|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]+[0-~]|\x1b[0-~]|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;

// oxlint-disable-next-line no-control-regex
const control = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
const lineEnd = /\r+$/;
/** A carriage return inside a line (a progress bar that drew over itself) becomes a sign for it. */
const carriageReturn = '\u240d';
const plainSgr = /^[0-9;:]*$/;

/** The text of a line without any escape sequence or control character, tabs excepted. */
export function stripAnsi(text: string): string {
  if (!control.test(text)) return text;
  return text
    .replace(lineEnd, '')
    .replace(notText, (sequence) => (sequence === '\r' ? carriageReturn : ''));
}

/**
 * The text of a line in pieces of one style. SGR sets the style; no other sequence has any effect.
 * The pieces together are what `stripAnsi` answers.
 */
export function parseAnsi(text: string): Span[] {
  if (!control.test(text)) return text === '' ? [] : [{ text, style: null }];
  const spans: Span[] = [];
  let style: Style | null = null;
  let end = 0;
  const push = (piece: string) => {
    if (piece === '') return;
    const last = spans.at(-1);
    if (last?.style === style) last.text += piece;
    else spans.push({ text: piece, style });
  };
  const line = text.replace(lineEnd, '');
  for (const match of line.matchAll(notText)) {
    const [sequence, parameters, intermediates, final] = match;
    push(line.slice(end, match.index));
    end = match.index + sequence.length;
    if (sequence === '\r') push(carriageReturn);
    const isSgr = final === 'm' && intermediates === '' && sequence.startsWith('\u001b');
    if (isSgr && plainSgr.test(parameters ?? '')) style = applySgr(style, parameters ?? '');
  }
  push(line.slice(end));
  return spans;
}

/** The style after `ESC [ parameters m`; parts may have sub-parts, as in `38:2::255:0:0`. */
function applySgr(before: Style | null, parameters: string): Style | null {
  const style: Style = { ...before };
  const parts = parameters.split(';');
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const [code = 0, ...sub] = part.split(':').map(Number);
    if (code === 38 || code === 48) {
      const own = sub.length > 0;
      const values = own ? sub : parts.slice(index + 1, index + 5).map(Number);
      const { color, used } = readColor(values, own);
      if (color !== null) style[code === 38 ? 'fg' : 'bg'] = color;
      if (!own) index += used;
    } else applyCode(style, code, sub[0]);
  }
  return Object.keys(style).length === 0 ? null : style;
}

function applyCode(style: Style, code: number, sub: number | undefined) {
  if (code === 0) for (const key of Object.keys(style)) delete style[key as keyof Style];
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if ((code === 4 && sub !== 0) || code === 21) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 22) {
    delete style.bold;
    delete style.dim;
  } else if (code === 24 || code === 4) delete style.underline;
  else if (code === 27) delete style.inverse;
  else if (code === 39) delete style.fg;
  else if (code === 49) delete style.bg;
  else if (code >= 30 && code <= 37) style.fg = code - 30;
  else if (code >= 90 && code <= 97) style.fg = code - 82;
  else if (code >= 40 && code <= 47) style.bg = code - 40;
  else if (code >= 100 && code <= 107) style.bg = code - 92;
}

/** `5;n` or `2;r;g;b`; with sub-parts also `2:<colour space>:r:g:b`. `used` counts the parts that it took. */
function readColor(values: number[], sub: boolean): { color: Color | null; used: number } {
  const [kind, ...rest] = values;
  if (kind === 5) return { color: paletteColor(rest[0]), used: 2 };
  if (kind !== 2) return { color: null, used: 1 };
  const [r, g, b] = sub && rest.length > 3 ? rest.slice(1) : rest;
  return { color: rgb(r, g, b), used: 4 };
}

/** The 256 colours of xterm: the theme's sixteen, a cube of 6 × 6 × 6, and 24 greys. */
function paletteColor(index: number | undefined): Color | null {
  if (index === undefined || !Number.isInteger(index) || index < 0 || index > 255) return null;
  if (index < 16) return index;
  if (index >= 232) return rgb(...([0, 1, 2].map(() => 8 + 10 * (index - 232)) as Rgb));
  const at = (step: number) => Math.floor((index - 16) / step) % 6;
  return rgb(...([36, 6, 1].map((step) => (at(step) === 0 ? 0 : 55 + 40 * at(step))) as Rgb));
}

type Rgb = [number, number, number];

function rgb(...values: (number | undefined)[]): string | null {
  const valid = values.every((value) => value !== undefined && value >= 0 && value <= 255);
  return valid && values.length === 3 ? `rgb(${values.join(' ')})` : null;
}
