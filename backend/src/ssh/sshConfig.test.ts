import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { sshImport } from '../contract/index.ts';
import { parseSshConfig } from './sshConfig.ts';

function hosts(...lines: string[]) {
  return parseSshConfig(lines.join('\n')).hosts;
}

/** The only host of these lines. */
function host(...lines: string[]) {
  const [found, ...more] = hosts(...lines);
  if (!found || more.length > 0) throw new Error('not one host');
  return found;
}

const jumpOf = (jump: string) =>
  host('Host web', `  ProxyJump ${jump}`, 'Match all', '  User not-me').jump;

it('reads a file as people have it', () => {
  const text = `# My servers
Include ~/.ssh/config.d/*
IdentitiesOnly yes

Host gate bastion
    HostName 203.0.113.7
    User jump
    Port 2222
    IdentityFile ~/.ssh/id_gate   # the old key

Host web1 web2
    HostName %h.internal.example.com
    ProxyJump gate

Host nas
\tHostname=192.168.1.20
\tUser = "admin"
\tIdentityFile "~/My Keys/nas key"

Host db
  HostName fe80::1%eth0
  ProxyCommand ssh -W %h:%p gate
  LocalForward 5432 localhost:5432

Match host *.example.com exec "test -f /tmp/x"
  User nobody
  ProxyJump nowhere

Host *.internal.example.com web?
  User deploy

Host * !gate
  User everybody
  IdentityFile ~/.ssh/id_ed25519
  ServerAliveInterval 30
`;
  const plain = { port: 22, jump: [], warnings: [] };
  const gate = { address: '203.0.113.7', port: 2222, username: 'jump', jump: [], warnings: [] };
  const web = { ...plain, username: 'deploy', jump: ['gate'], identityFile: 'id_ed25519' };
  expect(parseSshConfig(text)).toEqual({
    hosts: [
      { alias: 'gate', identityFile: 'id_gate', ...gate },
      { alias: 'bastion', identityFile: 'id_gate', ...gate },
      { alias: 'web1', address: 'web1.internal.example.com', ...web },
      { alias: 'web2', address: 'web2.internal.example.com', ...web },
      {
        alias: 'nas',
        address: '192.168.1.20',
        username: 'admin',
        identityFile: 'nas key',
        ...plain,
      },
      {
        ...plain,
        alias: 'db',
        address: 'fe80::1%eth0',
        username: 'everybody',
        identityFile: 'id_ed25519',
        warnings: ['Its ProxyCommand was left out: choose a jump host, if one leads there.'],
      },
    ],
    warnings: [
      { line: 2, message: 'Include is not followed: import that file too.' },
      { line: 25, message: 'Match is not understood: what stands below it was left out.' },
    ],
  });
});

it('finds what ssh itself finds', () => {
  const file = join(temporaryFolder(), 'config');
  const pattern = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'aa', 'ab', 'Ab') },
    {
      weight: 1,
      arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1 }),
    },
  );
  const negated = fc.tuple(fc.boolean(), pattern).map(([not, text]) => `${not ? '!' : ''}${text}`);
  const patterns = fc.array(fc.oneof(pattern, pattern, negated), { minLength: 1, maxLength: 4 });
  const value = fc.oneof(
    fc.constantFrom('HostName x.%h.y', 'HostName one', 'hostname = two', 'HOSTNAME "three" # x'),
    fc.constantFrom('User ann', 'User=bob', "user  'cid'", 'Port 22', 'Port 2022', 'port\t"443"'),
    fc.constantFrom('ProxyJump j', 'ProxyJump none', 'ProxyCommand nc %h', 'ProxyCommand none'),
    fc.constantFrom('# User no', '', 'Compression yes', 'IdentityFile ~/.ssh/id', 'Host="q q" b'),
  );
  const part = fc.tuple(patterns, fc.array(value, { maxLength: 4 }));
  const config = fc
    .tuple(fc.array(value, { maxLength: 2 }), fc.array(part, { minLength: 1, maxLength: 5 }))
    .map(([first, parts]) => [
      ...first,
      ...parts.flatMap(([names, values]) => [`Host ${names.join(' ')}`, ...values]),
      'Host *',
      'User last',
    ]);
  fc.assert(
    fc.property(config, (lines) => {
      writeFileSync(file, lines.join('\n'));
      for (const { alias, ...found } of hosts(...lines)) {
        if (alias === 'q q') continue;
        const said = execFileSync('ssh', ['-T', '-G', '-F', file, alias], { encoding: 'utf8' });
        const ask = (key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(said)?.[1];
        const command = ask('proxycommand');
        expect({ ...found, address: found.address.toLowerCase() }, lines.join('\n')).toMatchObject({
          address: ask('hostname'),
          port: Number(ask('port')),
          username: ask('user'),
          jump: ask('proxyjump') === 'j' ? [expect.any(String)] : [],
          warnings: command ? [expect.any(String)] : [],
        });
      }
    }),
    { numRuns: 80 },
  );
});

