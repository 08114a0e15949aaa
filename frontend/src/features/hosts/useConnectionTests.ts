import type { EngineTest, Host } from '@archnest/backend/contract';
import { useCallback, useState } from 'react';
import { useTestEngine } from './queries.ts';

/** The last trial of one saved host. */
export interface HostTest {
  at: number;
  testing: boolean;
  result: EngineTest | undefined;
  problem: string | null;
}

/** Trial connections of saved hosts, each kept while the page is open. */
export function useConnectionTests() {
  const [tests, setTests] = useState<ReadonlyMap<string, HostTest>>(new Map());
  const { mutateAsync } = useTestEngine();
  const test = useCallback(
    (host: Host) => {
      const set = (found: Partial<HostTest>) =>
        setTests((before) =>
          new Map(before).set(host.key, {
            at: Date.now(),
            testing: false,
            result: undefined,
            problem: null,
            ...found,
          }),
        );
      set({ testing: true });
      mutateAsync({ id: host.id, body: {} }).then(
        (result) => set({ result }),
        (error: unknown) =>
          set({ problem: error instanceof Error ? error.message : String(error) }),
      );
    },
    [mutateAsync],
  );
  return { tests, test };
}
