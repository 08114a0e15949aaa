import type { SshProblem, SshTest } from '../contract/index.ts';
import type { StoredSshHost } from '../db/sshHosts.ts';
import { EngineMismatchError, diagnose, toAppError } from '../docker/errors.ts';
import { AppError } from '../errors.ts';
import { DockerCommandError } from './cli/problems.ts';
import { findDocker } from './docker.ts';
import { failureOf } from './failure.ts';
import type { Apart } from './apart.ts';

/**
 * Tries all of it: the way there, the credentials, Docker. That it fails is an answer, in words.
 * @param apart connections that are made for this alone
 */
export async function trial(host: StoredSshHost, apart: Apart): Promise<SshTest> {
  const pool = apart.pool(host);
  try {
    const began = performance.now();
    if (!host.docker.enabled) {
      await pool.reach();
      const latencyMs = since(began);
      return { ok: true, engine: null, containerCount: null, way: null, latencyMs };
    }
    const { engine, way } = await findDocker({ pool, host, onRefused: () => undefined });
    try {
      const info = await engine.info();
      const containers = await engine.containers();
      const asked = performance.now();
      await engine.info();
      const latencyMs = since(asked);
      return { ok: true, engine: info, containerCount: containers.length, way, latencyMs };
    } finally {
      engine.close();
    }
  } catch (error) {
    return { ok: false, ...explain(error, host.name) };
  }
}

const since = (began: number) => Math.round((performance.now() - began) * 10) / 10;

interface Explained {
  problem: SshProblem;
  message: string;
  hop: string | null;
  presented: string | null;
  pinned: string | null;
}

function explain(error: unknown, name: string): Explained {
  const nothing = { hop: name, presented: null, pinned: null };
  const failure = failureOf(error);
  if (failure) {
    const { problem, message, hop, shown, pinned } = failure;
    return { problem, message, hop, presented: shown?.fingerprint ?? null, pinned };
  }
  if (error instanceof EngineMismatchError)
    return {
      problem: error.problem === 'api_version' ? 'api_version' : 'not_docker',
      message: error.message,
      ...nothing,
    };
  const { cause } = error as { cause?: unknown };
  if (error instanceof AppError && cause instanceof DockerCommandError)
    return { problem: cause.problem, message: error.message, ...nothing };
  const problem = diagnose(error)?.problem === 'timeout' ? 'timeout' : 'daemon';
  return { problem, message: toAppError(error, name).message, ...nothing };
}
