import type { Level } from './entry.ts';

/** How programs spell their levels, in upper case. */
const names: Record<string, Level> = {
  FATAL: 'fatal',
  FTL: 'fatal',
  PANIC: 'fatal',
  EMERG: 'fatal',
  ALERT: 'fatal',
  CRITICAL: 'fatal',
  CRIT: 'fatal',
  ERROR: 'error',
  ERR: 'error',
  ERRO: 'error',
  EROR: 'error',
  SEVERE: 'error',
  WARNING: 'warn',
  WARN: 'warn',
  WRN: 'warn',
  NOTICE: 'info',
  INFO: 'info',
  INF: 'info',
  INFORMATION: 'info',
  LOG: 'info',
  DEBUG: 'debug',
  DBG: 'debug',
  DEBU: 'debug',
  TRACE: 'trace',
  TRC: 'trace',
  VERBOSE: 'trace',
};

/** Bunyan and pino: 10 trace … 60 fatal. */
const numbered: Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

const words = Object.keys(names)
  .toSorted((a, b) => b.length - a.length)
  .join('|');
/** Upper case, standing alone, near the start: prose says "error" in lower case. */
const upper = new RegExp(`(?:^|[\\s[(|<:])(${words})(?=$|[\\s\\])|>:,;/])`);
/** Lower or mixed case only where it is marked as a level: `[error]`, `error:` at the start, `level=error`. */
const marked = new RegExp(`^(?:${words}):|[[(<|](${words})[\\])>|]`, 'i');
const keyed =
  /(?:^|[\s{,"'])(?:level|lvl|severity|loglevel|log\.level)["']?\s*[=:]\s*["']?([a-z]+|\d+)/i;
/** klog (Kubernetes, etcd): `E0620 14:30:02.417`. */
const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const klogLevels: Record<string, Level> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };
/** Redis: `1:M 20 Jun 2026 14:30:02.417 # message`. */
const redis = /^\d+:[A-Z] \d\d \w{3} \d{4} [\d:.]+ ([.*#-]) /;
const redisLevels: Record<string, Level> = { '.': 'debug', '-': 'trace', '*': 'info', '#': 'warn' };
const thrown =
  /^(?:Uncaught )?(?:Unhandled exception|Traceback \(most recent call last\)|panic: |fatal error: |(?:[\w$]+[.:])*[\w$]*(?:Exception|Error)\b(?::|$))/;

const near = 120;

/** `warn` → `warn`, `WRN` → `warn`, `40` → `warn`; `null` for what is no level. */
export function levelOf(word: string): Level | null {
  const number = Number(word);
  if (word !== '' && Number.isInteger(number)) return numbered[number / 10 - 1] ?? null;
  return names[word.toUpperCase()] ?? null;
}

/** The level that a line (without escape sequences) says it has. Reads only the line's beginning. */
export function detectLevel(text: string): Level | null {
  const head = text.length > near ? text.slice(0, near) : text;
  const key = keyed.exec(text.startsWith('{') ? text.slice(0, 2_000) : head);
  if (key) return levelOf(key[1] ?? '');
  if (text.startsWith('{')) return null;
  const mark = marked.exec(head);
  if (mark) return levelOf(mark[1] ?? mark[0].slice(0, -1));
  const word = upper.exec(head);
  if (word) return levelOf(word[1] ?? '');
  const letter = klog.exec(head);
  if (letter) return klogLevels[letter[1] ?? ''] ?? null;
  const sign = redis.exec(head);
  if (sign) return redisLevels[sign[1] ?? ''] ?? null;
  if (!thrown.test(head)) return null;
  return /^(?:panic|fatal)/.test(head) ? 'fatal' : 'error';
}
