import { maskText } from '../../containers/masking.ts';
import { EngineAnswerError } from '../../docker/errors.ts';
import type { Output } from '../remote.ts';

/** What stands before the daemon's own words; Podman has no daemon. */
const PREFIX = /(?:Error response from daemon|error from daemon in stream): |^Error: /m;
/** What docker adds for itself when it was given several ids. */
const OWN_ENDING = /\n(?:Error: )?failed to [a-z]+ containers:[^]*$/;
const LONGEST_MESSAGE = 500;

/**
 * A docker command that did not end well, as the Engine would have answered it: with its status, and the daemon's own
 * words, masked, since they tell which command could not be started, with all its options.
 */
export function answerError({ stderr }: Pick<Output, 'stderr'>): EngineAnswerError {
  const words = daemonWords(stderr.slice(0, 64 * 1024));
  const message = maskText(words).slice(0, LONGEST_MESSAGE);
  return new EngineAnswerError(statusOf(words), message);
}

function daemonWords(stderr: string): string {
  const text = stderr.replace(OWN_ENDING, '');
  const prefix = PREFIX.exec(text);
  const words = prefix ? text.slice(prefix.index + prefix[0].length) : text;
  return words.replace(/\s+/g, ' ').trim();
}

export const isMissing = (text: string): boolean =>
  /no such container|no container with (?:name or )?ID/i.test(text);

/** By the words: the Engine's statuses do not come through the command. */
const CONFLICT =
  /is not running|is not paused|is already paused|is paused|paused container|running container|container is running|is restarting|can only (?:kill|pause|unpause)|removal of container|marked for removal|you cannot remove|conflict|container state improper/i;

function statusOf(words: string): number {
  if (isMissing(words)) return 404;
  if (CONFLICT.test(words)) return 409;
  return /does not support reading/i.test(words) ? 501 : 500;
}
