import type { ContainerEnv, ReportedContainer } from '../contract/index.ts';

/** What stands in the place of a secret. */
export const MASK = '********';

/**
 * What is masked, by key and by text. The same lines stand in agent/archnest-docker-agent.sh; a test compares
 * them, and both programs pass agent/test/masking-vectors.json.
 *
 *     let NAME PATTERN      <NAME> in a later line stands for it
 *     fold NAME WORDS       the same, in upper and lower case
 *     mask LITERAL PATTERN  in a text that contains LITERAL (- for any), what PATTERN matches becomes
 *                           its first group and ********
 *
 * Oniguruma and JavaScript must read the patterns alike: so no flags (case folds differently), and no
 * \w \s \d . ^ $ (neither the classes nor the anchors agree). Every pattern takes linear time, or looks ahead
 * by a bounded length.
 */
const RULES = String.raw`
# A value under a floor key is masked always; under a telling key unless it is only a setting.
fold floor pass|secret|token|key|private|credential
fold telling cookie|webhook|signature|bearer|authorization|mnemonic|connection[_-]?string
fold auth auth
fold dsn dsn
fold pwd pwd
fold short salts?|jwt|psk|pat|pw|pin|otp|totp|creds?|hmac|seed
fold query sig|sid|code|session|sessionid
fold setting methods?|mode|type|enabled?|disabled?|name|domain|samesite|secure|httponly|ttl|timeout|provider|port|address
fold switch true|false|yes|no|on|off|none|null|[01]
fold users (?:basic|digest)[_-]?auth[.]users
let stop (?![\s\S])
let letter A-Za-z
let beyond (?:<telling>|(?<![Oo])<auth>(?![<letter>])|(?:<dsn>|<pwd>)(?![<letter>])|(?<![<letter>])(?:<short>)(?![<letter>]))[^.]*<stop>|<users><stop>
let beyond_words <telling>|<auth>|<dsn>|<pwd>|<short>
let setting_key (?<![<letter>])(?:<setting>)<stop>
let switch_value (?<![\s\S])(?:<switch>)<stop>

# A name in a text that tells of a secret, from the telling word on.
let exact_pwd (?<![A-Za-z0-9_.-])<pwd>(?=[ \t]?=[ \t]?["']?[^/$. \t"'])
let word (?:<floor>|<telling>|(?<![Oo])<auth>(?![<letter>])|(?<=[A-Za-z0-9_.-])(?<!OLD)<pwd>|<exact_pwd>|<dsn>(?![<letter>])|(?<![<letter>])(?:<short>)(?![<letter>]))
let name <word>[A-Za-z0-9_.-]{0,64}
let assign =|[ \t]=[ \t]?|\\?["'][ \t]{0,4}[:=][ \t]{0,4}|:[ \t]{1,4}
# The value after it: in quotes (also in \" and in '\'', as inside of quotes), or bare. Not true, false and the like.
let open (?:'\\''|\\?["'])?
let nested (?<='\\'')[^']+
let double (?<=[^\\]")(?:[^"\\]|\\[\s\S])+
let escaped (?<=\\")[^"\\]+
let single (?<=')[^']+(?:'\\''[^']*)*
let bare (?<!["'])(?!(?:<switch>)(?![^ \t\r\n"'&;,}\]]))(?:[^ \t\r\n"'&;\\]|\\[^"'])+
let value (?:<nested>|<escaped>|<double>|<single>|<bare>)
let short_value (?:(?<=["'])[^"']+|(?<!["'])[^ \t\r\n"']+)
let option (?<![^ \t\r\n"'=])
# Nothing starts right after a mask, or masking twice would go further than once.
let fresh (?<![*]{8})
let word_start <fresh>(?<![A-Za-z0-9])

# Private keys, with or without their end.
mask -----BEGIN ()-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY[A-Z ]{0,8}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY[A-Z ]{0,8}-----|<stop>)
# user:password@ in a URL, also with / in the password; a long token alone before @.
mask :// (://[^ \t\r\n"'<>/:\[]*:)[^ \t\r\n/]+(?=@)
mask :// (://[^ \t\r\n"'<>/:@\[]*:)(?![0-9]{1,5}(?:[/?#]|(?![^ \t\r\n]))|//|[*]{8}@)(?:[^ \t\r\n"'<>:]|:(?!//)){1,256}(?=@)
mask :// (://)[A-Za-z0-9_.~%+-]{20,512}(?=@)
# JWT and other base64 JSON.
mask eyJ ()<fresh>(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:[.][A-Za-z0-9_-]*){1,4}
mask eyJ ()<fresh>(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9+/_-]{40,}={0,2}
# Tokens to which their makers gave a form that can be told.
mask _ ()<word_start>(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}|gsk_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|archnest_(?:pat|agent|host|api|session)_[A-Za-z0-9_-]{16,}|do[opr]_v1_[A-Za-z0-9]{20,}|glsa_[A-Za-z0-9_]{20,}|glc_[A-Za-z0-9+/=]{20,}|shp(?:at|ss|ca|pa)_[A-Za-z0-9]{20,}|lin_api_[A-Za-z0-9]{20,}|ops_eyJ[A-Za-z0-9_-]{20,}|sbp_[A-Za-z0-9]{20,})
mask - ()<word_start>(?:gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[A-Za-z0-9_.-]{16,}|xox[abceoprs][.-][A-Za-z0-9.-]{10,}|xapp-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{20,}|xai-[A-Za-z0-9]{20,}|nvapi-[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|pypi-[A-Za-z0-9_-]{20,}|key-[0-9a-f]{32}|tskey-[A-Za-z0-9-]{10,}|AGE-SECRET-KEY-1[0-9A-Z]{20,})
mask . ()<word_start>(?:ya29[.][A-Za-z0-9_-]{20,}|SG[.][A-Za-z0-9_-]{16,}[.][A-Za-z0-9_-]{16,}|hv[sb][.][A-Za-z0-9_-]{20,}|[MNO][A-Za-z0-9_-]{23,27}[.][A-Za-z0-9_-]{6}[.][A-Za-z0-9_-]{27,})
mask A ()<word_start>(?:(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|ATATT3[A-Za-z0-9_=-]{20,})
mask : ()<word_start>(?:bot)?[0-9]{8,10}:[A-Za-z0-9_-]{35}
# Password hashes; in a compose file $ is doubled.
mask $ ()<fresh>(?<![A-Za-z0-9$])\$\$?(?:2[abxy]?|apr1|1|5|6|y|7|gy|sha1|md5|P|H)\$\$?[A-Za-z0-9./$]{8,}
mask $ ()<fresh>(?<![A-Za-z0-9$])\$\$?(?:argon2(?:id|i|d)|scrypt|s0|pbkdf2[a-z0-9-]{0,16})\$\$?[A-Za-z0-9./+=,$-]{8,}
mask $ ()<word_start>(?:pbkdf2_[a-z0-9]{1,16}|bcrypt_sha256|SCRAM-SHA-(?:1|256))\$[A-Za-z0-9./+=,:$-]{8,}
mask { ()\{(?:SSHA|SHA|SSHA256|SHA256|SSHA512|SHA512|SMD5|MD5|CRYPT|ARGON2|PBKDF2[A-Z0-9-]{0,8})\}[A-Za-z0-9./+=,$-]{8,}
mask md5 ()<word_start>md5[0-9a-f]{32}(?![A-Za-z0-9])
mask * ()(?<![A-Za-z0-9*])\*[0-9A-F]{40}(?![A-Za-z0-9])
# Headers.
fold header authorization|cookie
fold bearer bearer
fold basic basic
mask - ((?:<header>)\\?["']?[ \t]?[:=][ \t]?\\?["']?)(?:[^\r\n"'\\]|\\[^"'])+
mask - (<word_start><bearer>(?:%20|[ +]))[A-Za-z0-9._~+/=-]{6,}
mask - (<word_start><basic>(?:%20|[ +]))(?=[a-z+/]{0,64}[A-Z0-9=])[A-Za-z0-9+/=]{6,}
# A word that the shell quotes as a whole: '--password=a;b'.
mask ' ((?<![^ \t\r\n])'-{0,2}[A-Za-z0-9_.-]{0,64}?<name>=)[^']+(?:'\\''[^']*)*
# name=value, name: value, "name":"value"; in a URL, a connection string, JSON, YAML, a command.
mask - (<name>(?:<assign>)<open>)<value>
mask = ((?<![<letter>])(?:<query>)=<open>)<value>
# --name value
mask - (<option>--?[A-Za-z0-9_.-]{0,64}?<name>[ \t]{1,8}(?!-)<open>)<value>
# Short options, where the program before them leaves no doubt.
mask -u (<option>-u[ \t]{1,8}["']?[A-Za-z0-9_.@-]{1,64}:)(?![0-9]{1,10}(?![^ \t\r\n"']))[^ \t\r\n"']+
mask user (<option>--(?:proxy-)?user(?:[ \t]{1,8}|=)["']?[A-Za-z0-9_.@-]{1,64}:)(?![0-9]{1,10}(?![^ \t\r\n"']))[^ \t\r\n"']+
mask -p (<word_start>(?:mysql|mariadb)[a-z-]{0,16} (?:[^|;&\r\n]{0,256}? )?["']?-p<open>)<short_value>
mask -p (<word_start>mongo[a-z]{0,8} (?:[^|;&\r\n]{0,256}? )?-p <open>)<short_value>
mask -p (<word_start>sshpass -p ?<open>)<short_value>
mask -cli (<word_start>(?:redis|valkey|keydb)-cli (?:[^|;&\r\n]{0,256}? )?-a <open>)<short_value>
# The address of a webhook is its password. Last, as it asks for a length that the masks above change.
mask hooks.slack.com/ (hooks[.]slack[.]com/)[A-Za-z0-9/_-]{8,}
mask hook (://[^ \t\r\n"'<>/]{1,255}(?:/[^ \t\r\n"'<>/:]{1,64}){0,4}?/(?:web)?hooks?/)[^ \t\r\n"'<>?#]{12,}

# Where this finds nothing, no rule above can match. It also reads JSON texts: so no look-around.
fold hook hook
let gate [@$]|eyJ|-----BEGIN|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|ARGON2|PBKDF2)|<basic>|<hook>|<floor>|<telling>|<auth>|<dsn>|<pwd>|(?:<short>|<query>)[A-Za-z0-9_.-]{0,64}[\\"' \tt]{0,8}[:= ]|gh[pousr]_|github_pat|gl[a-z]{1,5}[_-]|xox[abceoprs]|xapp-|[sr]k[_-]|whsec_|xai-|r8_|nvapi-|GOCSPX|hf_|npm_|pypi-|dckr_|archnest_|do[opr]_v1|SG[.]|ya29|hv[sb][.]|shp[a-z]{2}_|lin_api|ops_|sbp_|AKIA|ASIA|AIza|ATATT3|[0-9]{8}:|[MNO][A-Za-z0-9_-]{23,27}[.]|pbkdf2|SCRAM|md5[0-9a-f]|\*[0-9A-F]{40}|u0000|-u[ \t\\]|-user|-cli|mysql|mariadb|mongo
`;

