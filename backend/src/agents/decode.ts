import { gunzipSync, gzipSync } from 'node:zlib';
import { maskContainer } from '../containers/masking.ts';
import {
  reportLimits,
  report as reportSchema,
  reportedContainer,
  type Issue,
  type Report,
  type ReportedContainer,
} from '../contract/index.ts';
import type { ReportBody } from '../db/agentHosts.ts';
import { payloadTooLarge, validationFailed } from '../errors.ts';

/** What is to be known of a report without reading it again. */
export interface ReportSummary extends Omit<Report, 'containers'> {
  containerCount: number;
  runningCount: number;
}

export interface DecodedReport {
  summary: ReportSummary;
  /**
   * The report anew, when masking changed it or it held what the contract does not know (which nobody masked);
   * otherwise the bytes that came may be kept.
   */
  rewritten: ReportBody | undefined;
}

const envelope = reportSchema.omit({ containers: true });

/**
 * Checks the bytes of a request against the contract, and masks what the agent left unmasked.
 * @throws AppError payload_too_large over 16 MiB after decompression or 10,000 containers;
 *   validation_failed with the path of the first bad field
 */
export function decodeReport(request: ReportBody): DecodedReport {
  const json = toText(request);
  const value = parseJson(json);
  const parsed = envelope.safeParse(value);
  if (!parsed.success) throw validationFailed(toIssues(parsed.error.issues));
  const containers = parseContainers((value as { containers?: unknown }).containers);
  const report = { ...parsed.data, containers };
  refuseBadText(json, report);
  const masked = containers.map(maskContainer);
  const asItCame =
    masked.every((container, index) => container === containers[index]) &&
    !holdsMore(value, report);
  return {
    summary: {
      ...parsed.data,
      containerCount: containers.length,
      runningCount: containers.filter((item) => item.state === 'running').length,
    },
    rewritten: asItCame
      ? undefined
      : {
          body: gzipSync(JSON.stringify({ ...report, containers: masked }), { level: 1 }),
          encoding: 'gzip',
        },
  };
}

/** Whether a value has keys, at any depth, that are gone from what the contract made of it. */
function holdsMore(value: unknown, parsed: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [given, known] = [value, parsed] as Record<string, unknown>[];
  return Object.keys(value).some(
    (key) => !Object.hasOwn(known as object, key) || holdsMore(given?.[key], known?.[key]),
  );
}

/** The containers of a report that `decodeReport` has accepted, perhaps in an older ArchNest that masked less. */
export function storedContainers(stored: ReportBody): ReportedContainer[] {
  return reportSchema.parse(JSON.parse(toText(stored))).containers.map(maskContainer);
}

function toText({ body, encoding }: ReportBody): string {
  const bytes = encoding === 'gzip' ? gunzip(body) : body;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw validationFailed([{ path: '', message: 'the body is not valid UTF-8' }]);
  }
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: reportLimits.bytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw validationFailed([{ path: '', message: 'the body is not valid gzip' }]);
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw validationFailed([{ path: '', message: 'the body is not valid JSON' }]);
  }
}

/** One by one, and no further than the first bad one: a hostile report must not buy a million complaints. */
function parseContainers(value: unknown): ReportedContainer[] {
  if (!Array.isArray(value))
    throw validationFailed([{ path: 'containers', message: 'must be an array' }]);
  if (value.length > reportLimits.containers) throw tooLarge();
  const ids = new Set<string>();
  return value.map((item: unknown, index) => {
    refuseLongLists(item, index);
    const parsed = reportedContainer.safeParse(item);
    if (!parsed.success)
      throw validationFailed(toIssues(parsed.error.issues, ['containers', index]));
    if (ids.has(parsed.data.id))
      throw validationFailed([
        { path: `containers.${index}.id`, message: 'stands in the report twice' },
      ]);
    ids.add(parsed.data.id);
    return parsed.data;
  });
}

/** Before the contract looks at them: it would complain about every item first. */
function refuseLongLists(container: unknown, index: number): void {
  if (typeof container !== 'object' || container === null) return;
  for (const [key, value] of Object.entries(container))
    if (Array.isArray(value) && value.length > reportLimits.list)
      throw validationFailed([
        {
          path: `containers.${index}.${key}`,
          message: `must have at most ${reportLimits.list} items`,
        },
      ]);
}

/**
 * NUL cuts strings in SQLite and terminals; a lone surrogate cannot be written as UTF-8. Both can only come
 * through an escape, so that one look at the text spares a look at every string.
 */
function refuseBadText(json: string, report: Report): void {
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return;
  const path = firstBadText(report, []);
  if (path)
    throw validationFailed([
      { path: path.join('.'), message: 'must be well-formed text without NUL' },
    ]);
}

function firstBadText(value: unknown, path: string[]): string[] | undefined {
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0') ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = firstBadText(key, path) ?? firstBadText(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

interface ZodIssue {
  path: PropertyKey[];
  message: string;
}

const toIssues = (issues: ZodIssue[], prefix: PropertyKey[] = []): Issue[] =>
  issues.slice(0, 20).map((issue) => ({
    path: [...prefix, ...issue.path].map(String).join('.'),
    message: issue.message,
  }));

const tooLarge = () =>
  payloadTooLarge(
    `A report holds at most 16 MiB and ${reportLimits.containers.toLocaleString('en')} containers.`,
  );
