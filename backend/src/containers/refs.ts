import type { Container } from '../contract/index.ts';
import { conflict, notFound } from '../errors.ts';

/**
 * The container that a ref names, by Docker's order: full id, name, then id prefix.
 * @throws AppError not_found, or conflict when the prefix fits several
 */
export function findByRef<T extends Pick<Container, 'id' | 'name'>>(
  containers: readonly T[],
  ref: string,
): T {
  const exact =
    containers.find((container) => container.id === ref) ??
    containers.find((container) => container.name === ref);
  if (exact) return exact;
  const [first, second] = containers.filter((container) => container.id.startsWith(ref));
  if (!first) throw notFound(`No container ${short(ref)} on this host.`);
  if (second) throw conflict(`${ref} is the start of several container ids: give more digits.`);
  return first;
}

/** An id as people know it. */
const short = (ref: string) => (/^[0-9a-f]{64}$/.test(ref) ? ref.slice(0, 12) : ref);
