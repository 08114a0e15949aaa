import type { Selectable } from 'kysely';
import {
  sshAuth,
  sshWay,
  type SshAuth,
  type SshDocker,
  type SshHostBody,
  type SshHostPatch,
  type SshWay,
} from '../contract/index.ts';
import { conflict, notFound, validationFailed } from '../errors.ts';
import { assertNameFree, nameKey } from './hostNames.ts';
import type { Database, Schema, Unit } from './schema.ts';
import { sshSecretPlace, type Sealer } from './sealed.ts';
import { drafted, isElsewhere, patched } from './sshHostDraft.ts';

/** A host with its credentials opened: for the connection alone, never for an answer or a log. */
export interface StoredSshHost {
  id: number;
  name: string;
  address: string;
  port: number;
  username: string;
  authType: SshAuth['type'];
  /** `null` when they are to be given again. */
  auth: SshAuth | null;
  /** Credentials are stored and do not open. */
  damaged: boolean;
  jumpId: number | null;
  /** The confirmed host key; its type once it was seen. */
  pin: { fingerprint: string; keyType: string | null } | null;
  docker: SshDocker;
  /** How Docker was reached last. */
  way: SshWay | null;
}

/** More would be a mistake sooner than a network. */
export const MOST_JUMPS = 8;

type Row = Selectable<Schema['ssh_hosts']>;

/** The hosts that are reached through their sshd. Credentials are sealed and opened in here and nowhere else. */
export class SshHosts {
  readonly #db: Database;
  readonly #sealer: Sealer;

  constructor(db: Database, sealer: Sealer) {
    this.#db = db;
    this.#sealer = sealer;
  }

  /** All hosts by name. */
  async all(): Promise<StoredSshHost[]> {
    const rows = await this.#db.selectFrom('ssh_hosts').selectAll().orderBy('name_key').execute();
    return rows.map((row) => this.#open(row));
  }

  /** @throws AppError conflict (the name is taken), validation_failed (the jump host is not there, or too many) */
  async insert(body: SshHostBody): Promise<StoredSshHost> {
    const host = drafted(body);
    return this.#db.transaction().execute(async (unit) => {
      await assertNameFree(unit, 'ssh_hosts', host.name);
      await assertExists(unit, host.jumpId);
      const { id } = await unit
        .insertInto('ssh_hosts')
        .values({ ...nameColumns(host.name), ...columnsOf(host), created_at: Date.now() })
        .returning('id')
        .executeTakeFirstOrThrow();
      await assertChains(unit);
      return this.#open(await put(unit, id, { secret: await this.#sealed(unit, id, body.auth) }));
    });
  }

  /** As `patched` has it. @throws AppError not_found; conflict; validation_failed. Nothing is changed then. */
  async update(id: number, patch: SshHostPatch): Promise<StoredSshHost> {
    return this.#db.transaction().execute(async (unit) => {
      const row = await unit
        .selectFrom('ssh_hosts')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) throw noSuchHost();
      const { name, auth } = patch;
      if (name !== undefined) await assertNameFree(unit, 'ssh_hosts', name, id);
      const before = this.#open(row);
      const after = patched(before, patch);
      await assertExists(unit, after.jumpId);
      const changed = await put(unit, id, {
        ...(name === undefined ? {} : nameColumns(name)),
        ...columnsOf(after),
        // What is stored stays as it is sealed, also where it does not open.
        ...(isElsewhere(before, after) ? { secret: null } : {}),
        ...(auth === undefined ? {} : { secret: await this.#sealed(unit, id, auth) }),
      });
      await assertChains(unit);
      return this.#open(changed);
    });
  }

  /** What was found out on the way, for the next time. Nothing happens when the host is gone. */
  async remember(id: number, known: { way?: SshWay | null; keyType?: string }): Promise<void> {
    await this.#db
      .updateTable('ssh_hosts')
      .set({
        id,
        ...(known.way === undefined ? {} : { way: known.way && JSON.stringify(known.way) }),
        ...(known.keyType === undefined ? {} : { pin_type: known.keyType }),
      })
      .where('id', '=', id)
      .execute();
  }

  /** @throws AppError not_found; conflict while others go through it */
  async delete(id: number): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      const behind = await unit
        .selectFrom('ssh_hosts')
        .select('name')
        .where('jump_id', '=', id)
        .orderBy('name_key')
        .execute();
      if (behind.length) {
        const names = behind.map(({ name }) => name).join(', ');
        throw conflict(`It is the jump host of ${names}: give them another way first.`);
      }
      const result = await unit.deleteFrom('ssh_hosts').where('id', '=', id).executeTakeFirst();
      if (result.numDeletedRows === 0n) throw noSuchHost();
    });
  }

  async #sealed(unit: Unit, id: number, auth: SshAuth): Promise<Uint8Array | null> {
    if (auth.type === 'agent') return null;
    return this.#sealer.seal(unit, sshSecretPlace(id), JSON.stringify(auth));
  }

  #open(row: Row): StoredSshHost {
    const { id, name, address, port, username, auth_type: authType, jump_id: jumpId } = row;
    const text = row.secret ? this.#sealer.open(sshSecretPlace(id), row.secret) : null;
    const auth: unknown = authType === 'agent' ? { type: 'agent' } : text ? JSON.parse(text) : null;
    return {
      id,
      name,
      address,
      port,
      username,
      authType,
      // Read by the contract of today: what it does not take any more is to be given again.
      auth: sshAuth.safeParse(auth).data ?? null,
      damaged: text === undefined,
      jumpId,
      pin: row.pin === null ? null : { fingerprint: row.pin, keyType: row.pin_type },
      docker: {
        enabled: row.docker_enabled === 1,
        mode: row.docker_mode,
        command: row.docker_command,
      },
      way: row.way === null ? null : (sshWay.safeParse(JSON.parse(row.way)).data ?? null),
    };
  }
}

