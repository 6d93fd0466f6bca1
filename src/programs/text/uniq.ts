// uniq: neighbouring lines that are equal, once, counted, or only the repeated ones.

import { encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, reason, utility } from '../utility.ts';

export const uniq: Program = utility(
  {
    usage: '[OPTION]... [INPUT [OUTPUT]]',
    options: [
      'c,count',
      'd,repeated',
      'D',
      'all-repeated[=]',
      'f,skip-fields=',
      'group[=]',
      'i,ignore-case',
      's,skip-chars=',
      'u,unique',
      'z,zero-terminated',
      'w,check-chars=',
    ],
  },
  function* (run) {
    const [from = '-', to, extra] = run.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
    const number = (name: string, what: string): number | undefined => {
      const text = run.value(name);
      if (text !== undefined && !/^\d+$/.test(text)) throw new Failure(`${text}: invalid number of ${what}`);
      return text === undefined ? undefined : Number(text);
    };
    const fields = number('skip-fields', 'fields to skip') ?? 0;
    const skip = number('skip-chars', 'bytes to skip') ?? 0;
    const most = number('check-chars', 'bytes to compare');
    const keyOf = (line: string): string => {
      let key = line;
      for (let left = fields; left > 0; left--) key = key.replace(/^[ \t]*[^ \t]*/, '');
      key = key.slice(skip).slice(0, most);
      return run.has('ignore-case') ? key.toLowerCase() : key;
    };
    const separations = [['prepend'], ['separate']];
    const all = run.has('D') || run.has('all-repeated');
    if (all && run.has('count')) {
      throw new UsageError('printing all duplicated lines and repeat counts is meaningless');
    }
    const grouped = run.has('group')
      ? (run.choice('group', [['prepend'], ['append'], ['separate'], ['both']]) ?? 'separate')
      : undefined;
    if (grouped && (run.has('count') || run.has('repeated') || run.has('unique') || all)) {
      throw new UsageError('--group is mutually exclusive with -c/-d/-D/-u');
    }
    const method = run.choice('all-repeated', [['none'], ...separations]) ?? 'none';
    const terminator = run.has('zero-terminated') ? 0 : 10;
    const end = String.fromCharCode(terminator);
    let input: Input;
    try {
      input = run.open(from);
    } catch (error) {
      throw new Failure(`${quotedIfNeeded(from)}: ${reason(error)}`);
    }
    let collected = '';
    const emit = function* (text: string): Task<void> {
      if (to === undefined || to === '-') yield* run.print(text);
      else collected += text;
    };
    let first = true;
    const finish = function* (group: readonly string[]): Task<void> {
      if (group.length === 0) return;
      const repeated = group.length > 1;
      if (grouped || all) {
        if (all && !repeated) return;
        const style = grouped ?? method;
        const before = style === 'prepend' || style === 'both' || (style === 'separate' && !first);
        yield* emit((before ? end : '') + group.map((line) => line + end).join('') + (style === 'append' ? end : ''));
        first = false;
        return;
      }
      if ((run.has('repeated') && !repeated) || (run.has('unique') && repeated)) return;
      yield* emit(`${run.has('count') ? `${String(group.length).padStart(7)} ` : ''}${group[0]}${end}`);
    };
    let group: string[] = [];
    try {
      for (;;) {
        const line = yield* input.line(terminator);
        if (!line) break;
        if (group.length > 0 && keyOf(group[0]) !== keyOf(line.text)) {
          yield* finish(group);
          group = [];
        }
        // Only these modes show more than the first of a group.
        if (group.length === 0 || all || grouped || run.has('count') || group.length === 1) group.push(line.text);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`error reading ${quotedIfNeeded(from) === from ? `'${from}'` : quotedIfNeeded(from)}`);
    }
    yield* finish(group);
    if (grouped === 'both' && !first) yield* emit(end);
    input.close();
    if (to === undefined || to === '-') return;
    try {
      const { files, umask, credentials } = run.process;
      const file = files.open(
        run.absolute(to),
        { write: true, create: true, truncate: true },
        0o666 & ~umask,
        credentials,
      );
      yield* file.write(encodeRaw(collected));
      file.release();
    } catch (error) {
      throw new Failure(`${quotedIfNeeded(to)}: ${reason(error)}`);
    }
  },
);
