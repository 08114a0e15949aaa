/** An argv that has no form which every login shell reads alike. */
export class UnquotableError extends Error {
  override name = 'UnquotableError';
}

/** Linux hands a program at most 128 KiB in one argument, and the remote shell gets the line as one. */
const LONGEST_LINE = 128 * 1024 - 1;

/**
 * A name which no shell takes for an assignment, a job or a label. A path may hold anything:
 * quoted, it is only ever a path.
 */
const PROGRAM_NAME = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/;

/** What some shell answers itself, and reads in its own way: the keywords and builtins of the five. */
const SHELLS_OWN = new Set(
  `abbr alias alloc and argparse autoload begin bg bind bindkey block break breakpoint breaksw
  builtin builtins bye caller case cd chdir command commandline compadd comparguments compcall
  compctl compdescribe compfiles compgen compgroups complete compopt compquote compset comptags
  comptry compvalues contains continue coproc count declare default dirs disable disown do done
  echo echotc echoti elif else emit emulate enable end endif endsw esac eval exec exit export
  false fc fg fi filetest float for foreach function functions getln getopts glob goto hash
  hashstat help history hup if in integer jobs kill let limit local log login logout ls-F mapfile
  math nice nocorrect noglob nohup not notify onintr or path popd print printenv printf private
  pushd pushln pwd r random read readarray readonly realpath rehash repeat return sched select set
  set_color setenv setopt settc setty shift shopt source status stop string suspend switch telltc
  termname test then time times trap true ttyctl type typeset ulimit umask unalias uncomplete unfunction
  unhash unlimit unset unsetenv unsetopt until vared wait whence where which while zcompile
  zformat zle zmodload zparseopts zprof zpty zregexparse zsocket zstat zstyle ztcp`.split(/\s+/),
);

/** `:` is missing: tcsh takes a first word that ends in one for a label. `=` and `%` are zsh's, `^` old fish's. */
const BARE = /^[A-Za-z0-9_./,@+-]+$/;
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * One command line for the login shell of a remote account, from a program and its arguments: run
 * as `<shell> -c <line>`, each of bash, dash, zsh, fish and tcsh starts exactly that argv.
 *
 * Throws an UnquotableError where they would not agree:
 * - without a program, or with a name in its place that a shell answers itself (`echo`, `time`)
 *   or could take for something else (`A=b`, `-x`); the program's path is always possible;
 * - for control characters: a newline in quotes is an error in tcsh;
 * - for what is not ASCII: bash in a GB18030 locale takes the quote after some characters for a
 *   part of them, and what follows for a command;
 * - for a line that is too long to be handed to a shell.
 */
export function commandLine(argv: readonly string[]): string {
  const [program = ''] = argv;
  if (program === '') throw new UnquotableError('There is no program to run; name one.');
  if (!program.includes('/') && (!PROGRAM_NAME.test(program) || SHELLS_OWN.has(program))) {
    throw new UnquotableError(
      'A login shell could take the name of the program for something of its own; give its full path.',
    );
  }
  const line = argv.map(quote).join(' ');
  if (line.length > LONGEST_LINE) {
    throw new UnquotableError('The command is too long for a login shell; shorten it.');
  }
  return line;
}

/**
 * Inside single quotes, fish reads backslashes and tcsh reads `!`; escaped outside of them, all
 * agree on these and on the quote itself. Two runs in quotes are never neighbours, which zsh with
 * RC_QUOTES would take for one run with a quote in it.
 */
function quote(word: string): string {
  if (!PRINTABLE_ASCII.test(word)) {
    throw new UnquotableError(
      'Login shells do not agree on control characters and letters outside ASCII; use others.',
    );
  }
  if (word === '') return "''";
  if (BARE.test(word)) return word;
  return word.replace(/[\\'!]|[^\\'!]+/g, (run) => (/^[\\'!]/.test(run) ? `\\${run}` : `'${run}'`));
}
