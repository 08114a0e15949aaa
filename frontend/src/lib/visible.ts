/**
 * Characters that a reader cannot see or that reorder their neighbours: controls, bidi marks and
 * overrides, zero-width and tag characters, fillers, blanks that pass for a space. A joiner or a
 * variation selector inside an emoji is left alone: there it draws something.
 */
const unseen =
  /(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|(?<!\p{Extended_Pictographic})\ufe0f|(?!\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\u{e0100}-\u{e01ef}]|(?! )\p{Zs}/gu;

const unseenExceptLines = new RegExp(`(?![\\n\\t])(?:${unseen.source})`, 'gu');

const mark = (character: string) =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Text of a machine as it may be shown on one line: what cannot be seen is spelled out as ‹U+202E›. */
export const visible = (text: string) => text.replace(unseen, mark);

/** The same for values of several lines: line feeds and tabs stay. */
export const visibleLines = (text: string) => text.replace(unseenExceptLines, mark);
