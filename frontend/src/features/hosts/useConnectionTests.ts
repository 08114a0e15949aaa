import type { EngineTest, Host, SshTest } from '@archnest/backend/contract';
import { useCallback, useState } from 'react';
import { useTestEngine } from './queries.ts';
import { useTestSsh } from './ssh/sshQueries.ts';

/** The last trial of one saved host. */
export interface HostTest {
  at: number;
  testing: boolean;
  engine: EngineTest | undefined;
  ssh: SshTest | undefined;
  problem: string | null;
}

/** Trial connections of saved hosts, each kept while the page is open. */
export function useConnectionTests() {
  const [tests, setTests] = useState<ReadonlyMap<string, HostTest>>(new Map());
  const { mutateAsync: testEngine } = useTestEngine();
  const { mutateAsync: testSsh } = useTestSsh();
  const test = useCallback(
    (host: Host) => {
      const set = (found: Partial<HostTest>) =>
        setTests((before) =>
          new Map(before).set(host.key, {
            at: Date.now(),
            testing: false,
            engine: undefined,
            ssh: undefined,
            problem: null,
            ...found,
          }),
        );
      set({ testing: true });
      const saved = { id: host.id, body: {} };
      const asked =
        host.source === 'ssh'
          ? testSsh(saved).then((ssh) => set({ ssh }))
          : testEngine(saved).then((engine) => set({ engine }));
      asked.catch((error: unknown) =>
        set({ problem: error instanceof Error ? error.message : String(error) }),
      );
    },
    [testEngine, testSsh],
  );
  return { tests, test };
}
