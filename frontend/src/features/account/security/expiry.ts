/** In how many days a token ends, as it can be chosen; `null` never. */
export const expiries = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['never', 'Never'],
] as const;
export type Expiry = (typeof expiries)[number][0];

export const daysOf = (expiry: Expiry) => (expiry === 'never' ? null : Number(expiry));

/** How its end stands: a script should get a new token before it stops. */
export function standingOf(expiresAt: number | null, now: number): 'fine' | 'soon' | 'over' {
  if (expiresAt === null) return 'fine';
  if (expiresAt <= now) return 'over';
  return expiresAt - now < 7 * 86_400_000 ? 'soon' : 'fine';
}

/** What it takes to use a token without leaving it in an argument or the history. */
export const tokenExample = (origin: string) =>
  [
    `(umask 077; read -rsp 'Token: ' t && echo "authorization: Bearer $t" > archnest.header)`,
    `curl -fsS -H @archnest.header '${origin}/api/hosts'`,
  ].join('\n');
