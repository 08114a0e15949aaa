import { HOSTILE_LABEL, SECRET_COMMAND, SECRET_ENV, SECRET_LABELS } from './canaries.ts';

/** One container of the fleet: how it is made, and what it must be before a test sees it. */
export interface Planned {
  role: string;
  /** Compose project and service, or null for a container that was started by hand. */
  compose: { project: string; service: string } | null;
  /** Flags of `docker run` besides name, labels and what all have. */
  flags: string[];
  command: string[];
  /** `create` leaves it created. */
  make: 'run' | 'create';
  /** A `docker` command on the name, after the start. */
  after: string[];
  state: 'running' | 'exited' | 'paused' | 'created' | 'restarting';
  health: 'healthy' | 'unhealthy' | 'none';
}

/** A real main loop that ends at once on SIGTERM, and writes a line to each stream first. */
const LOOP =
  'echo ready; echo warming up >&2; trap "exit 0" TERM; while :; do sleep 3600 & wait; done';

function planned(role: string, rest: Partial<Planned> = {}): Planned {
  return {
    role,
    compose: null,
    flags: [],
    command: ['sh', '-c', LOOP],
    make: 'run',
    after: [],
    state: 'running',
    health: 'none',
    ...rest,
  };
}

const health = (test: string) =>
  `--health-interval 1s --health-retries 1 --health-timeout 5s --health-cmd`
    .split(' ')
    .concat(test);
const pairs = (flag: string, values: Record<string, string>) =>
  Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
const media = (service: string) => ({ project: 'media', service });
const shop = (service: string) => ({ project: 'shop', service });
const watch = (service: string) => ({ project: 'monitoring', service });

/** The ones that need time come first: their waiting overlaps the making of the others. */
const SPECIAL: Planned[] = [
  planned('restarting', {
    // Without a network: each start would add an interface, and Chromium then drops what it asks for.
    flags: ['--restart', 'always', '--network', 'none'],
    command: ['sh', '-c', 'echo cannot start; exit 1'],
    state: 'restarting',
  }),
  planned('unhealthy', {
    compose: shop('web'),
    flags: health('echo no answer; exit 1'),
    health: 'unhealthy',
  }),
  planned('healthy', { compose: media('jellyfin'), flags: health('true'), health: 'healthy' }),
  planned('exited0', { command: ['sh', '-c', 'echo finished'], state: 'exited' }),
  planned('exited137', { compose: shop('worker'), after: ['kill'], state: 'exited' }),
  planned('paused', { compose: media('sonarr'), after: ['pause'], state: 'paused' }),
  planned('created', { make: 'create', state: 'created' }),
  planned('secrets', {
    compose: shop('db'),
    flags: [...pairs('--env', SECRET_ENV), ...pairs('--label', SECRET_LABELS)],
    command: ['sh', '-c', LOOP, ...SECRET_COMMAND],
  }),
  planned('hostile', { flags: pairs('--label', { [HOSTILE_LABEL.key]: HOSTILE_LABEL.value }) }),
  planned('ports', {
    compose: watch('grafana'),
    flags: ['-p', '127.0.0.1::3000', '-p', '127.0.0.1::5353/udp', '--expose', '9090'],
  }),
  planned('memory', { compose: watch('prometheus'), flags: ['--memory', '64m'] }),
];

/**
 * @param count how many in all; the special ones are always there
 * @param volume a name for the volume
 */
export function planFleet(count: number, volume: string): Planned[] {
  const mounts = planned('mounts', {
    compose: media('radarr'),
    // A folder that every machine has, read-only: nothing to make and nothing to remove.
    flags: ['-v', '/usr/share:/config:ro', '-v', `${volume}:/data`],
  });
  const special = [...SPECIAL, mounts];
  const projects = ['media', 'shop', 'monitoring', 'home'];
  const plain = Array.from({ length: Math.max(0, count - special.length) }, (_, i) =>
    planned(`plain${i + 1}`, {
      // Every fifth belongs to no project, as on a real host.
      compose:
        i % 5 === 4 ? null : { project: projects[i % 4] ?? 'home', service: `service${i + 1}` },
    }),
  );
  return [...special, ...plain];
}
