/** Host keys as people compare them. */

const sha256 = /SHA256:[A-Za-z0-9+/]{43}/g;

/** `ssh-ed25519`, `ED25519` and their likes → `ED25519`, as `ssh-keygen -lf` prints it. */
export function keyTypeName(keyType: string | null): string | null {
  if (keyType === null) return null;
  const [, type] = /(ed25519|ecdsa|rsa|dsa|dss)/i.exec(keyType) ?? [];
  const name = type?.toUpperCase() ?? keyType;
  const known = name === 'DSS' ? 'DSA' : name;
  return /^sk-/i.test(keyType) ? `${known}-SK` : known;
}

/** The file that sshd keeps the public half in. */
export function keyFile(keyType: string | null): string {
  const type = keyTypeName(keyType)?.toLowerCase();
  const usual = ['ed25519', 'ecdsa', 'rsa', 'dsa'].find((each) => each === type);
  return `/etc/ssh/ssh_host_${usual ?? '*'}_key.pub`;
}

/** To run on the machine itself. */
export const printCommand = (keyType: string | null) => `ssh-keygen -lf ${keyFile(keyType)}`;

/** To run on another machine, which reaches it by another way. */
export const scanCommand = ({ address, port }: { address: string; port: number }) =>
  `ssh-keyscan -p ${port} ${address} | ssh-keygen -lf -`;

/** `SHA256:` and the rest in fours: the eye keeps its place in them. */
export function inFours(fingerprint: string): { head: string; fours: readonly string[] } {
  const [, head = '', rest = fingerprint] = /^(SHA256:)(.*)$/s.exec(fingerprint) ?? [];
  return { head, fours: rest.match(/.{1,4}/gs) ?? [] };
}

/** `type`: only keys of other types were printed. `none`: no fingerprint stands in it. */
export type Verdict = 'same' | 'other' | 'type' | 'none';

/** Compares what `ssh-keygen -lf` printed, of one key or of several, with what the machine showed. */
export function compareKeys(
  printed: string,
  fingerprint: string,
  keyType: string | null = null,
): Verdict {
  const found: readonly string[] = printed.match(sha256) ?? [];
  if (found.length === 0) return 'none';
  if (found.includes(fingerprint)) return 'same';
  const types = [...printed.matchAll(/\(([A-Z0-9-]+)\)/g)].map((match) => match[1]);
  const wanted = keyTypeName(keyType);
  const elsewhere = wanted !== null && types.length > 0 && !types.includes(wanted);
  return elsewhere ? 'type' : 'other';
}

/** Why a text is no use for comparing, as a sentence; `null` when it may only be unfinished. */
export function printedProblem(printed: string): string | null {
  if (/MD5:|(\b[0-9a-f]{2}:){15}/i.test(printed))
    return 'This is the old form of a fingerprint. Add -E sha256 to the command.';
  if (/\b(ssh-(ed25519|rsa)|ecdsa-sha2-\S+) AAAA/.test(printed))
    return 'This is the key itself. The command with ssh-keygen prints its fingerprint.';
  return null;
}
