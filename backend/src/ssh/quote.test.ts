import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { commandLine, UnquotableError } from './quote.ts';

const SHELLS = ['bash', 'dash', 'zsh', 'fish', 'tcsh'];

const NASTY = [
  '',
  ' ',
  '$(id)',
  '(id)',
  '`id`',
  'a;id',
  "a';id;'",
  "\\';id;\\'",
  "\\'",
  'a|id',
  'a&id',
  '&&',
  '||',
  '>x',
  '2>&1',
  '<x',
  '-it',
  '--',
  '--format={{json .}}',
  '!',
  '!!',
  '!echo',
  '!$',
  '!=',
  '\\!',
  "'!'",
  '~',
  '~root',
  '*',
  '?',
  '[a-z]',
  '{a,b}',
  '%self',
  '%1',
  '^a^b',
  '\\',
  '\\\\',
  'ends in \\',
  'a\\nb',
  "'",
  "''",
  "it's",
  '"',
  '"$HOME"',
  '#x',
  '=ls',
  'a=~',
  '$HOME',
  '${HOME}',
  '$argv',
  '$?',
  '@',
  ':',
  'nginx:1.27',
  'x,y',
  'a+b',
];

interface Account {
  /** A program that prints its arguments, each followed by a NUL. */
  helper: string;
  home: string;
}

/** The helper's own path needs quotes too. */
function anAccount(startup: Record<string, string> = {}): Account {
  const home = temporaryFolder();
  const folder = join(home, "it's \\ a !folder; $HOME:");
  mkdirSync(folder);
  const helper = join(folder, 'print:');
  writeFileSync(helper, `#!/bin/sh\nprintf '%s\\0' "$@"\n`, { mode: 0o755 });
  for (const [name, text] of Object.entries(startup)) writeFileSync(join(home, name), text);
  return { helper, home };
}

function run(shell: string, line: string, home: string, locale = 'C'): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], HOME: home, LC_ALL: locale };
    const done = execFile(shell, ['-c', line], { env, cwd: home }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new Error(`${shell} is not installed`));
      else if (error) reject(new Error(`${shell} did not run ${line}: ${stderr}`));
      else resolve(stdout);
    });
    done.stdin?.end();
  });
}

async function expectSame(shell: string, words: string[], { helper, home }: Account) {
  const line = commandLine([helper, ...words, 'end']);
  const answer = await run(shell, line, home);
  expect(answer.split('\0'), `${shell}: ${line}`).toEqual([...words, 'end', '']);
}

const word = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: fc.constantFrom(...`'\\!"$\`;&|<>(){}[]*?~#=%^@:,. ab0-`.split('')) }),
  fc.string({ unit: 'grapheme-ascii' }),
);
const words = fc.array(word, { maxLength: 8 });

it.each(SHELLS)('is one argv in %s, whatever the words', async (shell) => {
  const account = anAccount();
  for (const nasty of NASTY) await expectSame(shell, [nasty], account);
  await expectSame(shell, NASTY, account);
  await fc.assert(
    fc.asyncProperty(words, (some) => expectSame(shell, some, account)),
    { numRuns: 150 },
  );
});

it.each([
  ['zsh', '.zshenv', 'setopt RC_QUOTES CSH_JUNKIE_QUOTES EXTENDED_GLOB MAGIC_EQUAL_SUBST'],
  ['tcsh', '.tcshrc', 'set backslash_quote'],
])('is one argv in %s with %s of "%s"', async (shell, file, text) => {
  const account = anAccount({ [file]: `${text}\n` });
  await expectSame(shell, NASTY, account);
  await fc.assert(
    fc.asyncProperty(words, (some) => expectSame(shell, some, account)),
    { numRuns: 40 },
  );
});

it.each(SHELLS)('hands %s as much as a line may hold', async (shell) => {
  const account = anAccount();
  const room = 128 * 1024 - 1 - commandLine([account.helper, 'end']).length - 1;
  await expectSame(shell, ['x'.repeat(room)], account);
  expect(() => commandLine([account.helper, 'x'.repeat(room + 1), 'end'])).toThrow(UnquotableError);
});

it('leaves a plain command as it is', () => {
  expect(commandLine(['docker', '--host', 'unix:///run/docker.sock', 'version'])).toBe(
    "docker --host 'unix:///run/docker.sock' version",
  );
  expect(commandLine(['/usr/local/bin/docker', 'system', 'dial-stdio'])).toBe(
    '/usr/local/bin/docker system dial-stdio',
  );
});

it.each(['a\nb', '\n', '\r', '\t', '\0', '\x1b[0m', '\x7f', '\x85', '\ud800', 'ü', '漢0', '😀'])(
  'refuses %j, which has no common form',
  (odd) => {
    expect(() => commandLine(['docker', odd])).toThrow(UnquotableError);
    expect(() => commandLine([odd])).toThrow(UnquotableError);
    expect(() => commandLine([`/bin/${odd}`])).toThrow(UnquotableError);
  },
);

it('refuses every other character that is not printable ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (/^[ -~]*$/.test(text)) expect(() => commandLine(['docker', text])).not.toThrow();
      else expect(() => commandLine(['docker', text])).toThrow(UnquotableError);
    }),
  );
});

it.each(['A=b', 'a b', '-x', '%1', '@', '.', '..', ':', '!', '[', '{', '(', '~', 'x:', '', '_'])(
  'refuses %j as a program',
  (program) => {
    expect(() => commandLine([program, 'x'])).toThrow(UnquotableError);
  },
);

it('refuses an empty argv', () => {
  expect(() => commandLine([])).toThrow(UnquotableError);
});

it.each([
  ['bash', 'compgen -k; compgen -b'],
  ['zsh', 'print -l ${(k)reswords} ${(k)builtins}'],
  ['fish', 'builtin -n'],
  ['tcsh', 'builtins'],
])('refuses what %s would answer itself', async (shell, question) => {
  const names = (await run(shell, question, temporaryFolder())).split('\n').filter(Boolean);
  expect(names).toContain('while');
  const accepted = names.filter((name) => {
    try {
      commandLine([name]);
      return true;
    } catch {
      return false;
    }
  });
  expect(accepted).toEqual([]);
});
