// yq (mikefarah's, version 4): expressions over YAML documents, with comments kept. jq's engine evaluates them.

import { decodeRaw, encodeRaw } from '../../../base/raw-text.ts';
import { YamlError } from '../../../base/yaml/read.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { NotSimulated } from '../../getopt.ts';
import { type Invocation, reason, utility } from '../../utility.ts';
import { CompileError } from '../jq/compile-error.ts';
import { standardDefinitions } from '../jq/definitions.ts';
import { Evaluation, type Trail } from '../jq/evaluate.ts';
import { print } from '../jq/print.ts';
import { bind, type Scope } from '../jq/scope.ts';
import { parse, parseDefinitions } from '../jq/syntax.ts';
import type { Filter } from '../jq/tree.ts';
import { isArray, isObject, isTrue, JqError, type Json } from '../jq/values.ts';
import { DEFINITIONS, toJq, UnknownVariable } from './expression.ts';
import { printYaml } from './print.ts';
import { readSource, type Source } from './source.ts';

const VERSION = 'yq (https://github.com/mikefarah/yq/) version v4.44.3\n';

/** What goes wrong ends the run: `Error: message`. */
class YqFault extends Error {
  override readonly name = 'YqFault';
}

export const yq: Program = utility(
  {
    usage: '[flags]\n  yq [command]',
    suite: '',
    options: [
      'e,exit-status',
      'i,inplace',
      'I,indent=',
      'n,null-input',
      'N,no-doc',
      'o,output-format=',
      'p,input-format=',
      'P,prettyPrint',
      'r,unwrapScalar[=]',
      'j,tojson',
      'M,no-colors',
      'C,colors',
      'V',
      'from-file=',
      '!s,split-exp=',
      '!f,front-matter=',
      '!0,nul-output',
      '!v,verbose',
      '!header-preprocess',
    ],
    rewrite: (words) => words.map((word) => (word === '--version' ? '-V' : word.replace(/^-(o|p|I)=/, '-$1'))),
  },
  function* (run) {
    try {
      return yield* work(run);
    } catch (error) {
      const isOurs = error instanceof YqFault || error instanceof UnknownVariable || error instanceof YamlError;
      if (!isOurs) throw error;
      yield* run.note(`Error: ${error.message}\n`);
      return 1;
    }
  },
);

interface Document {
  readonly source: Source;
  /** What stood before the document: `---`. */
  readonly isMarked: boolean;
}

function* work(run: Invocation): Task<ExitCode> {
  if (run.has('V')) {
    yield* run.print(VERSION);
    return 0;
  }
  const words = [...run.operands];
  const command = ['eval', 'e', 'eval-all', 'ea'].includes(words[0] ?? '') ? words.shift()! : 'eval';
  const output = formatOf(run, 'output-format', run.has('tojson') ? 'json' : 'yaml');
  const input = formatOf(run, 'input-format', 'yaml');
  // One word that is a file is read; any other is the expression.
  const isFile = (word: string) =>
    run.process.files.exists(run.absolute(word)) && !run.process.files.isDirectory(run.absolute(word));
  let expression = '.';
  if (run.has('from-file')) expression = decodeRaw(yield* run.bytesOf(run.value('from-file')!));
  else if (words.length > 0 && !(words.length === 1 && isFile(words[0]))) expression = words.shift()!;
  if (expression === '') expression = '.';
  if (run.has('inplace') && words.length === 0)
    throw new YqFault('write in place flag only applicable when giving an expression and at least one file');
  if (words.length === 0 && run.process.isTerminal(0) && !run.has('null-input')) {
    yield* run.note('Usage:\n  yq [flags]\n  yq [command]\n');
    return 1;
  }
  const engine = compile(run, expression);
  let last: Json | undefined;
  const results = function* (
    documents: readonly Document[],
    all: readonly Json[],
    put: (text: string) => Task<void>,
  ): Task<void> {
    let isFirst = true;
    for (const [index, { source, isMarked }] of documents.entries()) {
      let isFirstOfDocument = true;
      const scope = bind(
        '$__documents',
        { kind: 'value', value: all },
        bind('$__index', { kind: 'value', value: index }, engine.scope),
      );
      try {
        yield* engine.evaluation.run(engine.filter, scope, source.value, [], function* (value, trail) {
          last = value;
          if (output === 'yaml' && isFirstOfDocument && !run.has('no-doc') && (!isFirst || isMarked))
            yield* put('---\n');
          isFirst = false;
          isFirstOfDocument = false;
          yield* put(rendered(run, value, trail, source, output));
        });
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        throw new YqFault(typeof error.value === 'string' ? error.value : 'expression failed');
      }
    }
  };
  const toOutput = (text: string) => run.print(text);
  if (run.has('null-input')) {
    const source: Source = { value: null, writings: new Map(), foot: [] };
    yield* results([{ source, isMarked: false }], [], toOutput);
  } else if (command === 'eval-all' || command === 'ea') {
    const documents: Document[] = [];
    for (const path of words.length > 0 ? words : ['-']) documents.push(...(yield* readDocuments(run, path, input)));
    const values = documents.map(({ source }) => source.value);
    const readsAll = engine.text.includes('$__documents');
    let text = '';
    // biome-ignore lint/correctness/useYield: only collects
    yield* results(readsAll ? documents.slice(0, 1) : documents, values, function* (part) {
      text += part;
    });
    yield* save(run, words[0], text);
  } else {
    for (const path of words.length > 0 ? words : ['-']) {
      const documents = yield* readDocuments(run, path, input);
      let text = '';
      yield* results(
        documents,
        documents.map(({ source }) => source.value),
        // biome-ignore lint/correctness/useYield: only collects
        function* (part) {
          text += part;
        },
      );
      yield* save(run, path, text);
    }
  }
  if (run.has('exit-status') && (last === undefined || !isTrue(last))) throw new YqFault('no matches found');
  return run.status;
}

