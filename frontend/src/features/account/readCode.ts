/**
 * The code as it is sent: apps and papers group digits for the eye. Six digits are a code of an app; anything else is
 * taken as a recovery code, of which only the server knows the form.
 */
export function readCode(typed: string): string {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : typed.trim();
}

/** Whether all of a code is there, so that nobody has to press a button for it. */
export const isWholeCode = (typed: string) => /^\d{6}$/.test(readCode(typed));
