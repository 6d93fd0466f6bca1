// The expressions of find: tests that look at a file, actions that do something, operators between them.

import { baseName, directoryName } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { type Inode, sizeOf } from '../../linux/files/inode.ts';
import { permits } from '../../linux/files/permissions.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import type { Task } from '../../sim/task.ts';
import { parseDate } from '../coreutils/date-text.ts';
import { linksOf } from '../coreutils/sizes.ts';
import { inspect, lookAt } from '../coreutils/tree.ts';
import { parseMode, typeLetter } from '../file-mode.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, type Invocation, reason } from '../utility.ts';
import { formatted } from './find-format.ts';
import { globMatches } from './grep.ts';
import { translate } from './regex.ts';

export interface Found {
  readonly path: string;
  readonly start: string;
  readonly depth: number;
  readonly inode: Inode;
  prune: boolean;
  quit: boolean;
}

export type Expression = (found: Found) => Task<boolean>;

export interface Settings {
  links: 'never' | 'command-line' | 'always';
  least: number;
  most: number;
  childrenFirst: boolean;
}

/** `-exec … +`: collects, and runs when the walk is over. */
export interface Batch {
  finish(): Task<boolean>;
}

export interface Parsed {
  readonly expression: Expression;
  readonly settings: Settings;
  readonly batches: readonly Batch[];
}

export function parseExpression(run: Invocation, words: readonly string[], links: Settings['links']): Parsed {
  return new Parser(run, words, links).parse();
}

const test = (holds: (found: Found) => boolean): Expression =>
  // biome-ignore lint/correctness/useYield: most tests need no waiting
  function* (found) {
    return holds(found);
  };

class Parser {
  readonly #run: Invocation;
  readonly #words: readonly string[];
  readonly #settings: Settings;
  readonly #batches: Batch[] = [];
  #at = 0;
  #acts = false;

  constructor(run: Invocation, words: readonly string[], links: Settings['links']) {
    this.#run = run;
    this.#words = words;
    this.#settings = { links, least: 0, most: Number.POSITIVE_INFINITY, childrenFirst: false };
  }

  parse(): Parsed {
    const asked = this.#words.length > 0 ? this.#list() : test(() => true);
    if (this.#at < this.#words.length) {
      const word = this.#words[this.#at];
      if (word === ')') throw new Failure('invalid expression; you have too many ‘)’');
      throw new Failure(this.#misplaced(word, this.#at - 1));
    }
    const print = this.#print('\n');
    const expression: Expression = this.#acts
      ? asked
      : function* (found) {
          return (yield* asked(found)) && (yield* print(found));
        };
    return { expression, settings: this.#settings, batches: this.#batches };
  }

  /** A word that is no test; behind a name it is likely what the shell made of a pattern. */
  #misplaced(word: string, before: number): string {
    const predicate = this.#words[before - 1] ?? '';
    const hint = /^-(i?name|i?wholename|i?path|i?lname)$/.test(predicate)
      ? `\n${this.#run.name}: possible unquoted pattern after predicate \`${predicate}'?`
      : '';
    return `paths must precede expression: \`${word}'${hint}`;
  }

  #list(): Expression {
    let left = this.#or();
    while (this.#words[this.#at] === ',') {
      this.#at++;
      const first = left;
      const second = this.#or();
      left = function* (found) {
        yield* first(found);
        return yield* second(found);
      };
    }
    return left;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#words[this.#at] === '-o' || this.#words[this.#at] === '-or') {
      this.#at++;
      const first = left;
      const second = this.#and();
      left = function* (found) {
        return (yield* first(found)) || (yield* second(found));
      };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    for (;;) {
      const word = this.#words[this.#at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or' || word === ',') return left;
      if (word === '-a' || word === '-and') this.#at++;
      else if (!word.startsWith('-') && word !== '(' && word !== '!') return left;
      const first = left;
      const second = this.#not();
      left = function* (found) {
        return (yield* first(found)) && (yield* second(found));
      };
    }
  }

