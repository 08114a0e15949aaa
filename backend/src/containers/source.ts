import type { Container, Host } from '../contract/index.ts';

/**
 * One host seen through one source: what every source can do. What only some can do comes as an optional
 * property, present or absent, so that a route has to ask and the compiler checks that it did.
 */
export interface ContainerSource {
  /** The host's row, from what is known now: never a call to the host. */
  describe(): Host;
  /** All containers that the source knows, masked. */
  list(): Promise<Container[]>;
  /**
   * One container with everything that the source knows.
   * @param ref an id, an id prefix of its own, or a name
   * @throws AppError not_found, or conflict when a prefix fits several
   */
  find(ref: string): Promise<Container>;
}

/** The hosts of one kind of source. */
export interface SourceProvider {
  all(): Iterable<ContainerSource>;
  /** `key` is a host key of the contract. */
  get(key: string): ContainerSource | undefined;
}
