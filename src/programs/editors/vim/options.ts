// The options of `:set`. A short table says which there are; those that nothing here acts on are refused instead of
// pretended, and what changes nothing a terminal could show is taken as it comes.

import { ExError } from './errors.ts';

type Value = boolean | number | string;

/** `name short default`, in vim's own defaults. Options behind `HARMLESS` are kept and have no effect one could see. */
const MODELLED = `autoindent ai false|expandtab et false|tabstop ts 8|shiftwidth sw 8|softtabstop sts 0|number nu false
relativenumber rnu false|numberwidth nuw 4|list list false|listchars lcs "eol:$"|hlsearch hls false|incsearch is false
ignorecase ic false|smartcase scs false|wrap wrap true|wrapscan ws true|paste paste false|pastetoggle pt ""
smartindent si false|shiftround sr false|smarttab sta false|textwidth tw 0|ruler ru false|showcmd sc false
showmode smd true|scrolloff so 0|scroll scr 0|laststatus ls 1|filetype ft ""|fileformat ff "unix"|modifiable ma true|modified mod false
readonly ro false|swapfile swf true|hidden hid false|backspace bs ""|nrformats nf "bin,octal,hex"|report report 2
startofline sol true|gdefault gd false|display dy ""|formatoptions fo "tcq"|comments com ""|indentexpr inde ""|indentkeys indk ""
undolevels ul 1000|fixendofline fixeol true|endofline eol true|shell sh "/bin/bash"|history hi 50|cursorline cul false|joinspaces js false
autowrite aw false|autowriteall awa false|linebreak lbr false|tildeop top false|more more true|syntax syn ""|cindent cin false|copyindent ci false`;
const HARMLESS = `compatible cp false|magic magic true|mouse mouse ""|ttymouse ttym ""|encoding enc "utf-8"|fileencoding fenc ""
fileencodings fencs "ucs-bom,utf-8,default,latin1"|termencoding tenc ""|background bg "dark"|ttyfast tf true|lazyredraw lz false
errorbells eb false|visualbell vb false|belloff bo ""|timeout to true|timeoutlen tm 1000|ttimeout ttimeout false|ttimeoutlen ttm -1
updatetime ut 4000|wildmenu wmnu false|wildmode wim "full"|clipboard cb ""|viminfo vi "'100,<50,s10,h"|backup bk false
writebackup wb true|directory dir ".,~/tmp,/var/tmp,/tmp"|backupdir bdir ".,~/tmp,~/"|modeline ml false|modelines mls 5|shortmess shm "filnxtToOS"|suffixes su ""
fileformats ffs "unix,dos"|matchpairs mps "(:),{:},[:]"|title title false|t_Co t_Co "256"|t_vb t_vb ""|showmatch sm false
commentstring cms ""|keywordprg kp "man"|path pa ".,/usr/include,,"|tags tag "./tags,tags"|autoread ar false|cpoptions cpo "aABceFs"
term term "xterm-256color"|ttybuiltin tbi true|regexpengine re 0|foldenable fen true|foldlevel fdl 0|foldlevelstart fdls -1
sidescroll ss 0|sidescrolloff siso 0|splitbelow sb false|splitright spr false|langremap lrm true|confirm cf false|secure secure false
termguicolors tgc false|cmdheight ch 1|bomb bomb false|binary bin false|equalalways ea true|whichwrap ww "b,s"|completeopt cot "menu,preview"
complete cpt ".,w,b,u,t,i"|isfname isf ""|iskeyword isk "@,48-57,_,192-255"|synmaxcol smc 3000|undoreload ur 10000|switchbuf swb ""|virtualedit ve ""`;
/** Real options that nothing here stands behind. */
const KNOWN = `cursorcolumn cuc colorcolumn cc spell spell spelllang spl foldmethod fdm foldcolumn fdc foldexpr fde foldmarker fmr statusline stl
undofile udf undodir udir breakindent bri showbreak sbr conceallevel cole signcolumn scl diff diff diffopt dip virtualedit ve
scrollbind scb cursorbind crb winheight wh winwidth wiw showtabline stal tabline tal omnifunc ofu completefunc cfu dictionary dict
thesaurus tsr makeprg mp errorformat efm grepprg gp equalprg ep formatprg fp rightleft rl arabic arab langmap lmap keymap kmp
preserveindent pi insertmode im digraph dg revins ri selection sel selectmode slm exrc ex cryptmethod cm key key lisp lisp`;

export class OptionTable {
  readonly #values = new Map<string, Value>();
  readonly #defaults = new Map<string, Value>();
  readonly #names = new Map<string, string>();
  readonly #refused = new Set<string>();

