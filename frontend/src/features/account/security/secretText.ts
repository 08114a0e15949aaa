/** A key as it is read out: in groups of four. */
export const grouped = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? '';

/** The recovery codes as a file to keep. */
export const codesFile = (codes: readonly string[], origin: string) =>
  [
    `ArchNest recovery codes for ${origin}`,
    'Each works once, in place of the code of the app.',
    '',
    ...codes,
    '',
  ].join('\n');
