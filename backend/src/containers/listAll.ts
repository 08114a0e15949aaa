import type { ContainerList, HostFailure } from '../contract/index.ts';
import { AppError, internal, notFound } from '../errors.ts';
import type { HostRegistry } from './registry.ts';
import type { ContainerSource } from './source.ts';

/**
 * The containers of some hosts or all, with the hosts that failed named beside them.
 * @param keys host keys; all hosts when absent
 * @param onUnexpected told of an error that is not one of ours, before it becomes `internal`
 */
export async function listAll(
  registry: HostRegistry,
  keys: readonly string[] | undefined,
  onUnexpected: (error: unknown, key: string) => void,
): Promise<ContainerList> {
  const items: ContainerList['items'] = [];
  const failures: HostFailure[] = [];
  const list = async (key: string, source: ContainerSource | undefined) => {
    try {
      if (!source) throw notFound(`No host ${key}.`);
      items.push(...(await source.list()));
      const { status, statusDetail } = source.describe();
      if (status === 'offline')
        failures.push({ host: key, code: 'host_unreachable', message: statusDetail ?? 'Offline.' });
    } catch (error) {
      if (!(error instanceof AppError)) onUnexpected(error, key);
      const { code, message } = error instanceof AppError ? error : internal(error);
      failures.push({ host: key, code, message });
    }
  };
  const wanted = keys
    ? [...new Set(keys)].map((key) => [key, registry.get(key)] as const)
    : Array.from(registry.all(), (source) => [source.describe().key, source] as const);
  // All at once, so that one that does not answer costs its own deadline and not the sum of many.
  await Promise.all(wanted.map(async ([, source]) => source?.watch?.settled()));
  // One after the other with a breath between: reading a host may be work for this thread.
  for (const [key, source] of wanted) {
    await list(key, source);
    await new Promise(setImmediate);
  }
  return { items, failures };
}
