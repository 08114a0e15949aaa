import type { ContainerRow } from './view.ts';

export const searchKeys = ['host', 'image', 'state', 'health', 'project', 'label', 'port'] as const;
export type SearchKey = (typeof searchKeys)[number];

/** One word of a search: free text, or `key:value`; `-` in front turns it round. */
export interface Term {
  key: SearchKey | 'text';
  value: string;
  negated: boolean;
}

// A word; a quoted part may hold spaces.
const words = /(?:"[^"]*"?|[^\s"])+/g;

/** Reads what was typed. Anything is valid: an unknown key is free text. */
export function parseSearch(search: string): Term[] {
  return (search.match(words) ?? []).flatMap((word) => parseWord(word) ?? []);
}

function parseWord(word: string): Term | null {
  const negated = word.length > 1 && word.startsWith('-');
  const body = negated ? word.slice(1) : word;
  const colon = body.indexOf(':');
  const key = searchKeys.find((known) => known === body.slice(0, Math.max(0, colon)).toLowerCase());
  const value = unquote(key ? body.slice(colon + 1) : body);
  if (value === '') return null;
  return { key: key ?? 'text', value, negated };
}

const unquote = (text: string) => text.replaceAll('"', '');

/** Writes one term so that it reads back the same. */
export function formatTerm({ key, value, negated }: Term): string {
  const quoted = /\s/.test(value) ? `"${value}"` : value;
  return `${negated ? '-' : ''}${key === 'text' ? quoted : `${key}:${quoted}`}`;
}

export const formatSearch = (terms: readonly Term[]) => terms.map(formatTerm).join(' ');

/**
 * What was typed, as complete `key:value` terms (a space follows them) and the text that stays in the
 * box. The text keeps the space after it, or the next word would grow together with it.
 */
export function splitTyped(typed: string): { pills: Term[]; text: string } {
  const terms = parseSearch(typed);
  const ended = /\s$/.test(typed);
  const last = terms.at(-1);
  const pills = terms.filter((term) => term.key !== 'text' && (ended || term !== last));
  if (pills.length === 0) return { pills, text: typed };
  const text = formatSearch(terms.filter((term) => !pills.includes(term)));
  return { pills, text: text && ended ? `${text} ` : text };
}

type Test = (row: ContainerRow) => boolean;

/** `*` stands for anything; without it the value may stand anywhere in the text. */
function textTest(value: string): (text: string) => boolean {
  const wanted = value.toLowerCase();
  const [first = '', ...parts] = wanted.split(/\*+/);
  const last = parts.pop();
  if (last === undefined) return (text) => text.toLowerCase().includes(wanted);
  return (text) => inOrder(text.toLowerCase(), first, parts, last);
}

/** Not a regular expression: with many stars and a long label one could stop the page for minutes. */
function inOrder(text: string, first: string, parts: readonly string[], last: string): boolean {
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}

function labelTest(value: string): Test {
  const [name = '', ...rest] = value.split('=');
  const isName = textTest(name.includes('*') ? name : `${name}*`);
  const wanted = rest.length === 0 ? null : rest.join('=').toLowerCase();
  const isValue = wanted?.includes('*') ? textTest(wanted) : null;
  const matches = (key: string, text: string) =>
    wanted === null
      ? isName(key)
      : key.toLowerCase() === name.toLowerCase() &&
        (isValue?.(text) ?? text.toLowerCase() === wanted);
  return ({ container: { labels } }) =>
    labels !== null && Object.entries(labels).some(([key, text]) => matches(key, text));
}

function portTest(value: string): Test {
  return ({ container: { ports } }) =>
    (ports ?? []).some(
      ({ hostPort, containerPort }) => `${hostPort}` === value || `${containerPort}` === value,
    );
}

function termTest({ key, value }: Term): Test {
  const wanted = value.toLowerCase();
  const isText = textTest(value);
  switch (key) {
    case 'text':
      return wanted.includes('*')
        ? (row) => isText(row.name)
        : (row) => row.haystack.includes(wanted);
    case 'host':
      return ({ host }) => isText(host.name) || host.key.toLowerCase() === wanted;
    case 'image':
      return ({ image }) => isText(image.full);
    case 'state':
      return ({ container }) => container.state.startsWith(wanted);
    case 'health':
      return ({ container }) => (container.health ?? 'none').startsWith(wanted);
    case 'project':
      return ({ project }) => project !== null && isText(project);
    case 'label':
      return labelTest(value);
    case 'port':
      return portTest(value);
  }
}

/**
 * The test that a search stands for. Words narrow; two values of one key widen
 * (`host:nas host:pi` is either), except labels, of which a container has many.
 */
export function compileSearch(terms: readonly Term[]): Test {
  const groups = new Map<string, Test[]>();
  const all: Test[] = [];
  for (const term of terms) {
    const test = termTest(term);
    if (term.negated) all.push((row) => !test(row));
    else if (term.key === 'text' || term.key === 'label') all.push(test);
    else groups.set(term.key, [...(groups.get(term.key) ?? []), test]);
  }
  for (const tests of groups.values()) all.push((row) => tests.some((test) => test(row)));
  return (row) => all.every((test) => test(row));
}
