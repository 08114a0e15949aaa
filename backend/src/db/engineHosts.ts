import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { EngineHostBody, EngineHostPatch, EngineTls } from '../contract/index.ts';
import { notFound, secretRequired } from '../errors.ts';
import { assertNameFree, nameKey } from './hostNames.ts';
import type { Database, Schema, Unit } from './schema.ts';
import { engineTlsPlace, type Sealer } from './sealed.ts';

/** A host with its credentials opened: for the connection alone, never for an answer or a log. */
export interface StoredEngineHost {
  id: number;
  name: string;
  endpoint: string;
  tls: EngineTls | null;
  /** Credentials are stored and do not open: `tls` is `null`, and the host must not be spoken to without them. */
  damaged: boolean;
}

type Row = Selectable<Schema['engine_hosts']>;

/** The sealed part. Looser than the contract, which may grow stricter than what was once stored. */
const material = z.object({
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
});

/** The hosts that are reached through their Engine's API. Credentials are sealed and opened in here and nowhere else. */
export class EngineHosts {
  readonly #db: Database;
  readonly #sealer: Sealer;

  constructor(db: Database, sealer: Sealer) {
    this.#db = db;
    this.#sealer = sealer;
  }

  /** All hosts by name. */
  async all(): Promise<StoredEngineHost[]> {
    const rows = await this.#db
      .selectFrom('engine_hosts')
      .selectAll()
      .orderBy('name_key')
      .execute();
    return rows.map((row) => this.#open(row));
  }

  /** @throws AppError conflict when a host looks to have that name already */
  async insert({ name, endpoint, tls }: EngineHostBody): Promise<StoredEngineHost> {
    return this.#db.transaction().execute(async (unit) => {
      await assertNameFree(unit, 'engine_hosts', name);
      const { id } = await unit
        .insertInto('engine_hosts')
        .values({ name, name_key: nameKey(name), endpoint, created_at: Date.now() })
        .returning('id')
        .executeTakeFirstOrThrow();
      return this.#open(await this.#put(unit, id, await this.#sealed(unit, id, tls ?? null)));
    });
  }

  /**
   * What is absent stays; `tls` is replaced as a whole, and `null` drops it.
   * @throws AppError not_found; conflict; secret_required when the endpoint changes and the stored credentials were
   * not sent again, so that they never go to an address that they were not given for. Nothing is changed then.
   */
  async update(id: number, { name, endpoint, tls }: EngineHostPatch): Promise<StoredEngineHost> {
    return this.#db.transaction().execute(async (unit) => {
      const row = await unit
        .selectFrom('engine_hosts')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) throw noSuchHost();
      if (name !== undefined) await assertNameFree(unit, 'engine_hosts', name, id);
      const moved = endpoint !== undefined && endpoint !== row.endpoint;
      if (moved && row.tls && tls === undefined)
        throw secretRequired(
          'A new address needs the certificates and the key again: send them with it, or remove them.',
        );
      return this.#open(
        await this.#put(unit, id, {
          ...(name === undefined ? {} : { name, name_key: nameKey(name) }),
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(tls === undefined ? {} : await this.#sealed(unit, id, tls)),
        }),
      );
    });
  }

  /** @throws AppError not_found */
  async delete(id: number): Promise<void> {
    const result = await this.#db
      .deleteFrom('engine_hosts')
      .where('id', '=', id)
      .executeTakeFirst();
    if (result.numDeletedRows === 0n) throw noSuchHost();
  }

  async #put(unit: Unit, id: number, fields: Partial<Row>): Promise<Row> {
    return (
      unit
        .updateTable('engine_hosts')
        // With the id, because SQL knows no update of nothing.
        .set({ id, ...fields })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
    );
  }

  async #sealed(unit: Unit, id: number, tls: EngineTls | null) {
    const { serverName = null, ...secret } = tls ?? {};
    const isEmpty = Object.values(secret).every((part) => part === undefined);
    return {
      server_name: serverName,
      tls: isEmpty
        ? null
        : await this.#sealer.seal(unit, engineTlsPlace(id), JSON.stringify(secret)),
    };
  }

  #open({ id, name, endpoint, tls: sealed, server_name }: Row): StoredEngineHost {
    const host = { id, name, endpoint, damaged: false };
    const named = server_name === null ? {} : { serverName: server_name };
    if (!sealed) return { ...host, tls: server_name === null ? null : named };
    const text = this.#sealer.open(engineTlsPlace(id), sealed);
    if (text === undefined) return { ...host, tls: null, damaged: true };
    return { ...host, tls: { ...material.parse(JSON.parse(text)), ...named } };
  }
}

const noSuchHost = () => notFound('There is no such Docker host.');
