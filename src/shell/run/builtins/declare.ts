// declare, typeset, local, export, readonly, unset.

import type { Task } from '../../../sim/task.ts';
import { printFunction } from '../../syntax/print.ts';
import { parsePieces } from '../../syntax/word.ts';
import { assignArray, readonlyMessage, removeElement, store } from '../assign.ts';
import { CommandFailure } from '../control.ts';
import { declarationOf } from '../declaration.ts';
import { isReference, keyOf } from '../reference.ts';
import type { Shell } from '../shell.ts';
import { pairs } from '../simple-command.ts';
import { NAME, newVariable, type Variable } from '../variables.ts';

interface Given {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly names: readonly string[];
  /** Only those of the running function. */
  readonly locals?: boolean;
}

const USAGE: Readonly<Record<string, string>> = {
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  local: 'local [option] name[=value] ...',
  export: 'export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
};

function* readOptions(shell: Shell, argv: readonly string[], letters: string): Task<Given | undefined> {
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 1;
  for (; at < argv.length; at++) {
    const word = argv[at];
    if (word === '--') {
      at++;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    for (const letter of word.slice(1)) {
      if (!letters.includes(letter)) {
        yield* shell.complain(`${argv[0]}: ${word[0]}${letter}: invalid option`);
        yield* shell.printError(`${argv[0]}: usage: ${USAGE[argv[0]]}\n`);
        return undefined;
      }
      (word[0] === '-' ? on : off).add(letter);
    }
  }
  return { on, off, names: argv.slice(at) };
}

export function* declare(shell: Shell, argv: readonly string[]): Task<number> {
  const given = yield* readOptions(shell, argv, 'aAfFgiIlnprtuxc');
  if (!given) return 2;
  const { on, names } = given;
  if (on.has('f') || on.has('F')) return yield* functions(shell, given);
  if (names.length === 0 || on.has('p')) return yield* list(shell, argv[0], given);
  const isLocal = shell.variables.depth > 0 && !on.has('g');
  return yield* declareEach(shell, argv[0], given, isLocal);
}

export function* local(shell: Shell, argv: readonly string[]): Task<number> {
  if (shell.variables.depth === 0) {
    yield* shell.complain('local: can only be used in a function');
    return 1;
  }
  const given = yield* readOptions(shell, argv, 'aAfFgiIlnprtux');
  if (!given) return 2;
  if (given.names.length === 0) return yield* list(shell, argv[0], { ...given, locals: true });
  if (given.names[0] === '-') {
    const frame = shell.frames.at(-1);
    if (frame) frame.options ??= shell.options.copy();
    if (given.names.length === 1) return 0;
  }
  const names = given.names.filter((name) => name !== '-');
  return yield* declareEach(shell, argv[0], { ...given, names }, true);
}

export function* exportNames(shell: Shell, argv: readonly string[]): Task<number> {
  const given = yield* readOptions(shell, argv, 'fnp');
  if (!given) return 2;
  const { on, names } = given;
  if (on.has('f')) {
    for (const name of names) {
      if (!shell.functions.has(name)) {
        yield* shell.complain(`export: ${name}: not a function`);
        return 1;
      }
      if (on.has('n')) shell.exportedFunctions.delete(name);
      else shell.exportedFunctions.add(name);
    }
    return 0;
  }
  if (names.length === 0) return yield* list(shell, 'export', { ...given, on: new Set(['x']) });
  const change = on.has('n')
    ? { on: new Set<string>(), off: new Set(['x']), names }
    : { on: new Set(['x']), off: new Set<string>(), names };
  return yield* declareEach(shell, 'export', change, false);
}

export function* readonlyNames(shell: Shell, argv: readonly string[]): Task<number> {
  const given = yield* readOptions(shell, argv, 'aAfp');
  if (!given) return 2;
  if (given.on.has('f')) {
    for (const name of given.names) shell.readonlyFunctions.add(name);
    return 0;
  }
  if (given.names.length === 0) return yield* list(shell, 'readonly', { ...given, on: new Set(['r']) });
  return yield* declareEach(shell, 'readonly', { ...given, on: new Set([...given.on, 'r']) }, false);
}

function* declareEach(shell: Shell, command: string, given: Given, isLocal: boolean): Task<number> {
  let status = 0;
  for (const word of given.names) {
    const found = /^([A-Za-z_]\w*)(?:\[([\s\S]*?)\])?(?:(\+?=)([\s\S]*))?$/.exec(word);
    if (!found) {
      yield* shell.complain(`${command}: \`${word}': not a valid identifier`);
      status = 1;
      continue;
    }
    const [, name, subscript, sign, text] = found;
    try {
      declareOne(shell, given, { name, subscript, append: sign === '+=', text }, isLocal);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      yield* shell.complain(`${command === 'export' || command === 'readonly' ? '' : `${command}: `}${error.message}`);
      status = 1;
    }
  }
  return status;
}

interface Wanted {
  readonly name: string;
  readonly subscript: string | undefined;
  readonly append: boolean;
  /** Missing: only attributes. */
  readonly text: string | undefined;
}

function declareOne(shell: Shell, given: Given, wanted: Wanted, isLocal: boolean): void {
  const { variables } = shell;
  const { on, off } = given;
  let { name } = wanted;
  if (!on.has('n') && !off.has('n') && !isLocal) name = variables.resolve(name);
  if (on.has('n') && wanted.text === name) {
    if (!isLocal) throw new CommandFailure(`${name}: nameref variable self references not allowed`);
  }
  const existing = isLocal
    ? variables.findLocal(name)
    : on.has('g')
      ? variables.findGlobal(name)
      : variables.find(name);
  const outer = isLocal && !existing ? variables.find(name) : undefined;
  if (outer?.readonly && isLocal) throw new CommandFailure(readonlyMessage(name));
  const variable = existing ?? fresh(shell, name, isLocal, on.has('I') ? outer : undefined, outer);
  if (variable.readonly && (wanted.text !== undefined || off.has('r'))) throw new CommandFailure(readonlyMessage(name));
  setKind(variable, on, name);
  setAttributes(variable, on, off);
  if (wanted.text !== undefined) setValue(shell, variable, name, wanted, on);
  if (on.has('r')) variable.readonly = true;
  variables.changed(name);
}

function fresh(
  shell: Shell,
  name: string,
  isLocal: boolean,
  inherited: Variable | undefined,
  outer: Variable | undefined,
): Variable {
  const variable = inherited ? { ...inherited, value: structuredClone(inherited.value) } : newVariable();
  // A temporary assignment before the function call stays exported in the local, as in bash.
  if (isLocal && outer?.exported && shell.options.shopt('localvar_inherit')) variable.exported = true;
  if (isLocal) shell.variables.declareLocal(name, variable);
  else shell.variables.declareGlobal(name, variable);
  const computed = shell.variables.computed(name)?.read();
  if (!isLocal && typeof computed === 'string') variable.value = { kind: 'scalar', text: computed };
  return variable;
}

function setKind(variable: Variable, on: ReadonlySet<string>, name: string): void {
  const { value } = variable;
  if (on.has('A') && value.kind !== 'associative') {
    if (value.kind === 'indexed') throw new CommandFailure(`${name}: cannot convert indexed to associative array`);
    variable.value = {
      kind: 'associative',
      items: value.text === undefined ? new Map() : new Map([['0', value.text]]),
    };
  } else if (on.has('a') && value.kind !== 'indexed') {
    if (value.kind === 'associative') throw new CommandFailure(`${name}: cannot convert associative to indexed array`);
    variable.value = { kind: 'indexed', items: value.text === undefined ? [] : [value.text] };
  }
}

function setAttributes(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  const set = (letter: string, apply: (value: boolean) => void) => {
    if (on.has(letter)) apply(true);
    else if (off.has(letter)) apply(false);
  };
  set('i', (value) => {
    variable.integer = value;
  });
  set('x', (value) => {
    variable.exported = value;
  });
  set('n', (value) => {
    variable.nameref = value;
  });
  set('t', (value) => {
    variable.trace = value;
  });
  if (on.has('u')) variable.letterCase = 'upper';
  if (on.has('l')) variable.letterCase = 'lower';
  if (on.has('c')) variable.letterCase = 'capitalize';
  if ((off.has('u') && variable.letterCase === 'upper') || (off.has('l') && variable.letterCase === 'lower'))
    variable.letterCase = undefined;
}

function setValue(shell: Shell, variable: Variable, name: string, wanted: Wanted, on: ReadonlySet<string>): void {
  const text = wanted.text ?? '';
  const pending = shell.pendingArrays.get(wanted.name);
  if (text === '\0array' && pending) {
    shell.pendingArrays.delete(wanted.name);
    const isMap = variable.value.kind === 'associative';
    const elements = isMap
      ? pairs(pending)
      : pending.map((one) => ({
          ...one,
          key: one.key === undefined ? undefined : String(shell.arithmetic.evaluate(one.key)),
        }));
    assignArray(shell, name, elements, wanted.append, variable);
    return;
  }
  // `declare -a x='(1 2)'`: the text is read as elements.
  if (
    /^\([\s\S]*\)$/.test(text) &&
    (on.has('a') || on.has('A') || variable.value.kind !== 'scalar') &&
    wanted.subscript === undefined
  ) {
    const elements = wordsOf(text.slice(1, -1));
    assignArray(
      shell,
      name,
      variable.value.kind === 'associative' ? pairs(elements) : elements,
      wanted.append,
      variable,
    );
    return;
  }
  if (on.has('n') && text !== '' && !isReference(text))
    throw new CommandFailure(`\`${text}': invalid variable name for name reference`);
  const key =
    wanted.subscript === undefined
      ? undefined
      : variable.value.kind === 'associative'
        ? wanted.subscript
        : String(shell.arithmetic.evaluate(wanted.subscript));
  store(shell, variable, key, text, wanted.append);
}

function wordsOf(text: string): { key: string | undefined; append: boolean; text: string }[] {
  return (text.match(/(?:\[[^\]]*\]=)?(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+)+|\[[^\]]*\]=/g) ?? []).map((word) => {
    const [, key, value = word] = /^\[([^\]]*)\]=([\s\S]*)$/.exec(word) ?? [undefined, undefined, word];
    const plain = parsePieces(value, 1, 'word')
      .flatMap((piece) => (piece.kind === 'double' ? piece.pieces : [piece]))
      .map((piece) => ('text' in piece ? piece.text : ''))
      .join('');
    return { key, append: false, text: plain };
  });
}

