import { timestamp } from '../contract/index.ts';

/*
 * Reading what a daemon answered. Podman, old Dockers and proxies leave fields out or make them null, so nothing is
 * taken for granted, and a field that is odd is a field that is not known.
 */

export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at a path; an empty one when there is none. */
export function objectOf(value: unknown, ...path: string[]): Json {
  let current = value;
  for (const name of path) current = isRecord(current) ? current[name] : undefined;
  return isRecord(current) ? current : {};
}

/** A text that is not empty. */
export function textOf(value: unknown, name: string): string | null {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'string' && field !== '' ? field : null;
}

/** A whole number that is not negative. */
export function numberOf(value: unknown, name: string): number | null {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'number' && Number.isSafeInteger(field) && field >= 0 ? field : null;
}

/** A counter that may be larger than a number holds exactly: nanoseconds do that after 104 days of all CPUs together. */
export function counterOf(value: unknown, name: string): number | null {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'number' && Number.isFinite(field) && field >= 0 ? field : null;
}

export function listOf(value: unknown, name: string): unknown[] {
  const field = isRecord(value) ? value[name] : undefined;
  return Array.isArray(field) ? field : [];
}

export function textsOf(value: unknown, name: string): string[] {
  return listOf(value, name).filter((item) => typeof item === 'string');
}

/** A time in RFC 3339; Go's zero time and garbage are no time. */
export function timeOf(value: unknown, name: string): string | null {
  const text = textOf(value, name);
  if (text === null || text.startsWith('0001-')) return null;
  // By the contract itself: what it does not take would take the whole answer down.
  return timestamp.safeParse(text).success ? text : null;
}

/** `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
