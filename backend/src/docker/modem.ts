import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { maskText } from '../containers/masking.ts';
import { EngineAnswerError, EngineTimeoutError } from './errors.ts';
import { isRecord, parseJson } from './json.ts';
import type { Call, Lane, Transport } from './transport.ts';

/*
 * dockerode knows the Engine's endpoints; how it talks to them does not do for a server. It follows redirects, knows no
 * deadline, waits for ever on a body that was cut off, and keeps any amount of it in memory. So its modem keeps the
 * paths and queries and this module does the talking.
 */

/** What one call may take. */
export interface CallLimits {
  lane: Lane;
  /** Milliseconds to the end of the answer; of a stream to its beginning. */
  deadlineMs: number;
  /** The largest answer that is not a stream. */
  maxBytes: number;
  /** Ends the call, and the stream that came of it. */
  signal?: AbortSignal | undefined;
}

/** How docker-modem wants a call to end. */
interface DialContext {
  isStream?: boolean;
  hijack?: boolean;
  openStdin?: boolean;
  statusCodes: Record<number, boolean | string>;
}

type DialCallback = (error: Error | null, result: unknown) => void;

/** `buildRequest` of a modem whose calls go through `transport` within `limits`. */
export function talk(transport: Transport, limits: CallLimits) {
  return (
    request: Call,
    context: DialContext,
    data: string | Buffer | undefined,
    callback: DialCallback,
  ): void => {
    send(transport, limits, request, context, data).then(
      (result) => {
        callback(null, result);
      },
      (error: Error) => {
        callback(error, null);
      },
    );
  };
}

/** A kept-alive connection may be closed by the other side just when it is used again: once more, for reads. */
async function send(
  transport: Transport,
  limits: CallLimits,
  request: Call,
  context: DialContext,
  data: string | Buffer | undefined,
): Promise<unknown> {
  const first = exchange(transport, limits, request, context, data);
  try {
    return await first.result;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const lost = code === 'ECONNRESET' || code === 'EPIPE';
    if (!lost || !first.reused() || request.method !== 'GET' || limits.signal?.aborted) throw error;
    return exchange(transport, limits, request, context, data).result;
  }
}

function exchange(
  transport: Transport,
  { lane, deadlineMs, maxBytes, signal }: CallLimits,
  { path, method, headers }: Call,
  context: DialContext,
  data: string | Buffer | undefined,
): { result: Promise<unknown>; reused: () => boolean } {
  let sent: ClientRequest | undefined;
  const result = new Promise<unknown>((resolve, reject) => {
    signal?.throwIfAborted();
    const request = transport.request({ path, method, headers }, lane);
    sent = request;
    const timer = setTimeout(() => {
      request.destroy(new EngineTimeoutError(deadlineMs));
    }, deadlineMs);
    const onAbort = () => {
      request.destroy(abortReason(signal));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    // A stream that was handed over is still ended by the signal; nothing else outlives the call.
    const over = () => {
      clearTimeout(timer);
    };
    request.once('close', () => {
      over();
      signal?.removeEventListener('abort', onAbort);
    });
    request.on('error', (error) => {
      over();
      reject(error);
    });
    request.once('upgrade', (_response, socket: Duplex, head: Buffer) => {
      over();
      // Node takes its own listener away, and a daemon that is killed resets the connection: whoever reads hears of the
      // error too, and with nobody there it must not end the process.
      socket.on('error', () => undefined);
      // Nobody asked for it, and nobody would ever close it.
      if (!context.hijack) {
        socket.destroy();
        reject(new EngineAnswerError(101, ''));
        return;
      }
      if (head.length) socket.unshift(head);
      if (signal) endWith(signal, socket);
      resolve(socket);
    });
    request.once('response', (response) => {
      const ok = context.statusCodes[response.statusCode ?? 0] === true && !context.hijack;
      if (ok && context.isStream) {
        over();
        resolve(response);
        return;
      }
      collect(response, maxBytes).then(
        (body) => {
          over();
          if (ok) resolve(parse(body));
          else reject(new EngineAnswerError(response.statusCode ?? 0, messageOf(body)));
        },
        (error: Error) => {
          over();
          request.destroy();
          // A deadline or an abort during the body shows as a cut-off body: say the cause.
          reject(request.errored ?? error);
        },
      );
    });
    if (data !== undefined) request.write(data);
    request.end();
  });
  return { result, reused: () => sent?.reusedSocket ?? false };
}

function endWith(signal: AbortSignal, socket: Duplex): void {
  const end = () => {
    socket.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  socket.once('close', () => {
    signal.removeEventListener('abort', end);
  });
}

const abortReason = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('aborted');

/** The whole body. @throws Error when it is cut off or larger than `maxBytes` */
async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new EngineAnswerError(0, 'The answer is larger than any that Docker should give.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function parse(body: Buffer): unknown {
  const text = body.toString('utf8');
  if (!text) return undefined;
  const json = parseJson(text);
  return json === undefined ? text : json;
}

/**
 * The daemon's own words, one line of bounded length; none where a proxy answered with a page. Masked, since it tells
 * which command it could not start, with all its options.
 */
function messageOf(body: Buffer): string {
  const parsed = parse(body.subarray(0, 64 * 1024));
  const message = isRecord(parsed) ? parsed['message'] : parsed;
  const words = (typeof message === 'string' ? message : '').replace(/\s+/g, ' ').trim();
  return words.startsWith('<') ? '' : maskText(words).slice(0, 500);
}
