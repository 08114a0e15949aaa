/** Fingerprints of host keys inside other words, as `ssh-keygen -lf` prints them. */

const sha256 = /(SHA256:[A-Za-z0-9+/]{43})/;

/** `SHA256:n4tY…N5Bk` */
export const shortened = (fingerprint: string) =>
  fingerprint.length > 20 ? `${fingerprint.slice(0, 11)}…${fingerprint.slice(-4)}` : fingerprint;

/** A text in parts: every other one is a fingerprint. */
export const splitFingerprints = (text: string): readonly string[] => text.split(sha256);
