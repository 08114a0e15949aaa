import type { ContainerStats } from '../../contract/index.ts';
import { parseJson } from '../../docker/json.ts';
import { isContainerId } from './arguments.ts';
import { parsePair, parsePercent } from './sizes.ts';

/** A line of `docker stats`, by the id of its container. */
export interface Measured {
  id: string;
  stats: ContainerStats;
}

/**
 * What `docker stats` printed. The numbers are as exact as it prints them: four digits of memory, three of all else.
 * What does not run is left out: docker says zero of it.
 */
export function readStats(stdout: string): Measured[] {
  return stdout.split('\n').flatMap((line) => {
    const words = textsIn(line);
    const [id, cpu = '', memory = '', net = '', block = '', pids = ''] = words;
    if (!isContainerId(id)) return [];
    const [memUsage, memLimit] = parsePair(memory);
    if (memLimit === 0 && pids === '0') return [];
    const [netRxBytes, netTxBytes] = parsePair(net);
    const [blockReadBytes, blockWriteBytes] = parsePair(block);
    const stats = {
      cpuPercent: parsePercent(cpu),
      // A machine that does not count memory has no limit either.
      memUsage: memLimit === 0 ? null : memUsage,
      memLimit: memLimit || null,
      netRxBytes,
      netTxBytes,
      blockReadBytes,
      blockWriteBytes,
      pids: /^[0-9]{1,9}$/.test(pids) ? Number(pids) : null,
    };
    // All dashes: docker has not heard of it yet.
    return Object.values(stats).some((value) => value !== null) ? [{ id, stats }] : [];
  });
}

/** The texts of one JSON list; `[]` for any other line. */
export function textsIn(line: string): string[] {
  // Old versions clear the screen before they print.
  const list = parseJson(line.slice(Math.max(0, line.indexOf('["'))));
  return Array.isArray(list) ? list.map(String) : [];
}
