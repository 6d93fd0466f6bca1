// jq's command line. Short options may be bundled; the first word that is no option is the program.

import { decode } from '../../../base/bytes.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { NotSimulated } from '../../getopt.ts';
import { Failure, type Invocation } from '../../utility.ts';
import { JsonFault, JsonReader, parseJson } from './json-reader.ts';
import type { Json } from './values.ts';

/** What is wrong with the command line; jq adds where help is. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export interface CommandLine {
  readonly flags: ReadonlySet<string>;
  readonly program: string | undefined;
  readonly files: readonly string[];
  readonly indent: string;
  readonly variables: ReadonlyMap<string, Json>;
  readonly positional: readonly Json[];
}

const LETTERS: Readonly<Record<string, string>> = {
  s: 'slurp',
  r: 'raw-output',
  j: 'join-output',
  a: 'ascii-output',
  n: 'null-input',
  c: 'compact-output',
  C: 'color-output',
  M: 'monochrome-output',
  S: 'sort-keys',
  R: 'raw-input',
  e: 'exit-status',
  f: 'from-file',
  h: 'help',
  V: 'version',
};
const FLAGS = new Set([...Object.values(LETTERS), 'unbuffered', 'tab', 'raw-output0']);
const NOT_SIMULATED = new Set([
  'stream',
  'stream-errors',
  'seq',
  'debug-dump-disasm',
  'debug-trace',
  'build-configuration',
]);

export function readCommandLine(run: Invocation): CommandLine {
  const words = [...run.operands];
  const flags = new Set<string>();
  const files: string[] = [];
  const variables = new Map<string, Json>();
  const positional: Json[] = [];
  let program: string | undefined;
  let indent = '  ';
  let rest = 'files';
  let optionsEnded = false;

  const two = (option: string, what: string): readonly [string, string] => {
    const [name, value] = words.splice(0, 2);
    if (value === undefined) throw new WrongUsage(`${option} takes two parameters (e.g. ${option} ${what})`);
    return [name, value];
  };
  const wordOption = (name: string): void => {
    if (NOT_SIMULATED.has(name)) throw new NotSimulated(`--${name}`);
    if (FLAGS.has(name)) {
      flags.add(name);
      if (name === 'tab') indent = '\t';
      return;
    }
    switch (name) {
      case 'arg':
        variables.set(...two('--arg', 'varname value'));
        return;
      case 'argjson': {
        const [variable, text] = two('--argjson', 'varname text');
        if (!variables.has(variable)) variables.set(variable, jsonArgument(text, '--argjson'));
        return;
      }
      case 'slurpfile':
      case 'rawfile': {
        const [variable, path] = two(`--${name}`, 'varname filename');
        variables.set(variable, fileArgument(run, name, variable, path));
        return;
      }
      case 'args':
      case 'jsonargs':
        rest = name;
        return;
      case 'indent': {
        const given = words.shift();
        if (given === undefined) throw new WrongUsage('--indent takes one parameter');
        const columns = Number.parseInt(given, 10) || 0;
        if (columns < -1 || columns > 7) throw new WrongUsage('--indent takes a number between -1 and 7');
        indent = columns === -1 ? '\t' : ' '.repeat(columns);
        return;
      }
      default:
        throw new WrongUsage(`Unknown option --${name}`);
    }
  };

  while (words.length > 0) {
    const word = words.shift()!;
    if (!optionsEnded && word === '--') optionsEnded = true;
    else if (!optionsEnded && word.startsWith('--')) wordOption(word.slice(2));
    else if (!optionsEnded && word.startsWith('-') && word !== '-') {
      if (word === '-L') throw new NotSimulated(word);
      for (const letter of word.slice(1)) {
        if (!LETTERS[letter]) throw new WrongUsage(`Unknown option ${word}`);
        flags.add(LETTERS[letter]);
      }
    } else if (program === undefined) program = word;
    else if (rest === 'args') positional.push(word);
    else if (rest === 'jsonargs') positional.push(jsonArgument(word, '--jsonargs'));
    else files.push(word);
  }
  if (flags.has('compact-output')) indent = '';
  return { flags, program, files, indent, variables, positional };
}

function jsonArgument(text: string, option: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const what = option === '--jsonargs' ? 'positional argument' : 'text passed to --argjson';
    throw new WrongUsage(`Invalid JSON ${what}`.replace('Invalid JSON text', 'invalid JSON text'));
  }
}

export function readText(run: Invocation, path: string): string {
  return decode(run.process.files.readFile(run.absolute(path), run.process.credentials));
}

function fileArgument(run: Invocation, option: string, variable: string, path: string): Json {
  const bad = (why: string) => new Failure(`Bad JSON in --${option} ${variable} ${path}: ${why}`, 2);
  try {
    const text = readText(run, path);
    if (option === 'rawfile') return text;
    const reader = new JsonReader();
    return [...reader.read(text), ...reader.end()];
  } catch (error) {
    if (error instanceof SystemError) throw bad(`Could not open ${path}: ${strerror(error.code)}`);
    if (error instanceof JsonFault) throw bad(error.message);
    throw error;
  }
}