function* save(run: Invocation, path: string, text: string): Task<void> {
  if (!run.has('inplace')) {
    yield* run.print(text);
    return;
  }
  try {
    const file = run.create(path);
    yield* file.write(encodeRaw(text));
    file.release();
  } catch (error) {
    throw new YqFault(`open ${path}: ${goReason(error)}`);
  }
}

/** Go begins its reasons with a small letter. */
const goReason = (error: unknown): string => {
  const text = reason(error);
  return text[0].toLowerCase() + text.slice(1);
};

function formatOf(run: Invocation, name: string, otherwise: string): 'yaml' | 'json' {
  const value = run.value(name) ?? otherwise;
  const known = { yaml: 'yaml', y: 'yaml', json: 'json', j: 'json', auto: 'yaml', a: 'yaml' } as const;
  if (value in known) return known[value as keyof typeof known];
  const others = ['props', 'p', 'xml', 'x', 'csv', 'c', 'tsv', 't', 'toml', 'lua', 'l', 'shell', 's', 'base64', 'uri'];
  if (others.includes(value)) throw new NotSimulated(`--${name}=${value}`);
  throw new YqFault(`unknown format '${value}' please use [yaml|json|props|csv|tsv|xml|base64|uri|toml|shell|lua]`);
}

function* readDocuments(run: Invocation, path: string, format: 'yaml' | 'json'): Task<Document[]> {
  let text: string;
  try {
    text = decodeRaw(yield* run.bytesOf(path)).replaceAll('\r\n', '\n');
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new YqFault(`open ${path}: ${goReason(error)}`);
  }
  const parts = format === 'json' ? [text] : text.split(/^---[ \t]*(?:\n|$)/m);
  const isMarked = parts.length > 1 && /^[\s]*$/.test(parts[0]);
  const kept = parts.length > 1 ? parts.filter((part, index) => index > 0 || part.trim() !== '') : parts;
  try {
    return kept.map((part, index) => ({ source: readSource(part), isMarked: isMarked && index === 0 }));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new YqFault(`bad file '${path}': ${error.message}`);
  }
}

interface Engine {
  readonly evaluation: Evaluation;
  readonly filter: Filter;
  readonly scope: Scope;
  readonly text: string;
}

function compile(run: Invocation, expression: string): Engine {
  const text = toJq(expression, run.process.environment);
  const standard = new Map(standardDefinitions());
  for (const definition of parseDefinitions(DEFINITIONS))
    standard.set(`${definition.name}/${definition.parameters.length}`, definition);
  let filter: Filter;
  try {
    filter = parse(text);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new YqFault('bad expression, please check expression syntax');
  }
  const { process } = run;
  const surroundings = {
    environment: process.environment,
    now: (process.simulation.epoch + process.simulation.now) / 1000,
    fileName: null,
    lineNumber: 0,
    // biome-ignore lint/correctness/useYield: there are no further inputs
    *nextInput(): Task<Json | undefined> {
      return undefined;
    },
    note: (message: string) => run.note(message),
  };
  return { evaluation: new Evaluation(surroundings, standard), filter, scope: undefined, text };
}

/** What an assignment makes has no path; it is the document when it has the document's fields. */
function isStillThe(document: Json, value: Json): boolean {
  if (isArray(document)) return isArray(value);
  return isObject(document) && isObject(value) && [...value.keys()].some((key) => document.has(key));
}

function rendered(run: Invocation, value: Json, trail: Trail, source: Source, output: 'yaml' | 'json'): string {
  const indent = Number(run.value('indent') ?? '2');
  const isBare = run.value('unwrapScalar') !== 'false';
  if (output === 'json') {
    const style = { indent: ' '.repeat(indent), sortsKeys: false, asciiOnly: false, colors: false };
    return `${print(value, style)}\n`;
  }
  if (typeof value === 'string' && !isBare) return `${JSON.stringify(value)}\n`;
  const path = typeof trail === 'string' ? [] : trail;
  const isContainer = isObject(value) || isArray(value);
  const isDocument = typeof trail !== 'string' || isStillThe(source.value, value);
  const kept = run.has('prettyPrint') || !isContainer || !isDocument ? undefined : source;
  const foot = kept && path.length === 0 ? source.foot.map((line) => `${line}\n`).join('') : '';
  return printYaml(value, kept, path, indent) + foot;
}
