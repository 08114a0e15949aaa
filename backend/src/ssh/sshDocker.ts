import type { SshWay } from '../contract/index.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import type { Engine } from '../docker/engine.ts';
import { AppError, hostUnreachable } from '../errors.ts';
import { dockerBy, findDocker, type FoundDocker } from './docker.ts';
import { failureOf, isOnTheWay, SshFailure } from './failure.ts';
import type { Pool } from './pool.ts';
import { RemoteError } from './remote.ts';
import { unready } from './unready.ts';

/** Looking for Docker costs several commands: who has just failed is not asked again at once. */
const SEARCH_AGAIN_MS = 15_000;

export interface SshDockerOptions {
  pool: Pool;
  /** The host as it is saved now. */
  host: () => StoredSshHost;
  /** A way was found that differs from the one that is saved. */
  onFound: (way: SshWay) => void;
}

/** Docker on one SSH host: found once, and looked for again when the way to it is refused. */
export class SshDocker {
  readonly #options: SshDockerOptions;
  #found: FoundDocker | null = null;
  #finding: Promise<FoundDocker> | undefined;
  #refused = false;
  #failure: { error: unknown; until: number } | null = null;
  #closed = false;

  constructor(options: SshDockerOptions) {
    this.#options = options;
  }

  /** @throws AppError: the way there, or what keeps us from Docker there */
  async engine(): Promise<Engine> {
    const known = unready(this.#options.host());
    if (known) throw known.asAppError();
    if (this.#found && !this.#refused) return this.#found.engine;
    if (this.#failure && this.#hasJustFailed) throw this.#failure.error;
    const { engine } = await (this.#finding ??= this.#find().finally(() => {
      this.#finding = undefined;
    }));
    // What was found for a host that is gone, or has moved, has no use.
    if (this.#closed) engine.close();
    return engine;
  }

  /** Tries with the next call, whatever failed before. */
  retry(): void {
    this.#failure = null;
  }

  /** Looks for Docker again with the next call, by all ways. */
  searchAgain(): void {
    this.retry();
    this.#refused = true;
  }

  close(): void {
    this.#closed = true;
    this.#found?.engine.close();
    this.#found = null;
  }

  async #find(): Promise<FoundDocker> {
    const { pool, host, onFound } = this.#options;
    const options = {
      pool,
      host: host(),
      onRefused: () => {
        this.#refused ||= !this.#hasJustFailed;
      },
    };
    const { way } = options.host;
    try {
      // What worked last is taken without a question, once; it tells when it does not work any more.
      const found =
        way && !this.#refused ? await dockerBy(way, options) : await findDocker(options);
      this.#found?.engine.close();
      this.#found = found;
      this.#refused = false;
      this.#failure = null;
      if (!sameWay(found.way, way)) onFound(found.way);
      return found;
    } catch (error) {
      const ours = asAppError(error);
      // A machine that cannot be reached has waits of its own, and may be back before this one is over.
      const onTheWay = failureOf(error);
      if (!onTheWay || !isOnTheWay(onTheWay)) this.#searchedInVain(ours);
      throw ours;
    }
  }

  /**
   * A way that has worked is asked again meanwhile: a Docker that is starting again refuses by all ways, and is back by
   * the one that it had.
   */
  #searchedInVain(error: unknown): void {
    this.#failure = { error, until: Date.now() + SEARCH_AGAIN_MS };
    if (this.#found) this.#refused = false;
  }

  get #hasJustFailed(): boolean {
    return this.#failure !== null && Date.now() < this.#failure.until;
  }
}

const sameWay = (a: SshWay, b: SshWay | null) =>
  a.mode === b?.mode && a.via === b.via && a.reason === b.reason;

function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof SshFailure) return error.asAppError();
  if (error instanceof RemoteError) return hostUnreachable(error.message, error);
  return error;
}
