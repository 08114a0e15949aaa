/** A program's own time, as programs write it: bare or in brackets, with a zone or without. */
const date = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d|\d{1,2}[ /]\w{3}[ /]\d{4}|\w{3} [ \d]\d)`;
const clock = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const zone = String.raw`(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}(?= )|[+-]\d\d:?\d\d))?`;
const time = String.raw`(?:${date}[T :]\s?)?${clock}${zone}`;
const leadingTime = new RegExp(String.raw`^(?:\[${time}\]|${time})(?:\s*[-|:]\s+|\s+|(?=\[))`);
const level =
  /^(?:\[\s?([A-Za-z]{3,11})\s?\]|([A-Z]{3,11})(?=[\s:|]))\s*(?:[:|-]\s+|:(?=\s)|\s+|(?=\[))/;

/**
 * Where the message begins once the time and level that stand in columns of their own are left out.
 * @param isLevel whether a word is one; a first word that only looks like one stays
 */
export function messageStart(text: string, isLevel: (word: string) => boolean): number {
  const start = leadingTime.exec(text)?.[0].length ?? 0;
  const rest = text.slice(start, start + 40);
  const word = level.exec(rest);
  const lifted = word && isLevel(word[1] ?? word[2] ?? '') ? start + word[0].length : start;
  return text.slice(lifted).trim() === '' ? 0 : lifted;
}