/** Over this many bytes the rules would cost too much: then one telling place masks the whole text. */
const LONG_TEXT = 16_384;

interface Rule {
  /** What a text must contain for the pattern to match; empty for none. */
  literal: string;
  pattern: RegExp;
}

const { names, rules } = parseRules(RULES);
const gate = regex('gate');
const floor = regex('floor');
const beyond = regex('beyond');
const settingKey = regex('setting_key');
const switchValue = regex('switch_value');
function parseRules(text: string): { names: Map<string, string>; rules: Rule[] } {
  const parsed = { names: new Map<string, string>(), rules: [] as Rule[] };
  for (const line of text.split('\n')) {
    const [, verb, word = '', pattern = ''] = /^(fold|let|mask) (\S+) (.*)$/.exec(line) ?? [];
    const expanded = pattern.replace(
      /<([a-z_]+)>/g,
      (all, name: string) => parsed.names.get(name) ?? all,
    );
    if (verb === 'fold') parsed.names.set(word, foldCase(pattern));
    if (verb === 'let') parsed.names.set(word, expanded);
    if (verb === 'mask') {
      parsed.rules.push({ literal: word === '-' ? '' : word, pattern: new RegExp(expanded, 'gu') });
    }
  }
  return parsed;
}

function foldCase(words: string): string {
  return words.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}

