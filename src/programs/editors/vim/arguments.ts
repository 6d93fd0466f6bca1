// The command line of vim, vi and view: `vim -u NONE +12 -c 'set nu' a.yaml b.yaml`, `vim -es script`, `kubectl … | vim -`.

export interface VimArguments {
  readonly files: readonly string[];
  /** Ex commands: before and after the start files. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly readOnly: boolean;
  readonly noSwap: boolean;
  readonly noModify: boolean;
  /** -u: another start file, NONE or NORC. */
  readonly startFile: string | undefined;
  /** --clean. */
  readonly isClean: boolean;
  /** -es: ex commands from standard input. */
  readonly isSilent: boolean;
  readonly readsStdin: boolean;
  /** -s FILE: keys as if typed. */
  readonly keyScript: string | undefined;
  readonly notATerminal: boolean;
}

export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

const WITH_VALUE = new Set([
  '-u',
  '-c',
  '-S',
  '-s',
  '-T',
  '-i',
  '-U',
  '--cmd',
  '-w',
  '-W',
  '-t',
  '-q',
  '--startuptime',
]);
const NOT_SIMULATED = new Set([
  '-r',
  '-L',
  '-d',
  '-x',
  '-A',
  '-H',
  '-g',
  '-q',
  '-t',
  '-w',
  '-W',
  '-o',
  '-O',
  '-p',
  '--remote',
  '--serverlist',
  '--startuptime',
  '-y',
]);

/** Throws ArgumentError with what vim prints. */
export function readArguments(argv: readonly string[]): VimArguments & { readonly notSimulated?: string } {
  const name = argv[0].split('/').at(-1) ?? 'vim';
  const files: string[] = [];
  const before: string[] = [];
  const after: string[] = [];
  const state = {
    readOnly: name === 'view' || name === 'rview',
    noSwap: false,
    noModify: false,
    isClean: false,
    isEx: name === 'ex',
    isSilent: false,
    readsStdin: false,
    notATerminal: false,
  };
  let startFile: string | undefined;
  let keyScript: string | undefined;
  const words = argv.slice(1);
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === '--') {
      files.push(...words.splice(0));
    } else if (word.startsWith('+')) after.push(word === '+' ? '$' : word.slice(1));
    else if (word === '-') state.readsStdin = true;
    else if (!word.startsWith('-')) files.push(word);
    else if (word === '--clean') state.isClean = true;
    else if (word === '--not-a-term' || word === '--noplugin') state.notATerminal ||= word === '--not-a-term';
    else if (NOT_SIMULATED.has(word) || /^-[oOp]\d*$/.test(word)) return { ...result(), notSimulated: word };
    else if (WITH_VALUE.has(word) && !(word === '-s' && state.isEx)) {
      const value = words.shift();
      if (value === undefined) throw new ArgumentError(`Argument missing after: "${word}"`);
      if (word === '-u') startFile = value;
      else if (word === '-c') after.push(value);
      else if (word === '--cmd') before.push(value);
      else if (word === '-S') after.push(`source ${value}`);
      else if (word === '-s') keyScript = value;
    } else if (word.startsWith('--')) throw new ArgumentError(`Unknown option argument: "${word}"`);
    else readLetters(word);
  }
  return result();

  function readLetters(word: string): void {
    for (const letter of word.slice(1)) {
      if (letter === 'R') state.readOnly = true;
      else if (letter === 'n') state.noSwap = true;
      else if (letter === 'm') state.noModify = true;
      else if (letter === 'M') state.noModify = true;
      else if (letter === 'e' || letter === 'E') state.isEx = true;
      else if (letter === 's' && state.isEx) state.isSilent = true;
      else if (letter === 'Z') state.isClean ||= false;
      else if (!'NCvybflVDX'.includes(letter)) throw new ArgumentError(`Unknown option argument: "${word}"`);
    }
  }

  function result(): VimArguments {
    return { ...state, files, before, after, startFile, keyScript };
  }
}