async function put(unit: Unit, id: number, fields: Partial<Row>): Promise<Row> {
  return (
    unit
      .updateTable('ssh_hosts')
      // With the id, because SQL knows no update of nothing.
      .set({ id, ...fields })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  );
}

const nameColumns = (name: string) => ({ name, name_key: nameKey(name) });

/** All but the name and the credentials. */
const columnsOf = (host: StoredSshHost) => ({
  address: host.address,
  port: host.port,
  username: host.username,
  jump_id: host.jumpId,
  auth_type: host.authType,
  pin: host.pin?.fingerprint ?? null,
  pin_type: host.pin?.keyType ?? null,
  docker_enabled: host.docker.enabled ? 1 : 0,
  docker_mode: host.docker.mode,
  docker_command: host.docker.command,
  way: host.way && JSON.stringify(host.way),
});

async function assertExists(unit: Unit, jumpId: number | null): Promise<void> {
  if (jumpId === null) return;
  const jump = await unit
    .selectFrom('ssh_hosts')
    .select('id')
    .where('id', '=', jumpId)
    .executeTakeFirst();
  if (!jump) throw badJump('There is no such jump host any more: choose another.');
}

/** Also those that go through the host that was changed may have become too long. */
async function assertChains(unit: Unit): Promise<void> {
  const rows = await unit.selectFrom('ssh_hosts').select(['id', 'name', 'jump_id']).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const start of rows) {
    const seen = new Set([start.id]);
    let at = start.jump_id === null ? undefined : byId.get(start.jump_id);
    while (at) {
      if (seen.has(at.id)) throw badJump('The jump hosts would lead back to where they started.');
      seen.add(at.id);
      if (seen.size > MOST_JUMPS + 1)
        throw badJump(`${start.name} would be behind more than ${MOST_JUMPS} jump hosts.`);
      at = at.jump_id === null ? undefined : byId.get(at.jump_id);
    }
  }
}

const badJump = (message: string) => validationFailed([{ path: 'jumpHostId', message }]);

const noSuchHost = () => notFound('There is no such SSH host.');
