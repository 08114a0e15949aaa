/**
 * Pasted text must not act as more than text: a program that brackets a paste trusts what is inside,
 * and an escape sequence in it could end the bracket and type the rest as keys.
 */
// oxlint-disable-next-line no-control-regex
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

export const cleanPaste = (text: string) => text.replace(controls, '');

/** How many commands a shell would run at once if this were pasted outside of brackets. */
export const linesOf = (text: string) => text.split(/\r\n|\r|\n/);

/** Whether a line end in it would be a press of Enter. */
export const runsAtOnce = (text: string, bracketed: boolean) => !bracketed && /[\r\n]/.test(text);