function regex(name: string): RegExp {
  return new RegExp(names.get(name) ?? '', 'u');
}

/**
 * A text with the secrets in it replaced: URL passwords, private keys, tokens of known form, password hashes,
 * and the values of telling names and options. Masking twice changes nothing more.
 */
export function maskText(text: string): string {
  if (cleanTexts.has(text)) return text;
  const masked = applyRules(text);
  if (masked === text && text.length <= 512) {
    if (cleanTexts.size >= MAX_KNOWN) cleanTexts.clear();
    cleanTexts.add(text);
  }
  return masked;
}

/** A host reports the same texts every half minute. Only texts without a secret are kept, and few. */
const cleanTexts = new Set<string>();
const MAX_KNOWN = 10_000;

function applyRules(text: string): string {
  if (!gate.test(text)) return text;
  if (isLong(text)) return MASK;
  let masked = text;
  for (const { literal, pattern } of rules) {
    if (masked.includes(literal)) masked = masked.replace(pattern, `$1${MASK}`);
  }
  // Masks may be longer than what they stand for.
  return isLong(masked) ? MASK : masked;
}

const isLong = (text: string) => text.length * 3 > LONG_TEXT && Buffer.byteLength(text) > LONG_TEXT;

type Telling = 'always' | 'unlessSwitch' | 'no';

