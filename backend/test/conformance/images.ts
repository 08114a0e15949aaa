import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, which } from '../bench/commands.ts';
import type { TestDocker } from '../bench/dockerd.ts';
import { BENCH_LABEL } from '../bench/dockerCli.ts';

const BARE_IMAGE = 'archnest-test/bare:1';
/** What a container of it runs, for ever. */
export const BARE_COMMAND = ['/busybox', 'sleep', '1000'];

/** An image as many are: one static program and nothing else, so no shell and no /bin. */
export async function bareImage({ docker }: TestDocker): Promise<string> {
  if (await docker(['images', '-q', BARE_IMAGE])) return BARE_IMAGE;
  const root = await mkdtemp(join(tmpdir(), 'archnest-bare-'));
  try {
    await copyFile(which('busybox') ?? '', join(root, 'busybox'));
    await chmod(join(root, 'busybox'), 0o755);
    const archive = join(root, 'image.tar');
    await run('tar', ['-C', root, '-cf', archive, 'busybox']);
    await docker(['import', '--change', `LABEL ${BENCH_LABEL}=image`, archive, BARE_IMAGE]);
    return BARE_IMAGE;
  } finally {
    await rm(root, { recursive: true });
  }
}
