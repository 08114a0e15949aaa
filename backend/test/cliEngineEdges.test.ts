import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LogStream } from '../src/containers/source.ts';
import type { ContainerVerb, LogLine, SshDockerCommand } from '../src/contract/index.ts';
import { EngineAnswerError } from '../src/docker/errors.ts';
import { readEvents, EVENT_FILTERS } from '../src/docker/events.ts';
import { fromInspect, fromListed } from '../src/docker/inspect.ts';
import { AppError } from '../src/errors.ts';
import { CliEngine } from '../src/ssh/cli/engine.ts';
import { DockerCommandError } from '../src/ssh/cli/problems.ts';
import { startDocker, testDocker, type TestDocker } from './bench/dockerd.ts';
import { testContainer } from './conformance/containers.ts';
import { temporaryFolder } from './kit.ts';
import { LocalRemote } from './localRemote.ts';

let docker: TestDocker;
beforeAll(async () => {
  docker = await testDocker();
});
afterAll(async () => {
  await docker?.stop();
});

const GONE = 'a'.repeat(64);
const BOTH = { stdout: true, stderr: true };
const never = new AbortController().signal;

function cli(env: NodeJS.ProcessEnv = {}, command: SshDockerCommand = 'docker') {
  const remote = new LocalRemote({ DOCKER_HOST: docker.host, ...env });
  const engine = new CliEngine(remote, command);
  onTestFinished(() => {
    engine.close();
  });
  return { remote, engine };
}

/** A machine whose docker is a script of the test. */
function fakeCli(script: string, command: SshDockerCommand = 'docker') {
  const folder = temporaryFolder();
  for (const name of ['docker', 'podman', 'sudo']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return cli({ PATH: `${folder}:${process.env['PATH']}` }, command);
}

async function linesOf(stream: LogStream): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const batch of stream) lines.push(...batch);
  return lines;
}

async function drained(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a log through the docker command', () => {
  const script = `printf 'short\\n'; printf 'to stderr\\n' >&2; printf '\\n'
head -c 40000 /dev/zero | tr '\\0' a; printf 'END\\n'
printf 'a\\r\\nb\\rc\\n'; printf 'nul\\0x\\n'; printf '\\303'; printf '\\251\\n'; printf 'bad\\377\\n'
printf 'Error response from daemon: my own\\n' >&2
printf 'no end'`;
  const stdout = [
    'short',
    '',
    `${'a'.repeat(40_000)}END`,
    'a',
    'b\rc',
    'nul\0x',
    'é',
    'bad\ufffd',
    'no end',
  ];
  const stderr = ['to stderr', 'Error response from daemon: my own'];

  it.each([
    ['without a terminal', false],
    ['with a terminal', true],
  ])('has what two runs have printed %s', async (_name, tty) => {
    const { engine } = cli();
    const made = await testContainer(docker, {
      verb: 'create',
      flags: tty ? ['--tty'] : [],
      command: ['sh', '-c', script],
    });
    for (let run = 0; run < 2; run++) {
      await docker.docker(['start', made.id]);
      await docker.docker(['wait', made.id]);
    }
    for (const follow of [false, true]) {
      const lines = await linesOf(
        await engine.logs(made.id, made.name, { ...BOTH, follow }, never),
      );
      const of = (stream: 'out' | 'err') => lines.filter(({ s }) => s === stream).map(({ m }) => m);
      const sorted = (texts: string[]) => texts.toSorted();
      if (tty) {
        expect(sorted(of('out'))).toEqual(sorted([...stdout, ...stderr, ...stdout, ...stderr]));
      } else {
        expect(of('out')).toEqual([...stdout, ...stdout]);
        expect(of('err')).toEqual([...stderr, ...stderr]);
      }
      const stamps = lines.map(({ t }) => t ?? '');
      for (const t of stamps) expect(t).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      if (!follow) expect(stamps).toEqual(stamps.toSorted());
    }
  });

  it('is followed while it prints flat out, and skipping misses no line', async () => {
    const { engine } = cli();
    const flood =
      'i=0; while [ $i -lt 40000 ]; do echo $i; echo $i >&2; i=$((i+1)); done; sleep 1000';
    const made = await testContainer(docker, { command: ['sh', '-c', flood] });
    const stream = await engine.logs(made.id, made.name, { ...BOTH, follow: true }, never);
    let seen = 0;
    const last = { out: -1, err: -1 };
    for await (const batch of stream) {
      for (const { s, m } of batch) {
        expect(Number(m)).toBeGreaterThan(last[s]);
        last[s] = Number(m);
      }
      seen += batch.length;
      if (seen % 7 === 0) {
        seen += stream.skip();
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen += stream.skip();
      }
      if (seen >= 80_000) break;
    }
    expect(seen).toBe(80_000);
  });

  it('is not there without its container, or with a driver that keeps none', async () => {
    const { engine } = cli();
    const gone = await engine.logs(GONE, 'web', { ...BOTH, follow: true }, never);
    await expect(linesOf(gone)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no container web on this host any more.',
    });
    const made = await testContainer(docker, { flags: ['--log-driver', 'none'] });
    const none = await engine.logs(made.id, made.name, { ...BOTH, follow: false }, never);
    await expect(linesOf(none)).rejects.toMatchObject({
      code: 'docker_error',
      message: expect.stringContaining('does not support reading'),
    });
  });
});

