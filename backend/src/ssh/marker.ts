import type { Duplex } from 'node:stream';
import { RemoteError } from './remote.ts';

/** What a login script may print before its command begins. */
const MOST_NOISE = 256 * 1024;

/**
 * Reads a stream up to and with the line that is the marker, and leaves what follows on it.
 * @throws RemoteError no_command when the stream ends without it: something else was run; shell when too much comes
 */
export function afterMarker(stream: Duplex, marker: string): Promise<void> {
  const mark = Buffer.from(marker);
  let seen = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const stop = () => {
      stream.off('readable', read).off('end', ended).off('close', ended).off('error', failed);
    };
    const fail = (error: Error) => {
      stop();
      reject(error);
    };
    const read = () => {
      for (let chunk; (chunk = stream.read() as Buffer | null) !== null;) {
        seen = Buffer.concat([seen, chunk]);
        const end = endOfMarker(seen, mark);
        if (end >= 0) {
          stop();
          if (end < seen.length) stream.unshift(seen.subarray(end));
          resolve();
          return;
        }
        if (seen.length > MOST_NOISE) {
          fail(
            new RemoteError(
              'shell',
              'The login scripts of this account print without end: quieten them for commands (test for $PS1).',
            ),
          );
          return;
        }
      }
    };
    const ended = () => {
      fail(
        new RemoteError(
          'no_command',
          'This account does not run the commands that it is given: its sshd has a ForceCommand, or its shell refuses.',
        ),
      );
    };
    const failed = (error: Error) => {
      fail(error);
    };
    stream.on('readable', read).on('end', ended).on('close', ended).on('error', failed);
    read();
  });
}

/** Behind the line end of the marker's line; -1 while that is not there. A terminal ends lines with two characters. */
function endOfMarker(seen: Buffer, mark: Buffer): number {
  for (let at = seen.indexOf(mark); at >= 0; at = seen.indexOf(mark, at + 1)) {
    const end = at + mark.length;
    if (seen[end] === 10) return end + 1;
    if (seen[end] === 13 && seen[end + 1] === 10) return end + 2;
  }
  return -1;
}
