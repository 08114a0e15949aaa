import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LogLine } from '../../src/contract/index.ts';
import { hostUnreachable } from '../../src/errors.ts';
import { logStream } from '../../src/docker/logStream.ts';
import { TEST_IMAGE, testDocker, type TestDocker } from '../bench/dockerd.ts';

let docker: TestDocker;
beforeAll(async () => {
  docker = await testDocker();
});
afterAll(async () => {
  await docker.stop();
});

/** What the Engine answers to a call for a log, on its own socket. */
function bodyOf(name: string, query = ''): Promise<IncomingMessage> {
  const socketPath = docker.host.replace('unix://', '');
  const path = `/containers/${name}/logs?stdout=1&stderr=1&timestamps=1${query}`;
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, resolve).on('error', reject).end();
  });
}

const open = async (name: string, tty: boolean, query = '') =>
  logStream(await bodyOf(name, query), { tty, onError: () => hostUnreachable('lost') });

const SCRIPT = `printf 'short\\n'; printf 'to stderr\\n' >&2; printf '\\n'
head -c 40000 /dev/zero | tr '\\0' a; printf 'END\\n'
printf 'a\\r\\nb\\rc\\n'; printf 'nul\\0x\\n'; printf '\\303'; printf '\\251\\n'; printf 'bad\\377\\n'
printf 'no end'`;

const ONE_RUN = [
  'short',
  'to stderr',
  '',
  `${'a'.repeat(40_000)}END`,
  'a',
  'b\rc',
  'nul\0x',
  'é',
  'bad\ufffd',
  'no end',
];

it.each([
  ['without a terminal', false],
  ['with a terminal', true],
])('reads what the daemon has kept of two runs %s', async (_name, tty) => {
  const name = `log-stream-${tty}-${process.pid}`;
  const flags = tty ? ['--tty'] : [];
  await docker.docker(['create', ...flags, '--name', name, TEST_IMAGE, 'sh', '-c', SCRIPT]);
  for (let run = 0; run < 2; run++) {
    await docker.docker(['start', name]);
    await docker.docker(['wait', name]);
  }
  for (const query of ['', '&follow=1']) {
    const lines: LogLine[] = [];
    for await (const batch of await open(name, tty, query)) lines.push(...batch);
    // Two pipes: which of them the daemon reads first is chance.
    const of = (stream: 'out' | 'err') => lines.filter(({ s }) => s === stream).map(({ m }) => m);
    const stderr = tty ? [] : ['to stderr'];
    const stdout = ONE_RUN.filter((text) => !stderr.includes(text));
    expect(of('out')).toEqual([...stdout, ...stdout]);
    expect(of('err')).toEqual([...stderr, ...stderr]);
    for (const { t } of lines) expect(t).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  }
});

it('follows a container that prints flat out, skips, and misses no line in its count', async () => {
  const name = `log-stream-flood-${process.pid}`;
  // It stays, so that this is about skipping and not about how a follower ends.
  const script = 'i=0; while [ $i -lt 60000 ]; do echo $i; i=$((i+1)); done; sleep 1000';
  await docker.docker(['run', '-d', '--name', name, TEST_IMAGE, 'sh', '-c', script]);
  const stream = await open(name, false, '&follow=1');
  let next = 0;
  for await (const batch of stream) {
    for (const { m } of batch) expect(m).toBe(String(next++));
    if (next % 7 === 0) {
      next += stream.skip();
      await new Promise((resolve) => setTimeout(resolve, 5));
      next += stream.skip();
    }
    if (next >= 60_000) break;
  }
  expect(next).toBe(60_000);
  await docker.docker(['rm', '-f', name]);
});
