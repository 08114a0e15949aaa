import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { container } from '../contract/index.ts';
import { fromInspect, fromListed } from './inspect.ts';

const Id = 'ab'.repeat(32);
const HOST = 'docker:1';
const from = (answer: object) => container.parse(fromInspect({ Id, ...answer }, HOST));

describe('an inspected container', () => {
  it('with nothing in it is shown by its id', () => {
    expect(from({})).toMatchObject({
      id: Id,
      name: 'abababababab',
      image: '',
      state: 'dead',
      createdAt: null,
      health: 'none',
      ports: [],
      networks: [],
      mounts: [],
      env: [],
      labels: {},
      host: HOST,
    });
  });

  it.each([null, undefined, 'text', 7, [], {}, { Id: '' }, { Id: 'web' }, { Id: '../../x' }])(
    'is none when it is %o',
    (answer) => {
      expect(fromInspect(answer, HOST)).toBeNull();
    },
  );

  it.each([
    [{ Name: null }, { name: 'abababababab' }],
    [{ Name: '/' }, { name: 'abababababab' }],
    [{ Name: 'web' }, { name: 'web' }],
    [{ Name: `/${'x'.repeat(300)}` }, { name: 'x'.repeat(255) }],
    [{ Created: '0001-01-01T00:00:00Z' }, { createdAt: null }],
    [{ Created: '2026-02-30T00:00:00Z' }, { createdAt: null }],
    [{ Created: '2026-06-20T24:00:00Z' }, { createdAt: null }],
    [{ Created: -62_135_596_800 }, { createdAt: null }],
    [
      { Created: '2026-06-20T19:30:00.123456789+02:00' },
      { createdAt: '2026-06-20T19:30:00.123456789+02:00' },
    ],
    [{ RestartCount: -1 }, { restartCount: null }],
    [{ RestartCount: 1.5 }, { restartCount: null }],
    [{ State: { Status: 'exited', ExitCode: -1 } }, { exitCode: -1 }],
    [{ State: { Status: 'exited', ExitCode: '1' } }, { exitCode: null }],
    [{ State: { Status: 'running', ExitCode: 0 } }, { exitCode: null }],
    [{ State: 'running' }, { state: 'dead' }],
    [{ State: { Status: 'melting' } }, { state: 'dead' }],
    [{ State: { Status: 'constructor' } }, { state: 'dead' }],
    [
      { Config: { Env: [null, 'A', 'B=', '=c', 'D=e=f', 7] } },
      {
        env: [
          { key: 'A', value: '' },
          { key: 'B', value: '' },
          { key: '', value: 'c' },
          { key: 'D', value: 'e=f' },
        ],
      },
    ],
    [
      { Config: { Cmd: null, Entrypoint: '/docker-entrypoint.sh' } },
      {
        command: '',
        entrypoint: '/docker-entrypoint.sh',
      },
    ],
    [{ Config: { Labels: { a: 'b', c: null, d: 7 } } }, { labels: { a: 'b' } }],
    [{ HostConfig: { RestartPolicy: { Name: '' } } }, { restartPolicy: 'no' }],
    [
      { HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 } } },
      { restartPolicy: 'on-failure:5' },
    ],
    [
      { HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 5 } } },
      { restartPolicy: 'always' },
    ],
    [
      { Mounts: [null, {}, { Destination: '/d' }] },
      {
        mounts: [{ type: 'bind', source: null, destination: '/d', rw: null }],
      },
    ],
    [{ NetworkSettings: { Ports: null, Networks: null } }, { ports: [], networks: [] }],
    [
      {
        NetworkSettings: {
          Networks: { none: null, six: { IPAddress: '', GlobalIPv6Address: 'fd::1' } },
        },
      },
      {
        networks: [
          { name: 'none', ip: null },
          { name: 'six', ip: 'fd::1' },
        ],
      },
    ],
  ])('takes %o as %o', (answer, wanted) => {
    expect(from(answer)).toMatchObject(wanted);
  });

  it('has the ports that are open while it runs, and those that it asks for while it does not', () => {
    const bindings = { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '53/udp': [{ HostPort: '' }] };
    const answer = (Running: boolean) => ({
      State: { Status: Running ? 'running' : 'exited', Running },
      HostConfig: { PortBindings: bindings },
      NetworkSettings: {
        Ports: {
          '80/tcp': [
            { HostIp: '0.0.0.0', HostPort: '8080' },
            { HostIp: '::', HostPort: '8080' },
          ],
          '443/tcp': null,
          '99999/tcp': [],
          tcp: [],
          '22/tcp': [{ HostIp: '0.0.0.0', HostPort: '70000' }, null],
        },
      },
    });
    const port = (
      hostIp: string | null,
      hostPort: number | null,
      containerPort: number,
      proto = 'tcp',
    ) => ({
      hostIp,
      hostPort,
      containerPort,
      proto,
    });
    expect(from(answer(true)).ports).toEqual([
      port('0.0.0.0', 8080, 80),
      port('::', 8080, 80),
      port(null, null, 443),
      port('0.0.0.0', null, 22),
      port(null, null, 22),
    ]);
    expect(from(answer(false)).ports).toEqual([port(null, 8080, 80), port(null, null, 53, 'udp')]);
  });

  it('of Podman is one of ours', () => {
    expect(
      from({
        Name: 'web',
        ImageName: 'docker.io/library/nginx:1',
        Image: 'sha256:12',
        State: {
          Status: 'stopped',
          ExitCode: 0,
          FinishedAt: '2026-06-20T21:30:00.5+02:00',
          Healthcheck: { Status: 'healthy' },
        },
        Config: { Entrypoint: '/entry', Cmd: ['nginx', '-g', 'daemon off;'], Labels: null },
        HostConfig: { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
        Mounts: [{ Type: 'volume', Name: 'data', Destination: '/data', RW: true }],
        NetworkSettings: { Ports: {}, Networks: { podman: { IPAddress: '10.88.0.2' } } },
      }),
    ).toMatchObject({
      image: 'docker.io/library/nginx:1',
      state: 'exited',
      exitCode: 0,
      health: 'healthy',
      entrypoint: '/entry',
      command: "nginx -g 'daemon off;'",
      mounts: [{ type: 'volume', source: 'data', destination: '/data', rw: true }],
    });
    const state = (Status: string) => from({ State: { Status } }).state;
    expect(['configured', 'initialized', 'stopping', 'stopped', 'exited'].map(state)).toEqual([
      'created',
      'created',
      'running',
      'exited',
      'exited',
    ]);
  });

  it('has its health as the last check left it, masked', () => {
    const check = (Output: unknown) => ({ ExitCode: 1, Output });
    const health = (last: unknown) =>
      from({
        State: {
          Status: 'running',
          Health: { Status: 'unhealthy', FailingStreak: 4, Log: [check('old'), last] },
        },
      });
    expect(health(check('  connect postgres://u:hunter2@db  \n'))).toMatchObject({
      health: 'unhealthy',
      failingStreak: 4,
      healthOutput: 'connect postgres://u:********@db',
    });
    for (const odd of [null, {}, check(null), check('  ')])
      expect(health(odd).healthOutput).toBeNull();
    expect(health(check('x'.repeat(10_000))).healthOutput).toHaveLength(4_096);
  });

  it('holds to the contract, whatever was answered', () => {
    const any = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double());
    const records = (value: fc.Arbitrary<unknown>) =>
      fc.oneof(fc.dictionary(fc.string(), value), any);
    const answer = fc.record(
      {
        Name: any,
        Created: any,
        Image: any,
        RestartCount: any,
        State: fc.oneof(
          fc.record({
            Status: any,
            Running: fc.boolean(),
            StartedAt: any,
            ExitCode: any,
            Health: records(any),
          }),
          any,
        ),
        Config: fc.record({
          Env: fc.oneof(fc.array(any), any),
          Cmd: fc.oneof(fc.array(any), any),
          Entrypoint: any,
          Labels: records(any),
        }),
        HostConfig: fc.record({ RestartPolicy: records(any), PortBindings: records(any) }),
        Mounts: fc.array(records(any)),
        NetworkSettings: fc.record({
          Ports: fc.dictionary(fc.constantFrom('80/tcp', '1/udp', 'x'), fc.array(records(any))),
          Networks: records(any),
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answer, (odd) => {
        expect(container.safeParse(fromInspect({ ...odd, Id }, HOST)).error).toBeUndefined();
        expect(container.safeParse(fromListed({ ...odd, Id }, HOST)).error).toBeUndefined();
      }),
    );
  });
});

describe('a listed container', () => {
  it('is what a list tells of it, and no more', () => {
    const listed = {
      Id,
      Names: ['/web', '/other/alias'],
      Image: 'nginx:1',
      ImageID: 'sha256:12',
      State: 'exited',
      Labels: { TOKEN: 'hunter2', plain: 'yes' },
      Ports: [{ PrivatePort: 80 }],
    };
    expect(container.parse(fromListed(listed, HOST))).toMatchObject({
      name: 'web',
      image: 'nginx:1',
      imageId: 'sha256:12',
      state: 'exited',
      labels: { TOKEN: '********', plain: 'yes' },
      ports: null,
      env: null,
      mounts: null,
      exitCode: null,
    });
    expect(fromListed({ Names: ['/web'] }, HOST)).toBeNull();
    expect(fromListed({ Id, Names: null, Labels: [] }, HOST)?.name).toBe('abababababab');
  });
});
