import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { TestDocker } from '../../backend/test/bench/dockerd.ts';
import { TEST_IMAGE } from '../../backend/test/bench/dockerd.ts';
import { expect, test as base } from './bench.ts';
import { LogPage } from './logPage.ts';
import { ShellPage } from './shellPage.ts';

export { expect };

/** A container of one test. */
export interface Box {
  id: string;
  name: string;
  /** Runs `sh -c` in it, with this input. @returns what it printed */
  run(script: string, input?: string): Promise<string>;
  /** Writes to its log, as if its own program had. */
  print(text: string, stream?: 'stdout' | 'stderr'): Promise<void>;
  /** Waits until this is the last line of its log. */
  said(line: string): Promise<void>;
  /** Its processes, by command. */
  processes(): Promise<string[]>;
}

export interface Recipe {
  /** Without one unless told: a new network card makes Chromium give up the requests it waits for. */
  network?: string;
  /** Flags of `docker run`. */
  flags?: string[];
  command?: string[];
  image?: string;
  verb?: 'run' | 'create';
}

type Section = 'logs' | 'shell';

interface Fixtures {
  /** Makes a container that is gone with the test. It idles unless told. */
  makeBox(recipe?: Recipe): Promise<Box>;
  /** Opens a container's tab, and in it one section or the overview. */
  open(box: Box, section?: Section, page?: Page): Promise<void>;
  openLog(box: Box): Promise<LogPage>;
  /** @returns once there is one that takes keys */
  openShell(box: Box, page?: Page): Promise<ShellPage>;
}

/** Says what it does first, `before` it idles; ends at once when it is told to stop. */
export const idle = (before = ':') => [
  'sh',
  '-c',
  `${before}; trap "exit 0" TERM; while :; do sleep 3600 & wait; done`,
];

export const test = base.extend<Fixtures>({
  makeBox: async ({ docker }, use) => {
    const made: Box[] = [];
    await use(async (recipe) => {
      const box = await make(docker, recipe);
      made.push(box);
      return box;
    });
    for (const { id } of made)
      await docker.docker(['rm', '-fv', id]).catch((error: Error) => {
        if (!error.message.includes('No such container')) throw error;
      });
  },

  open: async ({ server, engineHost, view }, use) => {
    await use(async ({ id }, section, page = view) => {
      const tab = `${engineHost.key}/${id.slice(0, 12)}`;
      const tabs = section ? `${tab}/${section}` : tab;
      await page.goto(`${server.url}/containers?tabs=${tabs}&tab=${tab}`);
    });
  },

  openLog: async ({ view, open }, use) => {
    await use(async (box) => {
      await open(box, 'logs');
      return new LogPage(view, box);
    });
  },

  openShell: async ({ view, open }, use) => {
    await use(async (box, page = view) => {
      await open(box, 'shell', page);
      const shell = new ShellPage(page, box);
      await shell.ready();
      return shell;
    });
  },
});

async function make(
  { docker }: TestDocker,
  { network = 'none', flags = [], command = idle(), image = TEST_IMAGE, verb = 'run' }: Recipe = {},
): Promise<Box> {
  const name = `page-${randomBytes(4).toString('hex')}`;
  const common = ['--name', name, '--network', network, ...flags];
  const detach = verb === 'run' ? ['--detach'] : [];
  const id = await docker([verb, ...detach, ...common, image, ...command]);
  const run: Box['run'] = (script, input) =>
    docker(['exec', '-i', id, 'sh', '-c', script], input ?? '');
  return {
    id,
    name,
    run,
    print: async (text, stream = 'stdout') => {
      await run(`cat >/proc/1/fd/${stream === 'stdout' ? 1 : 2}`, text);
    },
    said: async (line) => {
      await expect.poll(() => docker(['logs', '--tail', '1', id])).toBe(line);
    },
    processes: async () => {
      const lines = (await docker(['top', id, '-o', 'pid,args'])).split('\n').slice(1);
      return lines.map((line) => line.trim().replace(/^\d+ +/, ''));
    },
  };
}
