// find: an expression of tests and actions, asked of every file below the starting points.

import { joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { lookAt, namesIn } from '../coreutils/tree.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, Invocation, reason } from '../utility.ts';
import { type Expression, type Found, parseExpression, type Settings } from './find-expression.ts';

export const find: Program = function* (process) {
  const run = new Invocation(process);
  try {
    const status = yield* search(run);
    yield* run.flush();
    return status;
  } catch (error) {
    if (error instanceof NotSimulated) {
      yield* run.flush();
      yield* process.complain(`cka-lab: not simulated: find ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof Failure)) throw error;
    yield* run.complain(error.message);
    return error.status;
  }
};

function* search(run: Invocation): Task<ExitCode> {
  const words = run.process.argv.slice(1);
  let links: Settings['links'] = 'never';
  while (/^-[HLP]$/.test(words[0] ?? '')) {
    const letter = words.shift();
    links = letter === '-L' ? 'always' : letter === '-H' ? 'command-line' : 'never';
  }
  const starts: string[] = [];
  while (words.length > 0 && !/^(-.|[(!,)]$)/.test(words[0])) starts.push(words.shift()!);
  if (words[0] === '--help' || words[0] === '-help') {
    yield* run.print('Usage: find [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]\n');
    return 0;
  }
  if (words[0] === '--version' || words[0] === '-version') {
    yield* run.print('find (GNU findutils) 4.9.0\n');
    return 0;
  }
  const { expression, settings, batches } = parseExpression(run, words, links);
  const walk = new Walk(run, expression, settings);
  for (const start of starts.length > 0 ? starts : ['.']) {
    yield* walk.visit(start, start, 0);
    if (walk.isOver) break;
  }
  for (const batch of batches) if (!(yield* batch.finish())) run.status = 1;
  return run.status;
}

class Walk {
  isOver = false;
  readonly #run: Invocation;
  readonly #expression: Expression;
  readonly #settings: Settings;

  constructor(run: Invocation, expression: Expression, settings: Settings) {
    this.#run = run;
    this.#expression = expression;
    this.#settings = settings;
  }

  *visit(path: string, start: string, depth: number): Task<void> {
    const run = this.#run;
    const { links, least, most, childrenFirst } = this.#settings;
    const follow = links === 'always' || (links === 'command-line' && depth === 0);
    let inode: Found['inode'];
    try {
      const { files, credentials } = run.process;
      inode = (follow ? lookAt(run, path, true) : undefined) ?? files.lstat(run.absolute(path), credentials);
    } catch (error) {
      yield* run.complain(`‘${path}’: ${reason(error)}`);
      return;
    }
    const found: Found = { path, start, depth, inode, prune: false, quit: false };
    const applies = depth >= least;
    if (!childrenFirst && applies) yield* this.#ask(found);
    if (inode.type === 'directory' && depth < most && !(found.prune && !childrenFirst) && !this.isOver) {
      let names: string[] = [];
      try {
        names = namesIn(run, path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        yield* run.complain(`‘${path}’: ${reason(error)}`);
      }
      for (const name of names) {
        yield* this.visit(joinPath(path, name), start, depth + 1);
        if (this.isOver) return;
      }
    }
    if (childrenFirst && applies) yield* this.#ask(found);
  }

  *#ask(found: Found): Task<void> {
    yield* this.#expression(found);
    if (found.quit) this.isOver = true;
  }
}
