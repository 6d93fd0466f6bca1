// The shell's switches: `set -o` names with their letters, and `shopt` names with their defaults.

export const SET_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['allexport', 'a'],
  ['braceexpand', 'B'],
  ['emacs', ''],
  ['errexit', 'e'],
  ['errtrace', 'E'],
  ['functrace', 'T'],
  ['hashall', 'h'],
  ['histexpand', 'H'],
  ['history', ''],
  ['ignoreeof', ''],
  ['interactive-comments', ''],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noclobber', 'C'],
  ['noexec', 'n'],
  ['noglob', 'f'],
  ['nolog', ''],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['onecmd', 't'],
  ['physical', 'P'],
  ['pipefail', ''],
  ['posix', ''],
  ['privileged', 'p'],
  ['verbose', 'v'],
  ['vi', ''],
  ['xtrace', 'x'],
];

const SHOPT_DEFAULTS: Readonly<Record<string, boolean>> = {
  autocd: false,
  assoc_expand_once: false,
  cdable_vars: false,
  cdspell: false,
  checkhash: false,
  checkjobs: false,
  checkwinsize: true,
  cmdhist: true,
  compat31: false,
  compat32: false,
  compat40: false,
  compat41: false,
  compat42: false,
  compat43: false,
  compat44: false,
  complete_fullquote: true,
  direxpand: false,
  dirspell: false,
  dotglob: false,
  execfail: false,
  expand_aliases: false,
  extdebug: false,
  extglob: false,
  extquote: true,
  failglob: false,
  force_fignore: true,
  globasciiranges: true,
  globskipdots: true,
  globstar: false,
  gnu_errfmt: false,
  histappend: false,
  histreedit: false,
  histverify: false,
  hostcomplete: true,
  huponexit: false,
  inherit_errexit: false,
  interactive_comments: true,
  lastpipe: false,
  lithist: false,
  localvar_inherit: false,
  localvar_unset: false,
  login_shell: false,
  mailwarn: false,
  no_empty_cmd_completion: false,
  nocaseglob: false,
  nocasematch: false,
  noexpand_translation: false,
  nullglob: false,
  patsub_replacement: true,
  progcomp: true,
  progcomp_alias: false,
  promptvars: true,
  restricted_shell: false,
  shift_verbose: false,
  sourcepath: true,
  varredir_close: false,
  xpg_echo: false,
};

export class Options {
  readonly #set: Set<string>;
  readonly #shopt: Map<string, boolean>;
  /** Looked at before every command; kept as plain fields for speed. */
  errexit = false;
  xtrace = false;
  nounset = false;
  noglob = false;
  noexec = false;
  pipefail = false;
  extglob = false;

  constructor(other?: Options) {
    this.#set = new Set(other ? other.#set : ['braceexpand', 'hashall', 'interactive-comments']);
    this.#shopt = new Map(other ? other.#shopt : Object.entries(SHOPT_DEFAULTS));
    this.#notice();
  }

  copy(): Options {
    return new Options(this);
  }

  /** Becomes as another one is. */
  take(other: Options): void {
    for (const [name] of SET_OPTIONS) this.set(name, other.has(name));
  }

  has(name: string): boolean {
    return this.#set.has(name);
  }

  set(name: string, on: boolean): void {
    if (on) this.#set.add(name);
    else this.#set.delete(name);
    if (on && name === 'vi') this.#set.delete('emacs');
    if (on && name === 'emacs') this.#set.delete('vi');
    this.#notice();
  }

  #notice(): void {
    this.errexit = this.#set.has('errexit');
    this.xtrace = this.#set.has('xtrace');
    this.nounset = this.#set.has('nounset');
    this.noglob = this.#set.has('noglob');
    this.noexec = this.#set.has('noexec');
    this.pipefail = this.#set.has('pipefail');
    this.extglob = this.#shopt.get('extglob') ?? false;
  }

  shopt(name: string): boolean {
    return this.#shopt.get(name) ?? false;
  }

  isShopt(name: string): boolean {
    return this.#shopt.has(name);
  }

  setShopt(name: string, on: boolean): void {
    this.#shopt.set(name, on);
    this.extglob = this.#shopt.get('extglob') ?? false;
  }

  get shoptNames(): string[] {
    return [...this.#shopt.keys()];
  }

  /** `$-`, without the letters for how the shell was started. */
  get letters(): string {
    return SET_OPTIONS.filter(([name, letter]) => letter !== '' && this.#set.has(name))
      .map(([, letter]) => letter)
      .sort((a, b) => order(a) - order(b))
      .join('');
  }

  /** `$SHELLOPTS`. */
  get names(): string {
    return SET_OPTIONS.map(([name]) => name)
      .filter((name) => this.#set.has(name))
      .join(':');
  }
}

const LETTER_ORDER = 'abefhkmnptuvxBCEHPT';
const order = (letter: string): number => LETTER_ORDER.indexOf(letter);
