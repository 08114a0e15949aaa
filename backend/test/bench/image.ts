import { mkdir, mkdtemp, copyFile, chmod, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './commands.ts';
import { BENCH_LABEL, type DockerCli } from './dockerCli.ts';

export const TEST_IMAGE = 'archnest-test/busybox:1';

/**
 * Makes `archnest-test/busybox:1` from the static busybox of this machine: no registry is needed.
 * Does nothing when the daemon has it.
 */
export async function makeImage(docker: DockerCli['docker']): Promise<void> {
  if (await docker(['images', '-q', TEST_IMAGE])) return;
  const root = await mkdtemp(join(tmpdir(), 'archnest-image-'));
  try {
    await fill(root);
    const archive = join(root, 'image.tar');
    await run('tar', ['-C', root, '-cf', archive, 'bin', 'etc', 'root', 'tmp', 'var']);
    // Imported as a file, not through a pipe: the CLI then sends it without a JavaScript detour.
    const changes = [`LABEL ${BENCH_LABEL}=image`, 'CMD ["sh"]', 'ENV PATH=/bin'];
    const flags = changes.flatMap((change) => ['--change', change]);
    await docker(['import', ...flags, archive, TEST_IMAGE]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function fill(root: string): Promise<void> {
  const busybox = which('busybox');
  if (!busybox) throw new Error('busybox is not installed');
  for (const folder of ['bin', 'etc', 'root', 'tmp', 'var'])
    await mkdir(join(root, folder), { mode: 0o755 });
  await chmod(join(root, 'tmp'), 0o1777);
  await copyFile(busybox, join(root, 'bin/busybox'));
  await chmod(join(root, 'bin/busybox'), 0o755);
  const applets = (await run(busybox, ['--list'])).split('\n').filter(Boolean);
  await Promise.all(
    applets
      .filter((applet) => applet !== 'busybox')
      .map((applet) => symlink('busybox', join(root, 'bin', applet))),
  );
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
}
