interface Element {
  tag: number;
  value: Buffer;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * How much work it takes to derive the key of an EncryptedPrivateKeyInfo (RFC 5958): rounds of
 * PBKDF2 or of PKCS#12's, or N·r·p of scrypt, of which one takes about as long.
 * `null` when the structure is another one. To be asked first, as OpenSSL does any amount of it,
 * while the process stands still.
 */
export function pkcs8Work(der: Buffer): number | null {
  const algorithm = sequence(sequence(der)?.[0]);
  let parameters = sequence(algorithm?.[1]);
  // PBES2 names its derivation first; the older schemes have its parameters right here.
  if (parameters?.[0]?.tag === SEQUENCE) parameters = sequence(sequence(parameters[0])?.[1]);
  const [rounds, ...more] = parameters?.filter(({ tag }) => tag === INTEGER).map(toNumber) ?? [];
  if (rounds === undefined) return null;
  const [blockSize, parallel] = more;
  // PBKDF2 has one more at most, the length of the key.
  return blockSize === undefined || parallel === undefined ? rounds : rounds * blockSize * parallel;
}

function toNumber({ value }: Element): number {
  if (value.length === 0 || value.length > 6) return Infinity;
  return value.readUIntBE(0, value.length);
}

/** The elements of a DER sequence: the first of a buffer, or the one given. */
function sequence(of: Buffer | Element | undefined): Element[] | null {
  const outer = Buffer.isBuffer(of) ? elements(of)?.[0] : of;
  return outer?.tag === SEQUENCE ? elements(outer.value) : null;
}

function elements(der: Buffer): Element[] | null {
  const found: Element[] = [];
  let at = 0;
  while (at < der.length) {
    const tag = der[at];
    let length = der[at + 1];
    if (tag === undefined || length === undefined) return null;
    at += 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 4 || at + size > der.length) return null;
      length = der.readUIntBE(at, size);
      at += size;
    }
    if (at + length > der.length) return null;
    found.push({ tag, value: der.subarray(at, at + length) });
    at += length;
  }
  return found;
}
