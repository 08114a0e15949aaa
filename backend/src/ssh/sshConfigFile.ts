/** What one section says; of two values for one thing the first counts. */
export interface Settings {
  hostName?: string;
  port?: string;
  user?: string;
  jump?: string;
  command?: string;
  /** Of the two above, the one that was said first. */
  proxy?: 'jump' | 'command';
  identityFile?: string;
}

/** A `Host` line and what stands below it. What stands before the first is for `*`. */
export interface Section {
  line: number;
  names: ReadonlySet<string>;
  globs: readonly string[];
  /** Patterns with a `!`: a host that one of them fits is out. */
  except: readonly string[];
  settings: Settings;
}

export type Warn = (line: number, message: string) => void;

/**
 * The sections of an ssh_config(5). Takes the file for text: nothing that it names is read or run.
 * What is not understood and could matter goes to `warn`; other keywords are passed over.
 */
export function readSections(text: string, warn: Warn): Section[] {
  let current = section(1, ['*']);
  const sections = [current];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const number = index + 1;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const { keyword, rest } = splitKeyword(line);
    const odd = INVISIBLE.test(line);
    const words = odd ? [] : keyword === 'proxycommand' ? [rest] : splitWords(rest);
    const broken = words.length === 0;
    if (keyword === 'host' || keyword === 'match') {
      // What a broken line opens is for nobody: below another host it would be for that one.
      current = section(number, keyword === 'host' ? words : []);
      sections.push(current);
    }
    if (odd) warn(number, 'This line has invisible characters and was left out: type it anew.');
    else if (keyword === 'match')
      warn(number, 'Match is not understood: what stands below it was left out.');
    else if (keyword === 'include') warn(number, 'Include is not followed: import that file too.');
    else if (broken && (keyword === 'host' || KNOWN.has(keyword)))
      warn(number, 'This line is not complete and was left out: see what it says, and its quotes.');
    else set(current.settings, keyword, words);
  }
  return sections;
}

const INVISIBLE = /[^\P{C}\t]/u;
const KNOWN = new Set(['hostname', 'port', 'user', 'proxyjump', 'proxycommand', 'identityfile']);

function section(line: number, patterns: readonly string[]): Section {
  const fitting = patterns.filter((pattern) => pattern !== '' && !pattern.startsWith('!'));
  return {
    line,
    names: new Set(fitting.filter((pattern) => !/[*?]/.test(pattern))),
    globs: fitting.filter((pattern) => /[*?]/.test(pattern)),
    except: patterns
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => pattern.slice(1)),
    settings: {},
  };
}

function set(settings: Settings, keyword: string, words: readonly string[]): void {
  const [first = ''] = words;
  switch (keyword) {
    case 'hostname':
      settings.hostName ??= first;
      break;
    case 'port':
      settings.port ??= first;
      break;
    case 'user':
      settings.user ??= first;
      break;
    case 'proxyjump':
      settings.jump ??= words.join(' ');
      settings.proxy ??= 'jump';
      break;
    case 'proxycommand':
      settings.command ??= first;
      settings.proxy ??= 'command';
      break;
    case 'identityfile':
      settings.identityFile ??= first;
      break;
    default:
  }
}

/** `Port 22`, `Port=22` and `Port = 22` are the same. */
function splitKeyword(line: string): { keyword: string; rest: string } {
  const said = /^[^\s=]*/.exec(line)?.[0] ?? '';
  const rest = line.slice(said.length).trimStart();
  return {
    keyword: said.replaceAll(/\p{C}/gu, '').toLowerCase(),
    rest: (rest.startsWith('=') ? rest.slice(1) : rest).trim(),
  };
}

/** Words as ssh splits them: with quotes, escapes and a comment behind. None when a quote is open. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let started = false;
  let quote = '';
  const end = () => {
    if (started) words.push(word);
    [word, started] = ['', false];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === '' && (char === ' ' || char === '\t')) end();
    else if (char === '#' && !started) break;
    else {
      started = true;
      if (char === '\\' && (/["'\\]/.test(next) || (quote === '' && next === ' '))) {
        word += next;
        at += 1;
      } else if (char === quote) quote = '';
      else if (quote === '' && /["']/.test(char)) quote = char;
      else word += char;
    }
  }
  end();
  return quote === '' ? words : [];
}
