/** Dotted numbers, compared as such: `1.10.0` is newer than `1.9.9`. Anything else is never newer nor older. */
const dotted = /^\d{1,9}(?:\.\d{1,9}){1,3}$/;

/** The version that a text of the agent's script states; `undefined` when it states none. */
export const versionOf = (script: string): string | undefined =>
  /^readonly VERSION=(\S+)$/m.exec(script)?.[1];

/** Whether `one` is a later version than `other`. */
export function isNewer(one: string, other: string): boolean {
  if (!dotted.test(one) || !dotted.test(other)) return false;
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 4; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
