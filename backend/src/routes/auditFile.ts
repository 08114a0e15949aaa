import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AuditEntry, AuditExportQuery } from '../contract/index.ts';

type Format = AuditExportQuery['format'];

const contentTypes: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
};

/** Answers with a file that is read as it is written: the whole of it is never in memory. */
export function sendFile(
  reply: FastifyReply,
  format: Format,
  batches: AsyncIterable<AuditEntry[]>,
): FastifyReply {
  const day = new Date().toISOString().slice(0, 10);
  const text = format === 'csv' ? asCsv(batches) : asJson(batches);
  return reply
    .header('content-disposition', `attachment; filename="archnest-audit-${day}.${format}"`)
    .header('x-content-type-options', 'nosniff')
    .type(contentTypes[format])
    .send(Readable.from(text, { objectMode: false }));
}

/** One array, an entry a line. */
async function* asJson(batches: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const batch of batches) {
    yield separator + batch.map((entry) => JSON.stringify(entry)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

const columns = [
  'id',
  'at',
  'actor',
  'address',
  'action',
  'target',
  'outcome',
  'code',
  'details',
] as const satisfies (keyof AuditEntry)[];

/** RFC 4180; `details` as JSON. */
async function* asCsv(batches: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const batch of batches) yield batch.map(csvLine).join('');
}

const csvLine = (entry: AuditEntry) =>
  `${columns.map((column) => csvCell(textOf(entry[column]))).join(',')}\r\n`;

const textOf = (value: AuditEntry[keyof AuditEntry]): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/**
 * Names and paths are somebody else's text, and a spreadsheet takes a cell that begins like a formula for one: an
 * apostrophe before it keeps it text.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
