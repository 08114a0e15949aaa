import { Duplex, PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Running } from '../remote.ts';
import { openTerminal } from './terminal.ts';

/** A `docker exec` of a test. */
function command() {
  const printed = new PassThrough();
  const exit = Promise.withResolvers<number | null>();
  const sizes: string[] = [];
  const running: Running = {
    stream: Duplex.from({ readable: printed, writable: new PassThrough() }) as Duplex,
    stderr: new PassThrough().end(),
    resize: (cols, rows) => sizes.push(`${cols}x${rows}`),
    exited: exit.promise,
  };
  return { running, printed, exit: exit.resolve, sizes };
}

const open = ({ running }: ReturnType<typeof command>) =>
  openTerminal(running, (code, words) => new Error(`${code}: ${words}`));

it('gives what a program prints, from its first byte', async () => {
  const one = command();
  const opened = open(one);
  one.printed.write('hel');
  const { stream, state, resize } = await opened;
  expect(await state()).toEqual({ running: true, exitCode: null });
  await resize(132, 43);
  expect(one.sizes).toEqual(['132x43']);
  one.printed.end('lo');
  expect(await text(stream)).toBe('hello');
  one.exit(7);
  expect(await state()).toEqual({ running: false, exitCode: 7 });
});

it('gives what a program printed that has ended at once', async () => {
  const one = command();
  one.printed.end('done\r\n');
  one.exit(0);
  const { stream, state } = await open(one);
  expect(await text(stream)).toBe('done\r\n');
  expect(await state()).toEqual({ running: false, exitCode: 0 });
});

it.each([
  'OCI runtime exec failed: exec: "sh": executable file not found in $PATH: unknown\r\n',
  'Error response from daemon: Container is paused\r\n',
  'sh: 1: exec: docker: not found\r\n',
  'sudo: a password is required\r\n',
  'unable to find user nobody: no matching entries in passwd file\r\n',
])('refuses with %s', async (words) => {
  const one = command();
  const opened = open(one);
  one.printed.write(words);
  one.printed.end();
  one.exit(126);
  await expect(opened).rejects.toThrow(`126: ${words}`);
});

it('refuses with a complaint after which docker goes on', async () => {
  const one = command();
  const opened = open(one);
  one.printed.write('unable to find user nobody\r\n');
  await expect(opened).rejects.toThrow('unable to find user nobody');
  expect(one.running.stream.destroyed).toBe(true);
});

it('drops the warnings of docker, and nothing after them', async () => {
  const one = command();
  const opened = open(one);
  one.printed.write('WARNING: Error loading config file: denied\r\n');
  one.printed.end('\u00e9 WARNING: mine\r\n');
  one.exit(0);
  expect(await text((await opened).stream)).toBe('\u00e9 WARNING: mine\r\n');
});

it('has broken before its beginning, or knows no end', async () => {
  const one = command();
  one.printed.end();
  one.exit(null);
  await expect(open(one)).rejects.toMatchObject({ code: 'host_unreachable' });
  const two = command();
  const opened = open(two);
  two.printed.write('$ ');
  const { stream, state } = await opened;
  two.printed.end();
  two.exit(null);
  await text(stream);
  await expect(state()).rejects.toMatchObject({ code: 'host_unreachable' });
});
