const escape = '\u001b';

/** Arrows as a terminal sends them, outside of an application's own mode. */
export const arrows = {
  up: `${escape}[A`,
  down: `${escape}[B`,
  right: `${escape}[C`,
  left: `${escape}[D`,
};

/** What a terminal answers when a program asks it where the cursor is, or what it is: nobody pressed that. */
// oxlint-disable-next-line no-control-regex
const report = /^\u001b\[[?>=]?[\d;]*[Rcn]$/;
export const isReport = (text: string) => report.test(text);

const letter = /^[a-z@[\\\]^_]$/i;

/** `A` to `D` for an arrow in either of its two forms. */
function arrowOf(key: string): string | null {
  const isArrow =
    key.length === 3 && (key.startsWith(`${escape}[`) || key.startsWith(`${escape}O`));
  return isArrow && 'ABCD'.includes(key.charAt(2)) ? key.charAt(2) : null;
}

/** A key as it is with Ctrl: `c` is the third control character. Keys that have none stay. */
export function withCtrl(key: string): string {
  if (letter.test(key)) return String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31);
  if (key === ' ') return '\0';
  const arrow = arrowOf(key);
  return arrow ? `${escape}[1;5${arrow}` : key;
}

/** A key as an application (an editor, a pager) asked to get its arrows. */
export function asApplication(key: string): string {
  const arrow = arrowOf(key);
  return arrow ? `${escape}O${arrow}` : key;
}
