import type { ServerResponse } from 'node:http';
import type { FakeAnswer, FakeAnswers } from './bench/fakeDaemon.ts';

/** The id of the one container that a fake daemon has. */
export const ID = 'ab'.repeat(32);

/** An inspected container, as little as there may be of it. */
export const named = (Name: string, id = ID) => ({ Id: id, Name, State: { Status: 'running' } });

/** A daemon with one container, `web`. */
export const ONE: FakeAnswers = {
  'GET /containers/json': [{ Id: ID, Names: ['/listed'], Image: 'nginx:1', State: 'running' }],
  [`GET /containers/${ID}/json`]: named('/web'),
};

export const event = (Action: string, id = ID) => ({
  Type: 'container',
  Action,
  Actor: { ID: id },
});

export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): FakeAnswer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

/** Writes for ever, and counts. */
export function pour(response: ServerResponse, count: (bytes: number) => void): void {
  const chunk = Buffer.alloc(256 * 1024, '[');
  const more = () => {
    while (!response.destroyed) {
      count(chunk.length);
      if (!response.write(chunk)) return;
    }
  };
  response.on('drain', more);
  more();
}

/** What a promise was rejected with. */
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (caught: unknown) => caught,
  );
