import { request, type OutgoingHttpHeaders } from 'node:http';
import type { TestServer } from './kit.ts';

export interface RawCall {
  headers: OutgoingHttpHeaders;
  body?: string;
}

/** A request with the headers as they are given, `host` too, which `fetch` would not send. */
export function rawCall(
  server: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  { headers, body }: RawCall,
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      // Refused before all was sent.
      response.on('error', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, text: '' });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
