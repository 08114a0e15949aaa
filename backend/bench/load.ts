import autocannon from 'autocannon';

export interface Load {
  url: string;
  headers?: Record<string, string>;
  /** One body for each connection, in turn; GET without. */
  bodies?: string[];
  connections: number;
  seconds: number;
}

/** Drives a server for some seconds. @returns requests per second; @throws when an answer is not 200 */
export async function requestsPerSecond(load: Load): Promise<number> {
  const result = await drive(load);
  return result['2xx'] / result.duration;
}

/** @returns every answer's milliseconds, with one request in the air at a time */
export async function latencies(
  load: Omit<Load, 'connections' | 'seconds'>,
  count: number,
): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    const response = await fetch(load.url, { headers: load.headers ?? {} });
    await response.arrayBuffer();
    samples.push(performance.now() - began);
    if (response.status !== 200) throw new Error(`${load.url} answered ${response.status}`);
  }
  return samples;
}

async function drive({ url, headers, bodies, connections, seconds }: Load) {
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: bodies ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    setupClient: (client) => {
      if (bodies) client.setBody(bodies[next++ % bodies.length] ?? '');
    },
  });
  if (result.non2xx || result.errors)
    throw new Error(`${result.non2xx} answers of ${url} were not 200`);
  return result;
}