function* list(shell: Shell, command: string, given: Given): Task<number> {
  const { variables } = shell;
  let status = 0;
  const attributes = [...given.on].filter((letter) => letter !== 'p' && letter !== 'g');
  const names = given.names.length > 0 && given.on.has('p') ? given.names : variables.names;
  for (const name of names) {
    const variable = given.locals ? variables.findLocal(name) : variables.find(name);
    if (!variable && given.locals) continue;
    if (!variable) {
      if (given.names.length === 0) continue;
      const value = variables.value(name);
      if (value) {
        yield* shell.print(`${declarationOf(name, newVariable(value))}\n`);
        continue;
      }
      yield* shell.complain(`${command}: ${name}: not found`);
      status = 1;
      continue;
    }
    if (name.startsWith('\0') || !attributes.every((letter) => hasAttribute(variable, letter))) continue;
    const declaration = declarationOf(name, variable);
    const posix = shell.options.has('posix') && (command === 'export' || command === 'readonly');
    yield* shell.print(`${posix ? declaration.replace(/^declare -\w+/, command) : declaration}\n`);
  }
  return status;
}

function hasAttribute(variable: Variable, letter: string): boolean {
  switch (letter) {
    case 'a':
      return variable.value.kind === 'indexed';
    case 'A':
      return variable.value.kind === 'associative';
    case 'x':
      return variable.exported;
    case 'r':
      return variable.readonly;
    case 'i':
      return variable.integer;
    case 'n':
      return variable.nameref;
    case 'u':
      return variable.letterCase === 'upper';
    default:
      return letter === 'l' && variable.letterCase === 'lower';
  }
}

