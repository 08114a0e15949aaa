/** As `github.com/docker/go-units` writes them: `B`, `kB`, `MiB`; old versions also `KB`. */
const UNIT = /^([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2})?) ?([kKMGTPE]?)(i?)B$/;
const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Bytes of `1.05kB`, `64MiB`, `708KiB`; rounded as the text is. `null` for anything else, and above 2^53. */
export function parseSize(text: string): number | null {
  const match = UNIT.exec(text.trim());
  if (!match) return null;
  const [, digits = '', unit = '', binary] = match;
  const bytes = Math.round(
    Number(digits) * (binary ? 1024 : 1000) ** POWERS.indexOf(unit.toUpperCase()),
  );
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** Both of `1.2MB / 3kB`. `-- / --`, which is said of what is not known, gives nulls. */
export function parsePair(text: string): [number | null, number | null] {
  const [first = '', second = ''] = text.split('/');
  return [parseSize(first), parseSize(second)];
}

/** `0.52%`; `null` for `--`. */
export function parsePercent(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)%$/.exec(text.trim());
  return match ? Math.min(Number(match[1]), 1e6) : null;
}
