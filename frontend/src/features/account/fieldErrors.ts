import { sentence } from '../../lib/sentence.ts';

/** What is wrong, by field name; the first complaint of each. */
export type FieldErrors = Partial<Record<string, string>>;

interface Complaint {
  path: string | readonly PropertyKey[];
  message: string;
}

/** The complaints of the server or of the contract's own schema, by their first path segment. */
export function fieldErrors(complaints: readonly Complaint[] = []): FieldErrors {
  const errors: FieldErrors = {};
  for (const { path, message } of complaints) {
    const field = String(typeof path === 'string' ? path.split('.')[0] : path[0]);
    errors[field] ??= sentence(message);
  }
  return errors;
}
