import { expect, it } from 'vitest';
import { isLocalName } from './ownOrigin.ts';

it.each([
  ['localhost', true],
  ['nest.localhost', true],
  ['nas', true],
  ['nas.', true],
  ['nas.local', true],
  ['nas.local.', true],
  ['nas.lan', true],
  ['nas.home', true],
  ['nest.home.arpa', true],
  ['docker.internal', true],
  ['nas.localdomain', true],
  ['192.168.1.5', true],
  ['[fd00::5]', true],
  ['[::1]', true],
  ['evil.example', false],
  ['nas.local.evil.example', false],
  ['evillocal', true],
  ['evil.notlocal', false],
  ['home.arpa.evil.example', false],
  ['192.168.1.5.evil.example', false],
  ['192.168.1.5.nip.io', false],
  ['nest.example.com', false],
])('%s is ours alone: %s', (name, local) => {
  expect(isLocalName(name)).toBe(local);
});
