import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { damaged, type KeyBlock } from './keyBlock.ts';
import { KeyProblem } from './keyProblem.ts';
import {
  passphraseNeeded,
  passphraseWrong,
  refuseType,
  writeOpenSshEd25519,
} from './opensshKey.ts';
import { pkcs8Work } from './pkcs8Work.ts';

/** About a second of work; OpenSSL writes 2048 rounds, password managers up to a million. */
const MOST_WORK = 2 ** 21;

/**
 * Reads a private key in a PEM as OpenSSL writes it: PKCS#1 (RSA), SEC 1 (EC) and PKCS#8, which
 * ssh2 does not know. Throws a KeyProblem.
 */
export function readPemKey(block: KeyBlock, passphrase: string | undefined): ParsedKey {
  if (block.label === 'DSA PRIVATE KEY') refuseType('ssh-dss');
  const inPkcs8 = block.label === 'ENCRYPTED PRIVATE KEY';
  const encrypted = inPkcs8 || block.headers.some((line) => line.startsWith('DEK-Info:'));
  if (encrypted && passphrase === undefined) throw passphraseNeeded();
  if (inPkcs8) refuseWork(block.body);
  const key = ssh2.utils.parseKey(
    asSsh2Reads(decode(block.pem, encrypted ? passphrase : undefined)),
  );
  if (key instanceof Error) throw damaged();
  return key;
}

function refuseWork(body: Buffer): void {
  const work = pkcs8Work(body);
  if (work === null) throw damaged();
  if (work > MOST_WORK) {
    throw new KeyProblem(
      'too_costly',
      'Decrypting the private key takes too long: encrypt it again with openssl pkcs8 -topk8, or with ssh-keygen -p, and paste that.',
    );
  }
}

function decode(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_OSSL_EVP_UNSUPPORTED') {
      throw new KeyProblem(
        'unsupported',
        'The private key is encrypted in an outdated way: run ssh-keygen -p -f on its file and paste it again.',
      );
    }
    // A wrong passphrase also turns up as what it made of the key, which then has no known form.
    throw passphrase === undefined ? damaged() : passphraseWrong();
  }
}

function asSsh2Reads(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      if (!/^(?:prime256v1|secp384r1|secp521r1)$/.test(key.asymmetricKeyDetails?.namedCurve ?? ''))
        break;
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'ed25519': {
      const { x = '', d = '' } = key.export({ format: 'jwk' });
      return writeOpenSshEd25519(Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url'));
    }
    case 'dsa':
      refuseType('ssh-dss');
      break;
    default:
  }
  throw new KeyProblem(
    'unsupported',
    'SSH has no keys of this kind: make a new one with ssh-keygen -t ed25519.',
  );
}