describe('a container of somebody who means harm', () => {
  it('reaches no command line with anything but its id', async () => {
    const { remote, engine } = cli();
    const trap = join(temporaryFolder(), 'trap');
    const evil = `'"; touch ${trap}; $(touch ${trap}) \`touch ${trap}\` \\ ! --all\n{{json .}}`;
    const { id, name } = await testContainer(docker, {
      flags: ['--label', `evil=${evil}`, '--env', `EVIL=${evil}`, '--hostname', 'evil'],
      command: ['sh', '-c', 'echo "$EVIL"; echo "$EVIL" >&2; sleep 1000', evil],
    });
    const found = (await engine.containers()).find(
      ({ details }) => fromInspect(details, 'ssh:1')?.id === id,
    );
    const container = fromInspect(found?.details, 'ssh:1');
    expect(container?.labels?.['evil']).toBe(evil);
    expect(fromListed(found?.summary, 'ssh:1')).toMatchObject({ id, name, state: 'running' });
    await linesOf(await engine.logs(id, name, { ...BOTH, follow: false }, never));
    await engine.sample(id);
    await engine.act(id, 'kill');
    await engine.remove(id, { force: true, volumes: true });
    expect(remote.lines.length).toBeGreaterThan(5);
    for (const line of remote.lines) expect(line).not.toMatch(/touch|evil/i);
    expect(existsSync(trap)).toBe(false);
  });
});

it.each(['__proto__', 'constructor', 'rm', 'exec'])(
  'runs nothing for the verb %s',
  async (verb) => {
    const { remote, engine } = cli();
    await expect(engine.act(GONE, verb as ContainerVerb)).rejects.toThrow(TypeError);
    await expect(engine.act(`${GONE}; reboot`, 'stop')).rejects.toThrow(TypeError);
    expect(remote.lines).toEqual([]);
  },
);

it('says of what is gone that it is, whatever is done to it', async () => {
  const { engine } = cli();
  const calls = [
    engine.inspect(GONE),
    engine.act(GONE, 'stop'),
    engine.remove(GONE, { force: false, volumes: false }),
    engine.remove(GONE, { force: true, volumes: false }),
    engine.sample(GONE),
    engine.run(GONE, ['true'], undefined),
    engine.exec(GONE, ['sh'], { cols: 80, rows: 24 }),
  ];
  for (const error of await Promise.all(calls.map(failureOf))) {
    expect(error).toBeInstanceOf(EngineAnswerError);
    expect(error).toMatchObject({ status: 404 });
  }
});

it('measures those that are there, also when one has gone', async () => {
  const { engine } = cli();
  const made = await testContainer(docker);
  const ended = await testContainer(docker, { verb: 'create' });
  const seen: string[] = [];
  const ids = [GONE, made.id, ended.id];
  await engine.readings(ids, (id) => seen.push(id), never);
  expect(seen).toEqual([made.id]);
  await expect(engine.sample(ended.id)).rejects.toMatchObject({ status: 409 });
});

it('inspects many that are asked for at once by two commands', async () => {
  const { remote, engine } = cli();
  const made = await testContainer(docker);
  const answers = await Promise.all(Array.from({ length: 20 }, () => engine.inspect(made.id)));
  for (const answer of answers) expect(fromInspect(answer, 'ssh:1')?.name).toBe(made.name);
  expect(remote.lines).toHaveLength(2);
});

it('runs a command to its end, and knows its exit code', async () => {
  const { engine } = cli();
  const { id } = await testContainer(docker);
  expect(await engine.run(id, ['sh', '-c', 'exit 3'], 'nobody')).toBe(3);
  expect(await engine.run(id, ['sh', '-c', 'echo "Error: mine" >&2; exit 1'], undefined)).toBe(1);
});

