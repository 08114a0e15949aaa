import { expect, it } from 'vitest';
import { downloadCommand, isLoopback, makeToken, runCommand } from './firstSteps.ts';

it('makes tokens that need no quoting and do not repeat', () => {
  const tokens = new Set(Array.from({ length: 50 }, makeToken));
  expect(tokens.size).toBe(50);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

const origin = 'http://10.0.0.2:4000';

it('writes commands ready to run', () => {
  expect(downloadCommand(origin, '/agent/a.sh')).toBe(`curl -fsSLO ${origin}/agent/a.sh`);
  expect(runCommand({ origin, hostId: 'vm-1', token: 'secret' }, ' --interval 30')).toBe(
    `ARCHNEST_URL=${origin} \\\nARCHNEST_HOST_ID=vm-1 \\\nARCHNEST_AGENT_TOKEN=secret \\\nbash archnest-docker-agent.sh --interval 30`,
  );
});

it('asks for a token that only the server knows', () => {
  const command = runCommand({ origin, hostId: 'vm-1', token: null });
  expect(command).toContain('read -rsp');
  expect(command).not.toContain('ARCHNEST_AGENT_TOKEN=');
  expect(
    command
      .split('\n')
      .slice(0, -1)
      .every((line) => line.endsWith('\\')),
  ).toBe(true);
});

it.each([
  ['http://localhost:4000', true],
  ['http://127.0.0.1:4000', true],
  ['http://[::1]:4000', true],
  ['http://nest.localhost', true],
  ['http://10.0.0.2:4000', false],
  ['https://nest.home.arpa', false],
])('%s: loopback %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
