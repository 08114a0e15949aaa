import type { EngineInfo } from '@archnest/backend/contract';
import { formatBytes, plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';

/** `Docker 28.1.1 · 8 CPUs · 31.2 GiB · Debian 13`, of what is known. */
export const engineText = ({ version, cpus, memoryBytes, os }: EngineInfo): string =>
  [
    version === null ? null : `Docker ${visible(version)}`,
    cpus === null ? null : plural(cpus, 'CPU'),
    memoryBytes === null ? null : formatBytes(memoryBytes),
    os === null ? null : visible(os),
  ]
    .filter((part) => part !== null)
    .join(' · ');
