import type { EngineInfo, EngineTest, EngineTls } from '../contract/index.ts';
import { EngineClient } from './client.ts';
import { diagnose, toAppError } from './errors.ts';
import { engineTransport } from './transport.ts';

export interface Probed {
  engine: EngineInfo;
  containerCount: number;
  latencyMs: number;
}

/** One connection of its own: who answers there, and how fast. @throws whatever the connection ended with */
async function probe(endpoint: string, tls: EngineTls | null): Promise<Probed> {
  const client = await EngineClient.open(engineTransport(endpoint, tls));
  try {
    const engine = await client.info();
    const containers = await client.list();
    const began = performance.now();
    await client.ping();
    const latencyMs = Math.round((performance.now() - began) * 10) / 10;
    return { engine, containerCount: containers.length, latencyMs };
  } finally {
    client.close();
  }
}

/** A trial of what is about to be saved. That it fails is an answer, in words. */
export async function testEngine(endpoint: string, tls: EngineTls | null): Promise<EngineTest> {
  try {
    return { ok: true, ...(await probe(endpoint, tls)) };
  } catch (error) {
    const known = diagnose(error);
    if (known) return { ok: false, ...known };
    return { ok: false, problem: 'daemon', message: toAppError(error, 'there').message };
  }
}
