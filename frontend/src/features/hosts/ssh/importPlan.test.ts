import type { SshImportHost } from '@archnest/backend/contract';
import { describe, expect, it } from 'vitest';
import { anSshHost } from '../../../test/sshHost.ts';
import {
  choose,
  fileName,
  firstChoice,
  importBody,
  inOrder,
  jumpWords,
  keyFiles,
  mayChoose,
  planImport,
  type Planned,
} from './importPlan.ts';

const entry = (alias: string, jump: string[] = [], more: Partial<SshImportHost> = {}) => ({
  alias,
  address: `${alias}.lan`,
  port: 22,
  username: 'ops',
  jump,
  identityFile: null,
  warnings: [],
  ...more,
});

const names = (planned: readonly Planned[]) => planned.map(({ host }) => host.alias);
const blockedIn = (plan: readonly Planned[]) =>
  Object.fromEntries(plan.flatMap(({ host, blocked }) => (blocked ? [[host.alias, blocked]] : [])));

describe('the order of an import', () => {
  it('has every jump host before those behind it', () => {
    const plan = planImport(
      [entry('deep', ['inner']), entry('inner', ['gate']), entry('alone'), entry('gate')],
      [],
    );
    expect(names(inOrder(plan, firstChoice(plan)))).toEqual(['gate', 'inner', 'deep', 'alone']);
  });

  it('knows a chain that is written out', () => {
    const plan = planImport(
      [entry('deep', ['gate', 'inner']), entry('inner', ['gate']), entry('gate')],
      [],
    );
    expect(blockedIn(plan)).toEqual({});
    expect(names(inOrder(plan, firstChoice(plan)))).toEqual(['gate', 'inner', 'deep']);
  });
});

describe('what a host goes through', () => {
  const saved = [anSshHost({ id: '7', name: 'Gate', address: '10.0.0.1', username: 'bob' })];

  it('may be saved already, by its name or by where it is', () => {
    for (const jump of ['gate', 'bob@10.0.0.1', '10.0.0.1:22']) {
      const [planned] = planImport([entry('nas', [jump])], saved);
      expect(planned?.jump).toEqual({ saved: saved[0] });
      expect(planned?.blocked).toBeNull();
    }
  });

  it('is the saved one where the file has it too', () => {
    const file = [entry('nas', ['gw']), entry('gw', [], { address: '10.0.0.1', username: 'bob' })];
    const [nas, gw] = planImport(file, saved);
    expect(gw?.saved).toEqual(saved[0]);
    expect(nas && jumpWords(nas)).toBe('via Gate, saved');
  });

  it('is to be added by hand when it is nowhere', () => {
    const plan = planImport([entry('nas', ['bob@elsewhere:2200'])], saved);
    expect(blockedIn(plan)['nas']).toContain('bob@elsewhere:2200');
    expect(firstChoice(plan).size).toBe(0);
  });

  it('cannot be two at once, unless they stand behind each other', () => {
    const plan = planImport([entry('nas', ['gate', 'inner']), entry('inner')], saved);
    expect(blockedIn(plan)['nas']).toContain('inner would have to go through gate');
    const inner = anSshHost({ id: '8', name: 'inner', jumpHostId: '7' });
    expect(blockedIn(planImport([entry('nas', ['gate', 'inner'])], [...saved, inner]))).toEqual({});
  });

  it('is no circle', () => {
    const plan = planImport([entry('a', ['b']), entry('b', ['a']), entry('c', ['a'])], []);
    expect(Object.keys(blockedIn(plan))).toEqual(['a', 'b', 'c']);
  });
});

describe('choosing', () => {
  const plan = planImport(
    [entry('deep', ['inner']), entry('inner', ['gate']), entry('gate'), entry('nas')],
    [anSshHost({ name: 'nas' })],
  );
  const none = new Set<string>();

  it('takes jump hosts along, and drops those behind', () => {
    expect([...choose(plan, none, 'deep', true)]).toEqual(['deep', 'inner', 'gate']);
    expect([...choose(plan, firstChoice(plan), 'inner', false)]).toEqual(['gate']);
    expect([...choose(plan, firstChoice(plan), 'gate', false)]).toEqual([]);
  });

  it('leaves out what is there already', () => {
    expect(mayChoose(plan, 'nas')).toBe(false);
    expect(firstChoice(plan).has('nas')).toBe(false);
    expect(choose(plan, none, 'nas', true).size).toBe(0);
  });

  it('leaves out what stands behind a host that cannot be chosen', () => {
    const broken = planImport([entry('deep', ['inner']), entry('inner', ['nowhere'])], []);
    expect(mayChoose(broken, 'deep')).toBe(false);
    expect(firstChoice(broken).size).toBe(0);
  });
});

describe('what is saved', () => {
  const given = { username: 'ops', auth: { type: 'agent' } as const, jumpHostId: '4' };

  it('is the host of the file with the credentials of all', () => {
    const [planned] = planImport([entry('nas', [], { port: 2222 })], []);
    expect(planned && importBody(planned, given)).toEqual({
      body: {
        name: 'nas',
        address: 'nas.lan',
        port: 2222,
        ...given,
        docker: { enabled: true, mode: 'auto', command: 'docker' },
      },
    });
  });

  it('is nothing that the server would refuse', () => {
    const [planned] = planImport([entry('nas', [], { address: 'a b' })], []);
    expect(planned && importBody(planned, given)).toEqual({
      problem: 'Its address must be a host name or an IP address.',
    });
  });
});

it('names key files by their last part, the most frequent first', () => {
  const plan = planImport(
    [
      entry('a', [], { identityFile: '~/.ssh/id_rsa' }),
      entry('b', [], { identityFile: '~/.ssh/id_ed25519' }),
      entry('c', [], { identityFile: '/home/ada/.ssh/id_ed25519' }),
      entry('d'),
    ],
    [],
  );
  expect(keyFiles(plan)).toEqual([
    ['id_ed25519', 2],
    ['id_rsa', 1],
  ]);
  expect(fileName('id')).toBe('id');
});
