import { createRequire } from 'node:module';
import type { Client, ParsedKey } from 'ssh2';
import type { Certificate, Identity } from './keys.ts';
import { wireString } from './wire.ts';

/*
 * Of ssh2 1.17.0's insides, how it signs in: it has no certificates. It sends one name of an algorithm in two places where
 * a certificate needs two names: the request tells the certificate's (ssh-ed25519-cert-v01@openssh.com), the signature in
 * it the key's (ssh-ed25519). So the request is written here, as `authPK` of lib/protocol/Protocol.js does it.
 */

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;
type AuthPublicKey = (
  username: string,
  key: ParsedKey,
  algorithm: string | undefined,
  sign?: Sign,
) => void;

interface Protocol {
  authPK: AuthPublicKey;
  /** Of the handshake, which comes later than `connect()`. */
  _kex: { sessionID: Buffer } | undefined;
  _packetRW: {
    write: {
      allocStart: number;
      alloc(length: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
  /** What the answers that come belong to. */
  _authsQueue: string[];
}

interface Utils {
  /** From the form of OpenSSL to that of SSH. */
  convertSignature(signature: Buffer, keyType: string): Buffer | false | undefined;
  sendPacket(protocol: Protocol, packet: Buffer): boolean;
}

const USERAUTH_REQUEST = 50;

/**
 * Makes a client enter with a certificate where it would with the key of `identity` alone. To be
 * called right after `client.connect()`, whose `authHandler` gives `{ type: 'publickey', key }`
 * with this very key; every other key is left to ssh2. The next `connect()` needs another call.
 * Throws when ssh2 is not the version that this was written for.
 */
export function useCertificate(
  client: Client,
  identity: Identity & { certificate: Certificate },
): void {
  const protocol = protocolOf(client);
  const { convertSignature, sendPacket } = loadUtils();
  const { key: certified, certificate } = identity;
  const withoutCertificate = protocol.authPK.bind(protocol);
  const send = (payload: Buffer) => {
    const { write } = protocol._packetRW;
    const packet = write.alloc(payload.length);
    payload.copy(packet, write.allocStart);
    protocol._authsQueue.push('publickey');
    sendPacket(protocol, write.finalize(packet));
  };
  protocol.authPK = (username, key, algorithm = key.type, sign) => {
    if (key !== certified) {
      withoutCertificate(username, key, algorithm, sign);
      return;
    }
    const request = (signed: boolean) =>
      Buffer.concat([
        Buffer.from([USERAUTH_REQUEST]),
        wireString(username),
        wireString('ssh-connection'),
        wireString('publickey'),
        Buffer.from([signed ? 1 : 0]),
        wireString(`${algorithm}-cert-v01@openssh.com`),
        wireString(certificate.blob),
      ]);
    if (!sign) {
      send(request(false));
      return;
    }
    const session = protocol._kex?.sessionID;
    if (!Buffer.isBuffer(session)) throw anotherVersion();
    const unsigned = request(true);
    sign(Buffer.concat([wireString(session), unsigned]), (raw) => {
      const signature = convertSignature(raw, key.type);
      if (!signature) throw new Error('the signature has an unknown form');
      const named = Buffer.concat([wireString(algorithm), wireString(signature)]);
      send(Buffer.concat([unsigned, wireString(named)]));
    });
  };
}

function loadUtils(): Utils {
  const loaded: unknown = createRequire(import.meta.url)('ssh2/lib/protocol/utils.js');
  if (!isUtils(loaded)) throw anotherVersion();
  return loaded;
}

function protocolOf(client: Client): Protocol {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!isProtocol(protocol)) throw anotherVersion();
  return protocol;
}

function isUtils(value: unknown): value is Utils {
  return isFunction(member(value, 'convertSignature')) && isFunction(member(value, 'sendPacket'));
}

function isProtocol(value: unknown): value is Protocol {
  const write = member(member(value, '_packetRW'), 'write');
  return (
    isFunction(member(value, 'authPK')) &&
    isFunction(member(write, 'alloc')) &&
    isFunction(member(write, 'finalize')) &&
    typeof member(write, 'allocStart') === 'number' &&
    Array.isArray(member(value, '_authsQueue'))
  );
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function anotherVersion(): Error {
  return new Error('certificates were written for ssh2 1.17.0, and this is another version');
}
