import { expect, it } from 'vitest';
import { EngineAnswerError } from '../../docker/errors.ts';
import { answerError } from './answers.ts';

const ID = 'a'.repeat(64);

it.each([
  [404, `Error response from daemon: No such container: ${ID}`],
  [404, `Error: No such container: ${ID}`],
  [404, `Error: no container with name or ID "${ID}" found: no such container`],
  [409, `Error response from daemon: Container ${ID} is not running`],
  [409, `Error response from daemon: Container ${ID} is already paused`],
  [409, `Error response from daemon: Container ${ID} is not paused`],
  [409, 'Error response from daemon: cannot start a paused container, try unpause instead'],
  [409, `Error response from daemon: You cannot remove a running container ${ID}. Stop the …`],
  [
    409,
    'Error response from daemon: cannot remove container "/web": container is running: stop the …',
  ],
  [409, `Error response from daemon: removal of container ${ID} is already in progress`],
  [409, 'Error response from daemon: Conflict. The container name "/web" is already in use'],
  [409, 'Error: can only create exec sessions on running containers: container state improper'],
  [501, 'Error response from daemon: configured logging driver does not support reading'],
  [500, 'Error response from daemon: driver failed programming external connectivity'],
  [500, 'something else'],
  [500, ''],
])('answers %i for %s', (status, stderr) => {
  expect(answerError({ stderr })).toMatchObject({ status });
});

it('has the own words of the daemon, and nothing that docker adds', () => {
  const stderr = `WARNING: Error loading config file: open /x\nError response from daemon: cannot start:\n  not so\nError: failed to start containers: ${ID}\n`;
  expect(answerError({ stderr }).message).toBe('cannot start: not so');
  expect(answerError({ stderr: 'unable to find user x\r\n' }).message).toBe(
    'unable to find user x',
  );
});

it('masks what a command was to be started with, and ends somewhere', () => {
  const secret = 'hunter2hunter2';
  const { message } = answerError({
    stderr: `Error response from daemon: exec: "app --password=${secret}": ${'no '.repeat(9_000)}`,
  });
  expect(message).not.toContain(secret);
  expect(message.length).toBeLessThanOrEqual(500);
  expect(answerError({ stderr: '' })).toBeInstanceOf(EngineAnswerError);
});
