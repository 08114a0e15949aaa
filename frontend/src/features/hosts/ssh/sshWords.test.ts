import { sshProblem } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { plannedWords, sshProblemWords, wayWords } from './sshWords.ts';

it('has a sentence for every problem', () => {
  for (const problem of sshProblem.options) {
    const { title, hint, command } = sshProblemWords(problem);
    expect(title, problem).toMatch(/^[A-Za-z].*\.$/);
    expect(hint ?? '.', problem).toMatch(command ? /:$/ : /\.$/);
    expect(`${title}${hint}`, problem).not.toMatch(/please|oops|!/i);
  }
});

it.each([
  [{ mode: 'tunnel', via: '/var/run/docker.sock' }, 'Tunnel through /var/run/docker.sock'],
  [{ mode: 'tunnel', via: 'docker system dial-stdio' }, 'Tunnel by docker system dial-stdio'],
  [{ mode: 'cli', via: 'sudo -n docker' }, 'Commands: sudo -n docker'],
] as const)('%j', (way, words) => {
  expect(wayWords(way)).toBe(words);
});

it('says how Docker is to be reached before it is known', () => {
  const docker = { enabled: true, mode: 'auto', command: 'docker' } as const;
  expect(plannedWords(docker)).toBe('Not found out yet');
  expect(plannedWords({ ...docker, mode: 'cli', command: 'podman' })).toBe('Commands, podman');
  expect(plannedWords({ ...docker, enabled: false })).toContain('only a jump host');
});
