import type { TestDocker } from '../../../backend/test/bench/dockerd.ts';
import type { TestServer } from '../../../backend/test/bench/server.ts';
import { runAgent } from '../../e2e/bench.ts';

/** Has the agent of a machine report again and again until the answer is called. */
export async function keepReporting(docker: TestDocker, server: TestServer, hostId: string) {
  await runAgent(docker, server, hostId);
  const stop = new AbortController();
  const done = (async () => {
    while (!stop.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      if (!stop.signal.aborted) await runAgent(docker, server, hostId);
    }
  })();
  return async () => {
    stop.abort();
    await done;
  };
}