  constructor() {
    for (const entry of `${MODELLED}|${HARMLESS}`.split(/[|\n]/)) {
      const [name, short, ...rest] = entry.split(' ');
      const value: Value = JSON.parse(rest.join(' '));
      this.#names.set(name, name).set(short, name);
      this.#values.set(name, value);
      this.#defaults.set(name, value);
    }
    for (const name of KNOWN.split(/\s+/)) if (!this.#names.has(name)) this.#refused.add(name);
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  number(name: string): number {
    return Number(this.#values.get(name));
  }

  text(name: string): string {
    return String(this.#values.get(name) ?? '');
  }

  put(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** The full name and value. Throws ExError for what is unknown or not modelled. */
  find(given: string): { readonly name: string; readonly value: Value } {
    const name = this.#names.get(given);
    if (name === undefined) {
      if (this.#refused.has(given)) throw new ExError(`cka-lab: not simulated: :set ${given}`);
      throw new ExError(`E518: Unknown option: ${given}`);
    }
    return { name, value: this.#values.get(name)! };
  }

  /** One word of `:set`: `nu`, `nonu`, `invnu`, `nu!`, `ts=4`, `ts+=2`, `ts?`, `ts&`. What is to be shown is returned. */
  set(word: string): string | undefined {
    const parts = /^(no|inv)?([A-Za-z_]+)(?:([!?&])|\s*([-+^]?=|:)([\s\S]*))?$/.exec(word);
    if (!parts) throw new ExError(`E518: Unknown option: ${word}`);
    let [, prefix = '', given, mark = '', operator = '', text = ''] = parts;
    if (prefix !== '' && (this.#names.has(prefix + given) || this.#refused.has(prefix + given))) {
      given = prefix + given;
      prefix = '';
    }
    if (prefix !== '' && !this.#names.has(given) && !this.#refused.has(given))
      throw new ExError(`E518: Unknown option: ${word}`);
    const { name, value } = this.find(given);
    if (mark === '?') return this.show(name);
    if (mark === '&') {
      this.put(name, this.#defaults.get(name)!);
      return undefined;
    }
    if (typeof value === 'boolean') {
      if (operator !== '') throw new ExError(`E474: Invalid argument: ${word}`);
      this.put(name, mark === '!' || prefix === 'inv' ? !value : prefix !== 'no');
      return undefined;
    }
    if (prefix !== '' || mark === '!') throw new ExError(`E474: Invalid argument: ${word}`);
    if (operator === '') return this.show(name);
    this.put(
      name,
      typeof value === 'number' ? this.#numeric(name, value, operator, text, word) : joined(value, operator, text),
    );
    return undefined;
  }

  #numeric(name: string, old: number, operator: string, text: string, word: string): number {
    if (!/^-?\d+$/.test(text)) throw new ExError(`E521: Number required after =: ${word}`);
    const number = Number(text);
    const value =
      operator === '+=' ? old + number : operator === '-=' ? old - number : operator === '^=' ? old * number : number;
    const leastOne = ['tabstop', 'numberwidth', 'history'].includes(name);
    if (value < 0 && !['softtabstop', 'undolevels', 'ttimeoutlen', 'foldlevelstart', 'scrolloff'].includes(name))
      throw new ExError(`E487: Argument must be positive: ${word}`);
    if (leastOne && value === 0 && name !== 'history') throw new ExError(`E487: Argument must be positive: ${word}`);
    return value;
  }

  /** As `:set name?` prints it. */
  show(name: string): string {
    const value = this.#values.get(name)!;
    if (typeof value === 'boolean') return `${value ? '  ' : 'no'}${name}`;
    return `  ${name}=${value}`;
  }

  /** What differs from the defaults, for `:set`. */
  changed(): string[] {
    return [...this.#values]
      .filter(([name, value]) => value !== this.#defaults.get(name))
      .map(([name]) => this.show(name))
      .sort((a, b) => (a.trim().replace(/^no/, '') < b.trim().replace(/^no/, '') ? -1 : 1));
  }

  get names(): readonly string[] {
    return [...this.#values.keys()].sort();
  }
}

/** Lists are added to with commas, flags one behind the other. */
function joined(old: string, operator: string, text: string): string {
  const isList = /[,:]/.test(old) || old === '';
  if (operator === '+=') return old === '' ? text : isList ? `${old},${text}` : [...new Set(old + text)].join('');
  if (operator === '^=') return old === '' ? text : isList ? `${text},${old}` : text + old;
  if (operator === '-=') {
    return old.includes(',') || old === text
      ? old
          .split(',')
          .filter((one) => one !== text)
          .join(',')
      : [...old].filter((letter) => !text.includes(letter)).join('');
  }
  return text;
}
