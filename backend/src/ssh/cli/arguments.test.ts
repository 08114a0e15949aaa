import { describe, expect, it } from 'vitest';
import type { ContainerVerb } from '../../contract/index.ts';
import {
  actArguments,
  eventArguments,
  execArguments,
  inspectArguments,
  listArguments,
  logArguments,
  removeArguments,
  runArguments,
  statsArguments,
} from './arguments.ts';

const ID = '0123456789abcdef'.repeat(4);
const BOTH = { follow: false, stdout: true, stderr: true };

const BAD_IDS = ['', 'web', '--all', ID.slice(1), `${ID}\n`, ` ${ID}`, ID.toUpperCase(), '$(id)'];

describe('an id', () => {
  it.each(BAD_IDS)('is never %j', (id) => {
    const builders = [
      () => inspectArguments([ID, id]),
      () => statsArguments([id]),
      () => actArguments(id, 'stop'),
      () => removeArguments(id, { force: true, volumes: true }),
      () => logArguments(id, BOTH),
      () => execArguments(id, ['sh'], {}),
      () => runArguments(id, ['true'], undefined),
    ];
    for (const build of builders) expect(build).toThrow(TypeError);
  });
});

it.each(['__proto__', 'constructor', 'rm', 'exec', 'toString', '', 'stop '])(
  'has no verb %j',
  (verb) => {
    expect(() => actArguments(ID, verb as ContainerVerb)).toThrow(TypeError);
  },
);

it('acts by the words of the contract', () => {
  expect(actArguments(ID, 'unpause')).toEqual(['unpause', ID]);
  expect(removeArguments(ID, { force: false, volumes: false })).toEqual(['rm', ID]);
  expect(removeArguments(ID, { force: true, volumes: true })).toEqual([
    'rm',
    '--force',
    '--volumes',
    ID,
  ]);
});

it('never has the size of containers counted', () => {
  expect(listArguments()).toContain('--size=false');
  expect(listArguments().join(' ')).not.toContain('{{json .}}');
});

it('asks for a log by whole numbers and times', () => {
  const since = '1700000000.000000001';
  expect(logArguments(ID, { ...BOTH, follow: true, tail: 0, since, until: since })).toEqual([
    'logs',
    '--timestamps',
    '--follow',
    '--tail',
    '0',
    '--since',
    since,
    '--until',
    since,
    ID,
  ]);
  for (const bad of [{ tail: -1 }, { tail: 1.5 }, { since: '10m' }, { until: '$(id).1' }])
    expect(() => logArguments(ID, { ...BOTH, ...bad })).toThrow(TypeError);
});

it('filters events by names alone', () => {
  const args = eventArguments({ type: ['container'], event: ['die', 'start'] }, '10s');
  expect(args.slice(-6)).toEqual([
    '--filter',
    'type=container',
    '--filter',
    'event=die',
    '--filter',
    'event=start',
  ]);
  expect(() => eventArguments({ 'a=b': ['c'] }, '10s')).toThrow(TypeError);
  expect(() => eventArguments({ type: ['--since'] }, '10s')).toThrow(TypeError);
  expect(() => eventArguments({}, '10s; reboot')).toThrow(TypeError);
});

it('runs a command as a user of the contract, who is no option', () => {
  expect(runArguments(ID, ['sh', '-c', 'true'], 'app:1000')).toEqual([
    'exec',
    '--user',
    'app:1000',
    ID,
    'sh',
    '-c',
    'true',
  ]);
  for (const user of ['--privileged', '', 'a b', '$(id)', 'a;b'])
    expect(() => runArguments(ID, ['true'], user)).toThrow(/user/);
});

it('gives a terminal its variables, and leaves Ctrl-P to the shell', () => {
  const args = execArguments(ID, ['sh'], { user: 'root', env: ['TERM=xterm-256color'] });
  expect(args.slice(-2)).toEqual([ID, 'sh']);
  expect(args).toEqual(expect.arrayContaining(['--env', 'TERM=xterm-256color', '--user', 'root']));
  expect(args[args.indexOf('--detach-keys') + 1]).not.toContain('ctrl-p');
  expect(() => execArguments(ID, ['sh'], { env: ['TERM=$(id)'] })).toThrow(TypeError);
});