  #not(): Expression {
    const word = this.#words[this.#at];
    if (word === '!' || word === '-not') {
      this.#at++;
      if (this.#at >= this.#words.length) throw new Failure(`expected an expression after '${word}'`);
      const negated = this.#not();
      return function* (found) {
        return !(yield* negated(found));
      };
    }
    if (word === '(') {
      this.#at++;
      if (this.#words[this.#at] === ')') throw new Failure('invalid expression; empty parentheses are not allowed.');
      const inside = this.#list();
      if (this.#words[this.#at] !== ')') {
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      }
      this.#at++;
      return inside;
    }
    return this.#primary();
  }

  #argument(name: string): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new Failure(`missing argument to \`${name}'`);
    this.#at++;
    return word;
  }

  #primary(): Expression {
    const name = this.#words[this.#at++];
    if (name === undefined && this.#words.at(-1) === '(') {
      throw new Failure(
        "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
      );
    }
    if (name === undefined || name === '-o' || name === '-a') {
      throw new Failure(
        `invalid expression; you have used a binary operator '${name ?? '-a'}' with nothing before it.`,
      );
    }
    const word = () => this.#argument(name);
    const run = this.#run;
    const now = run.process.simulation.epoch + run.process.simulation.now;
    switch (name) {
      case '-maxdepth':
        this.#settings.most = this.#natural(name);
        return test(() => true);
      case '-mindepth':
        this.#settings.least = this.#natural(name);
        return test(() => true);
      case '-depth':
      case '-d':
        this.#settings.childrenFirst = true;
        return test(() => true);
      case '-follow':
        this.#settings.links = 'always';
        return test(() => true);
      case '-xdev':
      case '-mount':
      case '-daystart':
        throw new NotSimulated(name);
      case '-noleaf':
      case '-warn':
      case '-nowarn':
      case '-ignore_readdir_race':
      case '-true':
        return test(() => true);
      case '-false':
        return test(() => false);
      case '-name':
      case '-iname': {
        const glob = this.#glob(word(), name === '-iname');
        return test((found) => glob(baseName(found.path) || found.path));
      }
      case '-path':
      case '-wholename':
      case '-ipath':
      case '-iwholename': {
        const glob = this.#glob(word(), name.startsWith('-i'));
        return test((found) => glob(found.path));
      }
      case '-lname':
      case '-ilname': {
        const glob = this.#glob(word(), name === '-ilname');
        return test((found) => found.inode.type === 'symlink' && glob(found.inode.target));
      }
      case '-regex':
      case '-iregex': {
        // Emacs' syntax, find's default, is close to basic expressions with plain + and ?.
        const source = translate(
          word().replaceAll(/(\\.)|([+?])/g, (_, escaped, mark) => escaped ?? `\\${mark}`),
          'basic',
        );
        const expression = new RegExp(`^(?:${source})$`, name === '-iregex' ? 'iu' : 'u');
        return test((found) => expression.test(found.path));
      }
      case '-type':
      case '-xtype':
        return this.#type(name, word());
      case '-size':
        return this.#size(word());
      case '-empty':
        return test(({ inode }) =>
          inode.type === 'directory' ? inode.entries.size === 0 : inode.type === 'file' && inode.content.length === 0,
        );
      case '-mtime':
      case '-atime':
      case '-ctime':
      case '-mmin':
      case '-amin':
      case '-cmin': {
        const stamp = name[1] === 'm' ? 'mtime' : name[1] === 'a' ? 'atime' : 'ctime';
        const unit = name.endsWith('min') ? 60_000 : 86_400_000;
        const compare = this.#number(name, word());
        return test(({ inode }) => compare((now - inode[stamp]) / unit, unit === 60_000));
      }
      case '-newer':
      case '-anewer':
      case '-cnewer': {
        const reference = this.#reference(word());
        const stamp = name === '-anewer' ? 'atime' : name === '-cnewer' ? 'ctime' : 'mtime';
        return test(({ inode }) => inode[stamp] > reference);
      }
      case '-newermt': {
        const text = word();
        const at = parseDate(text, now);
        if (at === undefined) throw new Failure(`I cannot figure out how to interpret ‘${text}’ as a date or time`);
        return test(({ inode }) => inode.mtime > at);
      }
      case '-perm':
        return this.#permissions(word());
      case '-user': {
        const text = word();
        const uid = findAccount(run.process.files, text)?.uid ?? (/^\d+$/.test(text) ? Number(text) : undefined);
        if (uid === undefined) throw new Failure(`‘${text}’ is not the name of a known user`);
        return test(({ inode }) => inode.uid === uid);
      }
      case '-group': {
        const text = word();
        const gid = findGroup(run.process.files, text)?.gid ?? (/^\d+$/.test(text) ? Number(text) : undefined);
        if (gid === undefined) throw new Failure(`‘${text}’ is not the name of an existing group`);
        return test(({ inode }) => inode.gid === gid);
      }
      case '-uid':
      case '-gid':
      case '-links':
      case '-inum': {
        const compare = this.#number(name, word());
        const value = {
          '-uid': (i: Inode) => i.uid,
          '-gid': (i: Inode) => i.gid,
          '-links': linksOf,
          '-inum': (i: Inode) => i.number,
        }[name];
        return test(({ inode }) => compare(value(inode), false));
      }
      case '-nouser':
        return test(({ inode }) => findAccount(run.process.files, inode.uid) === undefined);
      case '-nogroup':
        return test(({ inode }) => findGroup(run.process.files, inode.gid) === undefined);
      case '-samefile': {
        const path = word();
        const same = lookAt(run, path);
        if (!same) throw new Failure(`‘${path}’: No such file or directory`);
        return test(({ inode }) => inode === same);
      }
      case '-readable':
        return test(({ inode }) => permits(inode, 4, run.process.credentials));
      case '-writable':
        return test(({ inode }) => permits(inode, 2, run.process.credentials));
      case '-executable':
        return test(({ inode }) => permits(inode, 1, run.process.credentials));
      case '-prune':
        return test((found) => {
          found.prune = true;
          return true;
        });
      case '-quit':
        this.#acts = true;
        return test((found) => {
          found.quit = true;
          return true;
        });
      case '-print':
        this.#acts = true;
        return this.#print('\n');
      case '-print0':
        this.#acts = true;
        return this.#print('\0');
      case '-printf':
        this.#acts = true;
        return this.#printf(word());
      case '-ls':
        throw new NotSimulated('-ls');
      case '-fprint':
      case '-fprintf':
      case '-fls':
      case '-fprint0':
      case '-context':
      case '-fstype':
        throw new NotSimulated(name);
      case '-delete':
        this.#acts = true;
        this.#settings.childrenFirst = true;
        return this.#delete();
      case '-exec':
      case '-execdir':
      case '-ok':
      case '-okdir':
        this.#acts = true;
        return this.#execute(name);
      default:
        if (name.startsWith('-')) throw new Failure(`unknown predicate \`${name}'`);
        throw new Failure(this.#misplaced(name, this.#at - 2));
    }
  }

