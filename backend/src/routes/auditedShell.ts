import type { FastifyRequest } from 'fastify';
import type { ContainerSource, ShellOpener, ShellSession } from '../containers/source.ts';
import type { ExecQuery } from '../contract/index.ts';
import type { ExecOutcome } from '../sockets/exec.ts';

/** One shell in the audit: written before it opens, or it does not open, and when it is gone. */
export class AuditedShell {
  readonly #request: FastifyRequest;
  readonly #source: ContainerSource;
  readonly #opener: ShellOpener;
  readonly #query: ExecQuery;
  #target: string;
  #openedAt: number | undefined;

  constructor(
    request: FastifyRequest,
    source: ContainerSource,
    opener: ShellOpener,
    query: ExecQuery,
  ) {
    this.#request = request;
    this.#source = source;
    this.#opener = opener;
    this.#query = query;
    this.#target = `${source.describe().key}/${query.container}`;
  }

  /** @throws AppError internal when the audit cannot be written; what the source throws */
  async open(signal: AbortSignal): Promise<ShellSession> {
    const { container, shell, user, cols, rows } = this.#query;
    const { id, name } = await this.#source.find(container);
    this.#target = `${this.#source.describe().key}/${name}`;
    signal.throwIfAborted();
    const details = { shell, user: user ?? null };
    const action = 'exec.open';
    await this.#request.auditFirst({ action, target: this.#target, outcome: 'ok', details });
    this.#openedAt = performance.now();
    return this.#opener.open(id, { shell, user, cols, rows });
  }

  /** Never rejects. */
  async closed({ shell, exitCode, code }: ExecOutcome): Promise<void> {
    const { user = null, shell: asked } = this.#query;
    const target = this.#target;
    const how = code ? ({ outcome: 'failed', code } as const) : ({ outcome: 'ok' } as const);
    if (this.#openedAt !== undefined) {
      const durationMs = Math.round(performance.now() - this.#openedAt);
      const details = { shell: shell ?? asked, user, exitCode, durationMs };
      await this.#request.audit({ action: 'exec.close', target, ...how, details });
    } else if (code) {
      const details = { shell: asked, user };
      await this.#request.audit({ action: 'exec.open', target, ...how, details });
    }
  }
}
