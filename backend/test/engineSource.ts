import { onTestFinished } from 'vitest';
import { HostRegistry } from '../src/containers/registry.ts';
import type { EngineTls } from '../src/contract/index.ts';
import { EngineClient } from '../src/docker/client.ts';
import { EngineSource } from '../src/docker/source.ts';
import { engineTransport } from '../src/docker/transport.ts';
import { fakeDaemon, type FakeAnswers, type FakeOptions } from './bench/fakeDaemon.ts';

export const HOST_KEY = 'docker:1';

export interface OpenedEngine {
  source: EngineSource;
  registry: HostRegistry;
  /** What the log was told. */
  warnings: string[];
  close(): Promise<void>;
}

export interface EngineOptions {
  tls?: EngineTls | null;
  lingerMs?: number;
  /** Another host beside the first, in the registry of that one. */
  key?: string;
  registry?: HostRegistry;
}

/** The source of one host, as `EngineSources` makes it. Nothing is connected yet. */
export function openEngine(endpoint: string, options: EngineOptions = {}): OpenedEngine {
  const { tls = null, lingerMs, key = HOST_KEY, registry = new HostRegistry() } = options;
  const warnings: string[] = [];
  let client: Promise<EngineClient> | undefined;
  const source = new EngineSource(key, {
    source: 'engine',
    id: key.replace('docker:', ''),
    name: 'a host',
    client: () => (client ??= EngineClient.open(engineTransport(endpoint, tls))),
    registry,
    log: { warn: (_details, message) => warnings.push(message) },
    ...(lingerMs === undefined ? {} : { lingerMs }),
  });
  registry.add({
    all: () => [source],
    get: (wanted) => (wanted === key ? source : undefined),
  });
  const close = async () => {
    await source.close();
    (await client)?.close();
  };
  return { source, registry, warnings, close };
}

/** The same, gone with the test. */
export function testEngine(endpoint: string, options?: EngineOptions): OpenedEngine {
  const opened = openEngine(endpoint, options);
  onTestFinished(opened.close);
  return opened;
}

/** A fake daemon that is gone with the test. */
export async function testFake(answers?: FakeAnswers, options?: FakeOptions) {
  const fake = await fakeDaemon(answers, options);
  onTestFinished(fake.close);
  return fake;
}