  #glob(pattern: string, ignoreCase: boolean): (text: string) => boolean {
    return ignoreCase
      ? (text) => globMatches(pattern.toLowerCase(), text.toLowerCase())
      : (text) => globMatches(pattern, text);
  }

  #natural(name: string): number {
    const text = this.#argument(name);
    if (!/^\d+$/.test(text)) {
      throw new Failure(`Expected a positive decimal integer argument to ${name}, but got ‘${text}’`);
    }
    return Number(text);
  }

  /** `+5`, `-5`, `5`. Ages lose their fraction first; minutes round up. */
  #number(name: string, text: string): (value: number, roundsUp: boolean) => boolean {
    const [, sign, digits] = /^([-+]?)(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (digits === undefined) throw new Failure(`invalid argument \`${text}' to \`${name}'`);
    const wanted = Number(digits);
    return (value, roundsUp) => {
      const whole = roundsUp ? Math.ceil(value) : Math.floor(value);
      if (sign === '+') return roundsUp ? value > wanted : whole > wanted;
      return sign === '-' ? (roundsUp ? value < wanted : whole < wanted) : whole === wanted;
    };
  }

  #reference(path: string): number {
    try {
      return inspect(this.#run, path, true).mtime;
    } catch (error) {
      throw new Failure(`‘${path}’: ${reason(error)}`);
    }
  }

  #type(name: string, letters: string): Expression {
    const wanted = letters.split(',');
    for (const letter of wanted) {
      if (letter.length !== 1) throw new Failure(`Must separate multiple arguments to ${name} using: ','`);
      if (!'bcdpflsD'.includes(letter)) throw new Failure(`Unknown argument to ${name}: ${letter}`);
    }
    const run = this.#run;
    return test((found) => {
      const inode = name === '-xtype' ? (lookAt(run, found.path, true) ?? found.inode) : found.inode;
      const letter = typeLetter(inode);
      return wanted.includes(letter === '-' ? 'f' : letter);
    });
  }

  #size(text: string): Expression {
    const [, sign, digits, unit] = /^([-+]?)(\d+)([bcwkMG]?)$/.exec(text) ?? [];
    if (digits === undefined)
      throw new Failure(
        /^[-+]?\d/.test(text) || text === ''
          ? `Invalid argument \`${text}' to -size`
          : `invalid -size type \`${text.at(-1)}'`,
      );
    const bytes = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[unit] ?? 512;
    const wanted = Number(digits);
    return test(({ inode }) => {
      const units = Math.ceil(sizeOf(inode) / bytes);
      return sign === '+' ? units > wanted : sign === '-' ? units < wanted : units === wanted;
    });
  }

  #permissions(text: string): Expression {
    const mark = /^[-/]/.exec(text)?.[0] ?? '';
    const change = parseMode(text.slice(mark.length), 0);
    if (!change) throw new Failure(`invalid mode ‘${text}’`);
    return test(({ inode }) => {
      const bits = change(0, inode.type === 'directory');
      if (mark === '-') return (inode.mode & bits) === bits;
      return mark === '/' ? bits === 0 || (inode.mode & bits) !== 0 : inode.mode === bits;
    });
  }

  #print(end: string): Expression {
    const run = this.#run;
    return function* (found) {
      yield* run.print(found.path + end);
      return true;
    };
  }

  #printf(format: string): Expression {
    const run = this.#run;
    if (/(^|[^%])(%%)*%$/.test(format)) throw new Failure('error: % at end of format string');
    return function* (found) {
      yield* run.print(formatted(run, format, found));
      return true;
    };
  }

  #delete(): Expression {
    const run = this.#run;
    return function* ({ path, inode }) {
      if (path === '.') return true;
      return yield* run.attempt(
        () => `cannot delete ‘${path}’`,
        () => {
          const { files, credentials } = run.process;
          if (inode.type === 'directory') files.removeDirectory(run.absolute(path), credentials);
          else files.unlink(run.absolute(path), credentials);
        },
      );
    };
  }

  #execute(name: string): Expression {
    const run = this.#run;
    const words: string[] = [];
    let together = false;
    for (;;) {
      const word = this.#words[this.#at++];
      if (word === undefined) throw new Failure(`missing argument to \`${name}'`);
      if (word === ';') break;
      if (word === '+' && words.at(-1) === '{}') {
        together = true;
        words.pop();
        break;
      }
      words.push(word);
    }
    if (words.length === 0) throw new Failure(`invalid argument \`${together ? '+' : ';'}' to \`${name}'`);
    const inDirectory = name.endsWith('dir');
    const asks = name.startsWith('-ok');
    const start = function* (argv: readonly string[], directory: string | undefined): Task<boolean> {
      yield* run.flush();
      try {
        const status = yield* run.process.run({ argv, directory });
        return status.code === 0;
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        yield* run.note(`${run.name}: ‘${argv[0]}’: ${reason(error)}\n`);
        return false;
      }
    };
    if (together) {
      const paths: string[] = [];
      this.#batches.push({
        finish: function* () {
          return paths.length === 0 || (yield* start([...words, ...paths], undefined));
        },
      });
      return test((found) => {
        paths.push(found.path);
        return true;
      });
    }
    return function* ({ path }) {
      const shown = inDirectory ? `./${baseName(path)}` : path;
      const argv = words.map((word) => word.replaceAll('{}', shown));
      if (asks) {
        yield* run.note(`< ${argv[0]} ... ${path} > ? `);
        const answer = yield* run.process.read(0, 256);
        if (answer[0] !== 121 && answer[0] !== 89) return false;
      }
      const directory = inDirectory ? run.process.files.realpath(run.absolute(directoryName(path))) : undefined;
      return yield* start(argv, directory);
    };
  }
}
