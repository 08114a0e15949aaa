/** One piece of a JSON line in words: a key is quiet, a message leads. */
export interface Piece {
  text: string;
  role: 'message' | 'key' | 'value';
}

const messages = ['msg', 'message', '@m', '@mt', 'short_message'];
/** What stands in columns of its own. */
const lifted = new Set([
  'level',
  'lvl',
  'severity',
  'loglevel',
  'log.level',
  '@l',
  'time',
  'ts',
  'timestamp',
  '@timestamp',
  '@t',
]);
/** Beyond it a line is no log line but a document; parsing those while scrolling would be felt. */
const longest = 32_000;

/** A line that is one JSON object; `null` for any other. */
export function parseJsonLine(text: string): Record<string, unknown> | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}') || trimmed.length > longest) return null;
  try {
    const value: unknown = JSON.parse(trimmed);
    return isRecord(value) && Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

/** `{"level":"info","msg":"ready","port":80}` → `ready port=80`. */
export function jsonPieces(record: Record<string, unknown>): Piece[] {
  const message = messages.find((key) => typeof record[key] === 'string' && record[key] !== '');
  const pieces: Piece[] = [];
  if (message !== undefined) pieces.push({ text: String(record[message]), role: 'message' });
  for (const [key, value] of Object.entries(record)) {
    if (key === message || lifted.has(key.toLowerCase())) continue;
    pieces.push({ text: `${pieces.length > 0 ? ' ' : ''}${key}=`, role: 'key' });
    pieces.push({ text: writeValue(value), role: 'value' });
  }
  // Nothing but time and level: then these are what there is to read.
  return pieces.length > 0 ? pieces : [{ text: JSON.stringify(record), role: 'message' }];
}

const needsQuotes = /[\s="]|^$/;

function writeValue(value: unknown): string {
  if (typeof value === 'string') return needsQuotes.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
