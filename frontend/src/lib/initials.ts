/** `Ada Lovelace` is AL, `ada` is AD: the first letters of the first and the last word, or the first two of the only one. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const first = Array.from(words[0] ?? name);
  const last = words.length > 1 ? Array.from(words.at(-1) ?? '') : first.slice(1);
  return [first[0], last[0]].join('').toUpperCase();
}