describe('events', () => {
  it('also tell what happened before the command had subscribed', async () => {
    const { engine } = cli();
    await engine.info();
    const made = await testContainer(docker, { verb: 'create' });
    // A span of time is one of whole seconds to docker.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const events = await engine.events(EVENT_FILTERS, never);
    const seen = new Set<string>();
    for await (const batch of readEvents(events)) {
      for (const { id } of batch) seen.add(id);
      if (seen.has(made.id)) break;
    }
    expect(seen).toContain(made.id);
  });

  it('make a ping cost nothing while they flow', async () => {
    const { remote, engine } = cli();
    await engine.ping();
    expect(remote.lines).toHaveLength(1);
    await engine.ping();
    expect(remote.lines).toHaveLength(2);
    const gone = new AbortController();
    const events = await engine.events(EVENT_FILTERS, gone.signal);
    await engine.ping();
    await engine.ping();
    expect(remote.lines).toHaveLength(3);
    events.on('error', () => undefined);
    gone.abort();
    await expect
      .poll(async () => {
        await engine.ping();
        return remote.lines.length;
      })
      .toBeGreaterThan(3);
  });

  it('end with what is wrong with the docker command', async () => {
    const { engine } = cli({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    const events = await engine.events(EVENT_FILTERS, never);
    const error = await failureOf(drained(readEvents(events)));
    expect(error).toMatchObject({ code: 'host_unreachable', cause: { problem: 'daemon' } });
  });
});

describe('a daemon that dies', () => {
  it('ends its events and what is followed, and is a host that is down', async () => {
    const own = await startDocker();
    onTestFinished(() => own.stop());
    if (!own.faults) return;
    const { engine } = cli({ DOCKER_HOST: own.host });
    const made = await testContainer(own);
    const events = await engine.events(EVENT_FILTERS, never);
    const log = await engine.logs(made.id, made.name, { ...BOTH, follow: true }, never);
    const all = Promise.allSettled([drained(readEvents(events)), linesOf(log)]);
    await own.faults.crash();
    await all;
    await expect(engine.ping()).rejects.toMatchObject({
      code: 'host_unreachable',
      message: expect.stringContaining('start it'),
    });
    await own.faults.restart();
    await engine.ping();
  });
});

it('ends what is open when it is closed, and begins nothing more', async () => {
  const { remote, engine } = cli();
  const made = await testContainer(docker);
  const events = await engine.events(EVENT_FILTERS, never);
  const log = await engine.logs(made.id, made.name, { ...BOTH, follow: true }, never);
  const { stream } = await engine.exec(made.id, ['sh'], { cols: 80, rows: 24 });
  const ends = Promise.all([
    failureOf(drained(readEvents(events))),
    failureOf(linesOf(log)),
    failureOf(drained(stream)),
  ]);
  engine.close();
  await ends;
  const { length } = remote.lines;
  await expect(engine.ping()).rejects.toMatchObject({ code: 'host_unreachable' });
  expect(remote.lines).toHaveLength(length);
});

describe('a machine whose docker command cannot be used', () => {
  it.each<[string, SshDockerCommand, string]>([
    ['docker_missing', 'docker', 'echo "sh: 1: exec: docker: not found" >&2; exit 127'],
    [
      'permission',
      'docker',
      'echo "permission denied while trying to connect to the docker API at unix:///x" >&2; exit 1',
    ],
    ['sudo', 'sudo -n docker', 'echo "sudo: a password is required" >&2; exit 1'],
    ['docker_missing', 'podman', 'echo "podman: command not found" >&2; exit 127'],
  ])('says so: %s', async (problem, command, script) => {
    const { engine } = fakeCli(script, command);
    const calls = [
      engine.info(),
      engine.ping(),
      engine.containers(),
      engine.inspect(GONE),
      engine.act(GONE, 'start'),
      engine.exec(GONE, ['sh'], { cols: 80, rows: 24 }),
      engine.logs(GONE, 'web', { ...BOTH, follow: false }, never).then(linesOf),
    ];
    for (const error of await Promise.all(calls.map(failureOf))) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'host_unreachable', cause: { problem } });
      expect((error as AppError).cause).toBeInstanceOf(DockerCommandError);
    }
  });

  it('refuses what is too old, what is something else, and what never ends printing', async () => {
    const old = fakeCli(`echo '{"Client":{},"Server":{"Version":"19.03","ApiVersion":"1.40"}}'`);
    await expect(old.engine.info()).rejects.toThrow(/needs 1\.41/);
    await expect(fakeCli('echo hello').engine.info()).rejects.toThrow(/not the docker command/);
    const { engine } = fakeCli('yes');
    await expect(engine.info()).rejects.toMatchObject({ status: 0 });
  });
});
