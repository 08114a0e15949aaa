import { commandLine, maskContainer, maskText } from '../containers/masking.ts';
import {
  containerState,
  type Container,
  type ContainerHealth,
  type ContainerMount,
  type ContainerNetwork,
  type ContainerPort,
  type ContainerState,
} from '../contract/index.ts';
import {
  isRecord,
  listOf,
  numberOf,
  objectOf,
  textOf,
  textsOf,
  timeOf,
  type Json,
} from './json.ts';

/**
 * A container of `/containers/{id}/json`, masked; `null` when the answer names none.
 * https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerInspect
 * @param host the key of its host
 */
export function fromInspect(answer: unknown, host: string): Container | null {
  const id = textOf(answer, 'Id');
  if (id === null || !/^[0-9a-f]{64}$/.test(id)) return null;
  const state = objectOf(answer, 'State');
  const config = objectOf(answer, 'Config');
  const policy = objectOf(answer, 'HostConfig', 'RestartPolicy');
  const known = containerState.safeParse(
    podmanStates[textOf(state, 'Status') ?? ''] ?? state['Status'],
  );
  const ended = known.data === 'exited' || known.data === 'dead' || known.data === 'restarting';
  return maskContainer({
    id,
    // A name of null or '' is nobody's name: the id is. Docker knows no longest name, the contract does.
    name: (textOf(answer, 'Name')?.replace(/^\//, '') || id.slice(0, 12)).slice(0, 255),
    image: textOf(config, 'Image') ?? textOf(answer, 'ImageName') ?? textOf(answer, 'Image') ?? '',
    imageId: textOf(answer, 'Image'),
    state: known.data ?? 'dead',
    status: null,
    createdAt: timeOf(answer, 'Created'),
    startedAt: timeOf(state, 'StartedAt'),
    finishedAt: timeOf(state, 'FinishedAt'),
    exitCode: ended ? integerOf(state, 'ExitCode') : null,
    restartCount: numberOf(answer, 'RestartCount'),
    restartPolicy: restartPolicy(policy),
    health: healthOf(state),
    failingStreak: numberOf(state['Health'], 'FailingStreak'),
    healthOutput: healthOutput(state['Health']),
    ports: portsOf(answer),
    networks: networksOf(answer),
    mounts: listOf(answer, 'Mounts').flatMap(toMount),
    env: textsOf(config, 'Env').map(toVariable),
    command: commandLine(textsOf(config, 'Cmd')),
    entrypoint: commandLine(entrypointOf(config)),
    labels: labelsOf(config),
    stats: null,
    host,
  });
}

/** What Podman says besides Docker's states, for the moments between them. */
const podmanStates: Record<string, ContainerState> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

/**
 * What the list tells of a container that cannot be inspected, as happens to a damaged one; the rest is not known.
 * https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerList
 */
export function fromListed(summary: unknown, host: string): Container | null {
  const found = fromInspect(
    {
      Id: textOf(summary, 'Id'),
      Name: textsOf(summary, 'Names')[0],
      Image: textOf(summary, 'ImageID'),
      State: { Status: textOf(summary, 'State') },
      Config: { Image: textOf(summary, 'Image'), Labels: objectOf(summary, 'Labels') },
    },
    host,
  );
  return (
    found && {
      ...found,
      restartPolicy: null,
      health: null,
      ports: null,
      networks: null,
      mounts: null,
      env: null,
      command: null,
      entrypoint: null,
    }
  );
}

const integerOf = (value: Json, name: string): number | null => {
  const field = value[name];
  return typeof field === 'number' && Number.isSafeInteger(field) ? field : null;
};

function restartPolicy(policy: Json): string | null {
  const name = textOf(policy, 'Name');
  const retries = numberOf(policy, 'MaximumRetryCount');
  if (name === 'on-failure' && retries) return `${name}:${retries}`;
  return name ?? 'no';
}

function healthOf(state: Json): ContainerHealth {
  const status = textOf(state['Health'], 'Status') ?? textOf(state['Healthcheck'], 'Status');
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none';
}

const MAX_OUTPUT = 4_096;

function healthOutput(health: unknown): string | null {
  const last = listOf(health, 'Log').at(-1);
  const output = textOf(last, 'Output')?.trim();
  return output ? maskText(output.slice(0, MAX_OUTPUT)) : null;
}

/** As `docker ps` shows them: each binding, and what is exposed without one. */
function portsOf(answer: unknown): ContainerPort[] {
  const ports = objectOf(answer, 'NetworkSettings', 'Ports');
  const bound =
    isRecord(answer) && isRecord(answer['State']) && answer['State']['Running'] === true;
  // Of a stopped container the bindings are what it will ask for.
  const wanted = bound ? ports : { ...objectOf(answer, 'HostConfig', 'PortBindings') };
  return Object.entries(wanted).flatMap(([spec, bindings]) => {
    const match = /^(\d{1,5})\/(\w+)$/.exec(spec);
    if (!match) return [];
    const containerPort = Number(match[1]);
    const proto = match[2] ?? 'tcp';
    if (containerPort > 65_535) return [];
    if (!Array.isArray(bindings) || bindings.length === 0)
      return [{ hostIp: null, hostPort: null, containerPort, proto }];
    return bindings.map((binding: unknown) => ({
      hostIp: textOf(binding, 'HostIp'),
      hostPort: hostPort(textOf(binding, 'HostPort')),
      containerPort,
      proto,
    }));
  });
}

function hostPort(text: string | null): number | null {
  const port = Number(text);
  return text !== null && Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null;
}

function networksOf(answer: unknown): ContainerNetwork[] {
  const networks = objectOf(answer, 'NetworkSettings', 'Networks');
  return Object.entries(networks).map(([name, network]) => ({
    name,
    ip: textOf(network, 'IPAddress') ?? textOf(network, 'GlobalIPv6Address'),
  }));
}

function toMount(mount: unknown): ContainerMount[] {
  const destination = textOf(mount, 'Destination');
  if (destination === null || !isRecord(mount)) return [];
  const rw = mount['RW'];
  return [
    {
      type: textOf(mount, 'Type') ?? 'bind',
      source: textOf(mount, 'Source') ?? textOf(mount, 'Name'),
      destination,
      rw: typeof rw === 'boolean' ? rw : null,
    },
  ];
}

function toVariable(entry: string): { key: string; value: string } {
  const at = entry.indexOf('=');
  return at < 0
    ? { key: entry, value: '' }
    : { key: entry.slice(0, at), value: entry.slice(at + 1) };
}

/** Podman and old images write one text. */
function entrypointOf(config: Json): string[] {
  const text = textOf(config, 'Entrypoint');
  return text === null ? textsOf(config, 'Entrypoint') : [text];
}

function labelsOf(config: Json): Record<string, string> {
  const labels = Object.entries(objectOf(config, 'Labels'));
  return Object.fromEntries(
    labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
