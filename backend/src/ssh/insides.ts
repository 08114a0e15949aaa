import type { Client, ClientChannel } from 'ssh2';

/* What ssh2 1.17.0 keeps to itself of a connection and its channels. How it signs in: `certificate.ts`. */

/** A function for one that is not open yet. */
type Held = ClientChannel | (() => void);

interface Manager {
  _channels: Record<string, Held>;
  update(id: number, channel: Held): void;
}

const managerOf = (client: Client) => (client as Client & { _chanMgr: Manager })._chanMgr;

/** The channels of a connection by their numbers, also those whose command was not answered yet. */
export const channelsOf = (client: Client): Record<string, Held> => managerOf(client)._channels;

/** How many requests about the connection as a whole wait for their answer. */
export const unanswered = (client: Client): number =>
  (client as Client & { _callbacks: unknown[] })._callbacks.length;

/**
 * What a machine sends after it said that nothing more would come is an error of a stream, before anybody has its
 * channel: with nobody who hears of it, one such machine would end this process.
 */
export function guardStreams(client: Client): void {
  const manager = managerOf(client);
  const update = manager.update.bind(manager);
  manager.update = (id, channel) => {
    if (typeof channel === 'object')
      for (const stream of [channel, channel.stderr]) stream.on('error', () => undefined);
    update(id, channel);
  };
}

const statesOf = (channel: ClientChannel) =>
  channel as ClientChannel & Record<'incoming' | 'outgoing', { state: string }>;

/** The other side has closed it, and what it sent may still be to read. */
export const isClosedThere = (channel: ClientChannel): boolean =>
  statesOf(channel).incoming.state === 'closed';

/** The connection took it along: the other side did not close it, so neither did we. */
export const isCutOff = (channel: ClientChannel): boolean =>
  isClosedThere(channel) && statesOf(channel).outgoing.state !== 'closed';
