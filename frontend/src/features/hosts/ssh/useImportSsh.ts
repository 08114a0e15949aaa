import type { SshAuth, SshHost } from '@archnest/backend/contract';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  choose,
  firstChoice,
  importBody,
  inOrder,
  isUsername,
  planImport,
  type Planned,
} from './importPlan.ts';
import { emptyAuth, readAuth } from './secrets.ts';
import { useReadSshConfig, useSaveSshHost, useSshHosts } from './sshQueries.ts';

export const importSteps = ['file', 'hosts', 'credentials', 'import'] as const;
export type ImportStep = (typeof importSteps)[number];

export type ImportSsh = ReturnType<typeof useImportSsh>;

/** How far one host is. */
export type Progress =
  | { is: 'waiting' }
  | { is: 'saving' }
  | { is: 'saved'; host: SshHost }
  | { is: 'failed'; message: string };

const none: readonly SshHost[] = [];

/** An ssh_config on its way to saved hosts. What is typed lives here, and goes with it: secrets are in it. */
export function useImportSsh() {
  const hosts = useSshHosts(true).data ?? none;
  /** As they were when the file was read: what is being saved must not change the plan. */
  const [saved, setSaved] = useState(hosts);
  const [step, setStep] = useState<ImportStep>('file');
  const [text, setText] = useState('');
  const [auth, setAuth] = useState(emptyAuth);
  const [attempts, setAttempts] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [users, setUsers] = useState<ReadonlyMap<string, string>>(new Map());
  const reading = useReadSshConfig();
  const run = useRun();

  const plan = useMemo(() => planImport(reading.data?.hosts ?? [], saved), [reading.data, saved]);
  const userOf = ({ host }: Planned) => users.get(host.alias) ?? host.username ?? '';
  const order = inOrder(plan, chosen);
  const nameless = order.filter((each) => !isUsername(userOf(each)));
  const given = readAuth(auth);
  const go = (to: ImportStep) => {
    setAttempts(0);
    setStep(to);
  };
  const start = (signIn: SshAuth, planned: readonly Planned[]) =>
    void run.start(planned, (each) => ({ username: userOf(each), auth: signIn }));

  return {
    step,
    go,
    text,
    setText: (next: string) => {
      setText(next);
      reading.reset();
    },
    reading: reading.isPending,
    problem: reading.error?.message ?? null,
    found: reading.data,
    plan,
    chosen,
    order,
    choose: (alias: string, on: boolean) => setChosen(choose(plan, chosen, alias, on)),
    chooseAll: (on: boolean) => setChosen(on ? firstChoice(plan) : new Set()),
    userOf,
    setUser: (alias: string, user: string) => setUsers(new Map(users).set(alias, user)),
    /** Chosen, and without a user to sign in as. */
    nameless,
    auth,
    setAuth: (patch: Partial<typeof auth>) => setAuth({ ...auth, ...patch }),
    errors: attempts > 0 ? given.errors : {},
    attempts,
    progressOf: run.progressOf,
    running: run.running,
    read: () =>
      reading.mutate(text, {
        onSuccess: (found) => {
          setSaved(hosts);
          setUsers(new Map());
          setChosen(firstChoice(planImport(found.hosts, hosts)));
          if (found.hosts.length > 0) go('hosts');
        },
      }),
    toCredentials: () => {
      setAttempts((count) => count + 1);
      if (order.length > 0 && nameless.length === 0) go('credentials');
    },
    save: () => {
      setAttempts((count) => count + 1);
      if (given.auth === null) return;
      go('import');
      start(given.auth, order);
    },
    /** Those that failed, once more. */
    retry: () => {
      if (given.auth !== null)
        start(
          given.auth,
          order.filter((each) => run.progressOf(each).is !== 'saved'),
        );
    },
  };
}

interface Given {
  username: string;
  auth: SshAuth;
}

/** Saves one after another. What waits for a jump host that failed is not tried. */
function useRun() {
  const save = useSaveSshHost();
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  async function start(planned: readonly Planned[], givenOf: (each: Planned) => Given) {
    const done = new Map(progress);
    const set = (alias: string, now: Progress) => {
      done.set(alias, now);
      setProgress(new Map(done));
    };
    setRunning(true);
    for (const { host } of planned) set(host.alias, { is: 'waiting' });
    for (const each of planned) {
      if (gone.current) return;
      const { alias } = each.host;
      set(alias, { is: 'saving' });
      set(alias, await saveOne(each, givenOf(each), done));
    }
    setRunning(false);
  }

  async function saveOne(
    each: Planned,
    given: Given,
    done: ReadonlyMap<string, Progress>,
  ): Promise<Progress> {
    const jump = jumpIdOf(each, done);
    if ('problem' in jump) return { is: 'failed', message: jump.problem };
    const read = importBody(each, { ...given, jumpHostId: jump.id });
    if ('problem' in read) return { is: 'failed', message: read.problem };
    try {
      return { is: 'saved', host: await save.mutateAsync({ body: read.body }) };
    } catch (error) {
      return { is: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  const progressOf = ({ host }: Planned): Progress => progress.get(host.alias) ?? { is: 'waiting' };
  return { start, running, progressOf };
}

function jumpIdOf(
  { jump }: Planned,
  done: ReadonlyMap<string, Progress>,
): { id: string | null } | { problem: string } {
  if (jump === null) return { id: null };
  if ('saved' in jump) return { id: jump.saved.id };
  const before = done.get(jump.alias);
  if (before?.is === 'saved') return { id: before.host.id };
  return { problem: `Not tried: its jump host ${jump.alias} was not saved.` };
}