it('fills in what the file says of a jump host', () => {
  const gate = ['Host gate', 'HostName gate.lan', 'User ops', 'Port 2222'];
  const others = ['Host *.lan', 'User lan', 'Host web', 'ProxyJump'];
  const jump = (text: string) =>
    hosts(...gate, ...others.slice(0, -1), `ProxyJump ${text}`)[1]?.jump;
  expect(jump('gate')).toEqual(['gate']);
  expect(jump('ops@gate:2222')).toEqual(['gate']);
  expect(jump('me@gate')).toEqual(['me@gate.lan:2222']);
  expect(jump('gate:22')).toEqual(['ops@gate.lan:22']);
  expect(jump('other.lan')).toEqual(['lan@other.lan:22']);
  expect(jump('other')).toEqual(['other']);
  expect(jump('gate,other.lan, me@third')).toEqual(['gate', 'lan@other.lan:22', 'me@third:22']);
});

it('reads a jump host in all its forms', () => {
  expect(jumpOf('none')).toEqual([]);
  expect(jumpOf('me@gate:2022')).toEqual(['me@gate:2022']);
  expect(jumpOf('ssh://me@gate:2022')).toEqual(['me@gate:2022']);
  expect(jumpOf('ssh://me%40realm@gate/')).toEqual(['me@realm@gate:22']);
  expect(jumpOf('ssh://gate')).toEqual(['gate']);
  expect(jumpOf('me@[fe80::1]:2022')).toEqual(['me@[fe80::1]:2022']);
  expect(jumpOf('me@fe80::1')).toEqual(['me@[fe80::1]:22']);
  expect(jumpOf('"a,b"')).toEqual(['a', 'b']);
});

it.each([
  'a b@c',
  'a:0',
  'a:99999',
  'a:ssh',
  '@a',
  'a,',
  ',',
  'me@',
  '%r@a',
  'a$(id)',
  'a/b',
  '-oX',
])('leaves out a jump host that it does not understand: %s', (jump) => {
  const { warnings, ...found } = host('Host web', `ProxyJump ${jump}`);
  expect(found.jump).toEqual([]);
  expect(warnings).toEqual(['Its ProxyJump is not understood: choose its jump host.']);
});

it('leaves out a jump through more hosts than there may be', () => {
  expect(host('Host web', `ProxyJump ${'a,'.repeat(7)}a`).jump).toHaveLength(8);
  expect(host('Host web', `ProxyJump ${'a,'.repeat(8)}a`).jump).toEqual([]);
});

it('leaves out a jump through the host itself, as a wildcard may say it', () => {
  const [gate, web] = hosts('Host gate', 'Host web', 'Host *', 'ProxyJump gate');
  expect(gate).toMatchObject({
    jump: [],
    warnings: ['Its ProxyJump leads through itself and was left out.'],
  });
  expect(web).toMatchObject({ jump: ['gate'], warnings: [] });
});

it('keeps a host with values that cannot be used, to be corrected', () => {
  for (const port of ['0', '65536', '22x', '-1', 'ssh', '1e3', '99999999999', '']) {
    const { warnings, ...found } = host('Host web', `Port "${port}"`);
    expect(found).toMatchObject({ address: 'web', port: 22 });
    expect(warnings).toEqual(['Its port is not one from 1 to 65535: 22 stands in for it.']);
  }
  for (const user of ['a b', '$(id)', '-l', '%r', 'x'.repeat(65)]) {
    const { warnings, username } = host('Host web', `User "${user}"`);
    expect({ username, warnings }).toEqual({
      username: null,
      warnings: ['Its user is not a user name: give one.'],
    });
  }
  for (const name of ['a b', 'a/b', 'x%n', 'user@web', '-x', 'x'.repeat(300)]) {
    const { warnings, address } = host('Host web', `HostName "${name}"`);
    expect(address.length).toBeLessThanOrEqual(254);
    expect(warnings).toEqual(['Its address is no host name and no IP address: correct it.']);
  }
});

it('keeps the name of a key file, and not where it is', () => {
  const file = (path: string) => host('Host web', `IdentityFile ${path}`).identityFile;
  expect(file('~/.ssh/id_ed25519')).toBe('id_ed25519');
  expect(file('C:\\Users\\ada\\.ssh\\id_rsa')).toBe('id_rsa');
  expect(file('"%d/my keys/web 1"')).toBe('web 1');
  expect(file('id_rsa')).toBe('id_rsa');
  expect(file('none')).toBeNull();
  expect(file('~/.ssh/')).toBeNull();
});

it('gives what stands below a line that it cannot read to no other host', () => {
  for (const line of ['Host "web', 'Host', 'Host \u200bevil', '\u200bHost evil', 'Match user x']) {
    const { hosts: found, warnings } = parseSshConfig(`Host a\n${line}\nUser evil\nPort 1\n`);
    expect(found, line).toMatchObject([{ alias: 'a', username: null, port: 22 }]);
    expect(warnings, line).toMatchObject([{ line: 2 }]);
  }
});

