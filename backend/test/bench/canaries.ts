/**
 * Planted secrets, one per place where one hides. Not one of these strings may ever be seen in a
 * response, a log, the audit, the database, or the page.
 */
export const CANARIES = {
  envPassword: 'canary-env-password-Zx81',
  envToken: 'canary-env-token-Qm27',
  envPrivateKey: 'canaryEnvPrivateKeyLt90',
  envUrlPassword: 'canary-url-password-Rf55',
  envJwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canaryJwtSignatureHb12canaryJwtSignature',
  commandPassword: 'canary-command-password-Wd33',
  commandEqualsToken: 'canary-command-token-Vn48',
  labelHash: '$apr1$canary42$Nk76canarylabelhash0000',
  labelWebhook: 'canary-label-webhook-Ys64',
} as const;

/** Which canaries a text holds, by name. An empty answer is the good one. */
export function foundCanaries(text: string): string[] {
  return Object.entries(CANARIES)
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => name);
}

/** Beside the secrets, so that a test sees that the container is reported at all. */
export const HARMLESS_ENV = { key: 'APP_MODE', value: 'production' } as const;

export const SECRET_ENV: Record<string, string> = {
  [HARMLESS_ENV.key]: HARMLESS_ENV.value,
  POSTGRES_PASSWORD: CANARIES.envPassword,
  GITHUB_TOKEN: CANARIES.envToken,
  SIGNING_PEM: `-----BEGIN PRIVATE KEY-----\n${CANARIES.envPrivateKey}\n-----END PRIVATE KEY-----`,
  DATABASE_URL: `postgres://app:${CANARIES.envUrlPassword}@db:5432/app`,
  UPSTREAM: CANARIES.envJwt,
};

export const SECRET_LABELS: Record<string, string> = {
  'traefik.http.middlewares.auth.basicauth.users': `admin:${CANARIES.labelHash}`,
  'notify.webhook.secret': CANARIES.labelWebhook,
};

/** Words after `sh -c '…'` are arguments that the script ignores and every list shows. */
export const SECRET_COMMAND = [
  'server',
  '--requirepass',
  CANARIES.commandPassword,
  `--api-token=${CANARIES.commandEqualsToken}`,
];

/** A value with everything that breaks a page, a shell or hand-made JSON. */
export const HOSTILE_LABEL = {
  key: 'archnest.hostile',
  value: `it's "quoted"\nsecond line $(id) \`id\` "><img src=x onerror=alert(1)>`,
} as const;
