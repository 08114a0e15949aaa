import type { RawData } from 'ws';

export const messageText = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');

/** `undefined` for what is not JSON. */
export function parseJson(message: string | undefined): unknown {
  try {
    return message === undefined ? undefined : (JSON.parse(message) as unknown);
  } catch {
    return undefined;
  }
}