function* functions(shell: Shell, given: Given): Task<number> {
  const names = given.names.length > 0 ? given.names : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of names) {
    const definition = shell.functions.get(name);
    if (!definition) status = 1;
    else if (given.on.has('F')) yield* shell.print(given.names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else yield* shell.print(printFunction(name, definition.body));
  }
  return status;
}

export function* unset(shell: Shell, argv: readonly string[]): Task<number> {
  let mode = '';
  let at = 1;
  for (; at < argv.length && /^-[fvn]+$/.test(argv[at]); at++) mode += argv[at].slice(1);
  if (/^-./.test(argv[at] ?? '') && argv[at] !== '--') {
    yield* shell.complain(`unset: ${argv[at].slice(0, 2)}: invalid option`);
    yield* shell.printError('unset: usage: unset [-f] [-v] [-n] [name ...]\n');
    return 2;
  }
  if (mode.includes('f') && mode.includes('v')) {
    yield* shell.complain('unset: cannot simultaneously unset a function and a variable');
    return 1;
  }
  if (argv[at] === '--') at++;
  let status = 0;
  for (const name of argv.slice(at)) {
    const complaint = unsetOne(shell, name, mode);
    if (complaint === undefined) continue;
    yield* shell.complain(`unset: ${complaint}`);
    status = 1;
  }
  return status;
}

function unsetOne(shell: Shell, word: string, mode: string): string | undefined {
  const { variables } = shell;
  if (mode.includes('f')) {
    if (shell.readonlyFunctions.has(word)) return `${word}: cannot unset: readonly function`;
    shell.functions.delete(word);
    return undefined;
  }
  const open = word.indexOf('[');
  const base = open < 0 ? word : word.slice(0, open);
  if (!NAME.test(base)) {
    if (mode.includes('v') || open >= 0) return `\`${word}': not a valid identifier`;
    shell.functions.delete(word);
    return undefined;
  }
  const name = mode.includes('n') ? base : variables.resolve(base);
  const variable = variables.find(name);
  if (variable?.readonly) return `${word}: cannot unset: readonly variable`;
  if (open >= 0 && variable) {
    const key = word.slice(open + 1, -1);
    if ((key === '@' || key === '*') && variable.value.kind === 'indexed') variables.remove(name);
    else {
      const index = keyOf(shell, name, key);
      const length = variable.value.kind === 'indexed' ? variable.value.items.length : 0;
      if (variable.value.kind !== 'associative' && Number(index) < 0 && Number(index) + length < 0)
        return `[${key}]: bad array subscript`;
      removeElement(variable, index);
    }
    return undefined;
  }
  if (!variables.remove(name) && !mode.includes('v')) shell.functions.delete(name);
  return undefined;
}