/** Reports name the same keys again and again. Cleared when full, so that hostile ones cannot fill the memory. */
const tellingKeys = new Map<string, Telling>();

function tellingOf(key: string): Telling {
  let telling = tellingKeys.get(key);
  if (telling === undefined) {
    telling = judgeKey(key);
    if (tellingKeys.size >= MAX_KNOWN) tellingKeys.clear();
    if (key.length <= 512) tellingKeys.set(key, telling);
  }
  return telling;
}

function judgeKey(key: string): Telling {
  if (Buffer.byteLength(key) > 512 || isOdd(key) || floor.test(key)) return 'always';
  if (key === 'PWD' || key === 'OLDPWD') return 'no';
  return beyond.test(key) && !settingKey.test(key) ? 'unlessSwitch' : 'no';
}

/** With a character that JSON escapes: nobody names a setting so. */
const isOdd = (key: string) =>
  JSON.stringify(key).length !== key.length + 2 || key.includes('\u007f');

/** The value of a variable or label: masked whole if its key tells of a secret, otherwise as a text. */
export function maskValue(key: string, value: string): string {
  if (value === '' || value === MASK) return value;
  const telling = tellingOf(key);
  if (telling === 'no') return maskText(value);
  return telling === 'unlessSwitch' && switchValue.test(value) ? value : MASK;
}

/** The same array when there was nothing to mask. */
export function maskEnv(env: ContainerEnv[]): ContainerEnv[] {
  let masked: ContainerEnv[] | undefined;
  for (const [index, { key, value }] of env.entries()) {
    const safe = maskValue(key, value);
    if (safe !== value) (masked ??= [...env])[index] = { key, value: safe };
  }
  return masked ?? env;
}

/** The same object when there was nothing to mask. */
export function maskLabels(labels: Record<string, string>): Record<string, string> {
  let masked: [string, string][] | undefined;
  const entries = Object.entries(labels);
  for (const [index, [key, value]] of entries.entries()) {
    const safe = maskValue(key, value);
    if (safe !== value) (masked ??= [...entries])[index] = [key, safe];
  }
  return masked ? Object.fromEntries(masked) : labels;
}

/**
 * A container without the secrets of its variables, labels, command and entrypoint; the same object when there
 * was nothing to mask. For what an agent reported, and for what an Engine answers.
 */
export function maskContainer<T extends ReportedContainer>(container: T): T {
  const env = container.env && maskEnv(container.env);
  const labels = container.labels && maskLabels(container.labels);
  const command = container.command && maskText(container.command);
  const entrypoint = container.entrypoint && maskText(container.entrypoint);
  const same =
    env === container.env &&
    labels === container.labels &&
    command === container.command &&
    entrypoint === container.entrypoint;
  return same ? container : { ...container, env, labels, command, entrypoint };
}

/**
 * Words of a command as one line, as a shell would need them: the agent writes `command` and `entrypoint` so.
 * Mask the line, not the words: an option and its value are two words.
 */
export function commandLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

const shellWord = (word: string) =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