it('refuses control characters and other invisible ones', () => {
  for (const odd of ['\0', '\x1b[31m', '\x7f', '\x85', '\u202e', '\u200b', '\ud800']) {
    const { hosts: found, warnings } = parseSshConfig(`Host a\nUser x${odd}y\nHostName b\n`);
    expect(found).toMatchObject([{ alias: 'a', address: 'b', username: null }]);
    expect(warnings).toEqual([
      { line: 2, message: 'This line has invisible characters and was left out: type it anew.' },
    ]);
  }
  expect(parseSshConfig('# \u200b a comment\nHost a').warnings).toEqual([]);
});

it('reads any line ends, and a byte order mark', () => {
  for (const end of ['\r\n', '\n', '\r']) {
    expect(host(`\uFEFFHost a${end}  User ann${end}`)).toMatchObject({
      alias: 'a',
      username: 'ann',
    });
  }
});

it('takes names that JavaScript has uses for', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const found = hosts(`Host ${names.join(' ')}`, 'User ann', 'ProxyJump __proto__');
  expect(found.map(({ alias }) => alias)).toEqual(names);
  expect(found.map(({ jump }) => jump)).toEqual([[], ...names.slice(1).map(() => ['__proto__'])]);
  expect(found.map(({ username }) => username)).toEqual(names.map(() => 'ann'));
  expect(host('Host a', '__proto__ x', 'constructor y')).toMatchObject({ username: null });
});

it('lists a host once, also when several lines name it', () => {
  const found = hosts('Host a b a', 'User x', 'Host a', 'User y', 'Port 23', 'Host * !*');
  expect(found).toMatchObject([
    { alias: 'a', username: 'x', port: 23 },
    { alias: 'b', username: 'x', port: 22 },
  ]);
});

it('takes 500 hosts and 256 KB', () => {
  const many = Array.from({ length: 502 }, (_, n) => `Host h${n}`);
  const { hosts: found, warnings } = parseSshConfig(many.join('\n'));
  expect(found).toHaveLength(500);
  expect(warnings).toEqual([
    { line: 501, message: 'Only 500 hosts are imported at once: import the rest on its own.' },
  ]);
  const text = 'Host a\n'.padEnd(256 * 1024, '#');
  expect(parseSshConfig(text).hosts).toHaveLength(1);
  expect(parseSshConfig(`${text}#`)).toEqual({
    hosts: [],
    warnings: [{ line: 1, message: 'The file is larger than 256 KB: import it in parts.' }],
  });
});

it.each([
  ['one pattern', `Host ${'a'.repeat(250)}\nHost ${'*a'.repeat(100_000)}b`],
  ['many patterns', `${'Host aaaaaaaa\n'.repeat(1)}Host ${'*a*a*a*b '.repeat(25_000)}`],
  [
    'many hosts',
    Array.from({ length: 500 }, (_, n) => `Host h${n}`).join('\n') +
      '\nHost *\nUser x'.repeat(17_000),
  ],
  [
    'names in a name',
    `${Array.from({ length: 500 }, (_, n) => `Host ${`h${n}`.padEnd(250, 'x')}`).join('\n')}\nHost *\nHostName ${'%h'.repeat(60_000)}`,
  ],
  ['blanks', `Host a\nUser${' '.repeat(200_000)}x`],
  ['jumps', `Host a\nProxyJump ${'@:'.repeat(100_000)}`],
  ['quotes', `Host ${'"a" '.repeat(50_000)}`],
])('comes to an end with %s', (_name, text) => {
  const result = parseSshConfig(text);
  expect(sshImport.parse(result)).toEqual(result);
});

it('says so when a file takes too long', () => {
  const names = Array.from({ length: 500 }, (_, n) => `Host h${n}`).join('\n');
  expect(parseSshConfig(names + '\nHost *\nUser x'.repeat(17_000))).toEqual({
    hosts: [],
    warnings: [
      { line: 1, message: 'The file has too many patterns for its hosts: import it in parts.' },
    ],
  });
});

it('lists a hundred warnings, and says that there are more', () => {
  const { warnings } = parseSshConfig('Include x\n'.repeat(500));
  expect(warnings).toHaveLength(101);
  expect(warnings.at(-1)).toEqual({
    line: 101,
    message: 'From here on there is more of this: see the file.',
  });
});

it('answers any text in the form of the contract', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(
        fc.constantFrom('Host', 'HostName', 'Port', 'User', 'ProxyJump', 'IdentityFile', 'Match'),
        fc.constantFrom(' ', '=', ' = '),
        fc.string({ unit: fc.constantFrom(...'ab1 "\'\\#,@:%h[]*?!=/-\u200b'.split('')) }),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const result = parseSshConfig(lines.join('\n'));
      expect(sshImport.parse(result)).toEqual(result);
      const shown = JSON.stringify(result).replaceAll(/\\[nrt"\\]/g, '');
      expect(shown).not.toMatch(/\p{C}|\\u/u);
    }),
    { numRuns: 500 },
  );
});
