import { engineProblem } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { endpointModes } from './endpoint.ts';
import { dockerName, formatLatency, machineWords, problemWords } from './testWords.ts';

it('has a sentence for every problem, however it was tried', () => {
  for (const problem of engineProblem.options) {
    for (const mode of endpointModes) {
      const { title, hint, command } = problemWords(problem, mode);
      expect(title, problem).toMatch(/^[A-Z].*\.$/);
      expect(hint ?? '.', problem).toMatch(command ? /:$/ : /\.$/);
      expect(`${title}${hint}`, problem).not.toMatch(/please|oops|!/i);
    }
  }
});

it('knows the way out of a port that wants TLS', () => {
  expect(problemWords('tls_needed', 'tcp').use).toBe('tcps');
});

it('speaks of sockets where it was one', () => {
  expect(problemWords('refused', 'unix').title).not.toBe(problemWords('refused', 'tcp').title);
});

it.each([
  [0.4, '< 1 ms'],
  [1, '1 ms'],
  [14.4, '14 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1_340, '1.3 s'],
])('%d is %s', (milliseconds, expected) => {
  expect(formatLatency(milliseconds)).toBe(expected);
});

const unknown = { version: null, apiVersion: null, os: null, cpus: null, memoryBytes: null };

it('says what is known of the machine', () => {
  const engine = {
    version: '28.2.2',
    apiVersion: '1.50',
    os: 'Debian GNU/Linux 12',
    cpus: 1,
    memoryBytes: 16 * 1024 ** 3,
  };
  expect(dockerName(engine)).toBe('Docker 28.2.2');
  expect(machineWords(engine, 12)).toBe(
    'Debian GNU/Linux 12, 1 CPU, 16.0 GiB memory, 12 containers',
  );
  expect(dockerName(unknown)).toBe('Docker');
  expect(machineWords(unknown, 1)).toBe('1 container');
});
