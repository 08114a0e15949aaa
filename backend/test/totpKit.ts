import { createHmac } from 'node:crypto';
import type { RecoveryCodes, TotpOffer } from '../src/contract/index.ts';
import { call, type TestServer } from './kit.ts';
import { sleep } from './sockets.ts';

const PERIOD_MS = 30_000;

/** The code that an authenticator shows, so many steps from now: by the letter of RFC 6238, and no library of ours. */
export function codeOf(secret: string, stepsOff = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / PERIOD_MS) + stepsOff));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = mac.readUInt8(19) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(text, (one) => letters.indexOf(one).toString(2).padStart(5, '0')).join(
    '',
  );
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** Waits until there is some time left in this step: what is counted from its beginning then stays so. */
export async function earlyInStep(leftMs = 10_000): Promise<void> {
  const left = PERIOD_MS - (Date.now() % PERIOD_MS);
  if (left < leftMs) await sleep(left + 50);
}

/** Turns a second factor on, with the code of now, which is used up then. @throws Error with what the server said */
export async function turnOn(
  server: TestServer,
  token: string,
  password: string,
): Promise<TotpOffer & RecoveryCodes> {
  const ask = async (path: string, body: object) => {
    const answer = await call(server, 'POST', path, { token, body });
    if (answer.status !== 200)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const offer: TotpOffer = await ask('/api/auth/totp', { password });
  const codes: RecoveryCodes = await ask('/api/auth/totp/confirm', { code: codeOf(offer.secret) });
  return { ...offer, ...codes };
}
