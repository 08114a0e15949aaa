import { EngineAnswerError, EngineMismatchError } from '../../docker/errors.ts';
import { isRecord, parseJson, textOf } from '../../docker/json.ts';
import type { Output } from '../remote.ts';
import { answerError, isMissing } from './answers.ts';

/** What one `docker inspect` of several ids has told. */
export interface Inspected {
  found: Map<string, unknown>;
  gone: Set<string>;
  /** What was said of the others. */
  error: EngineAnswerError;
}

/** Those that are there stand in one JSON list, also when it ended badly because of others. */
export function readInspected(output: Output): Inspected {
  const list = parseJson(output.stdout.toString('utf8').trim() || '[]');
  if (!Array.isArray(list) || !list.every(isRecord))
    throw new EngineMismatchError('not_docker', 'What answers there is not the docker command.');
  const found = new Map(list.map((one) => [textOf(one, 'Id') ?? '', one]));
  const lines = output.stderr.split('\n');
  const others = lines.filter((line) => !isMissing(line)).join('\n');
  const gone = lines.filter(isMissing).flatMap((line) => line.match(/\b[0-9a-f]{64}\b/g) ?? []);
  const error = answerError(others.trim() ? { stderr: others } : output);
  return { found, gone: new Set(gone), error };
}

interface Waiting {
  id: string;
  answer: PromiseWithResolvers<unknown>;
}

/**
 * Inspects single containers, those that are asked for while one command runs by one command together: a project that
 * starts changes dozens in a second, and each command is a process on the machine and a channel of its connection.
 */
export class Inspections {
  readonly #inspect: (ids: string[]) => Promise<Inspected>;
  readonly #atOnce: number;
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param atOnce how many ids one command takes */
  constructor(inspect: (ids: string[]) => Promise<Inspected>, atOnce: number) {
    this.#inspect = inspect;
    this.#atOnce = atOnce;
  }

  /** What is true after this call began. @throws EngineAnswerError 404 */
  async inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.push({ id, answer });
    const onAbort = () => {
      answer.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void this.#run();
    return answer.promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#atOnce);
      const ids = [...new Set(batch.map(({ id }) => id))];
      try {
        const inspected = await this.#inspect(ids);
        for (const one of batch) settle(one, inspected);
      } catch (error) {
        for (const { answer } of batch) answer.reject(error);
      }
    }
    this.#isRunning = false;
  }
}

function settle({ id, answer }: Waiting, { found, gone, error }: Inspected): void {
  const details = found.get(id);
  if (details !== undefined) answer.resolve(details);
  else if (gone.has(id)) answer.reject(new EngineAnswerError(404, `No such container: ${id}`));
  else answer.reject(error);
}
