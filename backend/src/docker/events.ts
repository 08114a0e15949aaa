import type { Readable } from 'node:stream';
import { objectOf, parseJson, textOf } from './json.ts';

/** Whatever changes a row. Health checks of many containers make far more `exec_*` events than all of these. */
export const EVENT_FILTERS: Record<string, string[]> = {
  type: ['container', 'network'],
  event: [
    'create',
    'start',
    'restart',
    'die',
    'stop',
    'kill',
    'oom',
    'pause',
    'unpause',
    'rename',
    'update',
    'health_status',
    'destroy',
    'connect',
    'disconnect',
  ],
};

/** A container that has changed or is gone. */
export interface EngineEvent {
  id: string;
  gone: boolean;
}

/** A line is a few hundred bytes and the container's labels. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * The events of a stream of JSON lines, those of one chunk together.
 * https://docs.docker.com/reference/api/engine/version/v1.47/#tag/System/operation/SystemEvents
 */
export async function* readEvents(body: Readable): AsyncGenerator<EngineEvent[]> {
  let rest = '';
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('an event without end');
    const events = lines.map(toEvent).filter((event) => event !== null);
    if (events.length) yield events;
  }
}

/** `null` for what is not about a container, and for what is no event at all. */
export function toEvent(line: string): EngineEvent | null {
  const event = parseJson(line);
  const actor = objectOf(event, 'Actor');
  const action = textOf(event, 'Action') ?? textOf(event, 'status');
  const id =
    textOf(event, 'Type') === 'network'
      ? textOf(actor['Attributes'], 'container')
      : (textOf(actor, 'ID') ?? textOf(event, 'id'));
  if (id === null || !/^[0-9a-f]{64}$/.test(id)) return null;
  // Podman says `remove`.
  return { id, gone: action === 'destroy' || action === 'remove' };
}
