// date: the virtual clock, or any other time, in any format. The zone of the simulated machines is UTC.

import { strftime } from '../../base/strftime.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, type Invocation, reason, utility } from '../utility.ts';
import { parseDate } from './date-text.ts';

const ISO: Readonly<Record<string, string>> = {
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};

const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

export const date: Program = utility(
  {
    usage: '[OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]',
    options: [
      'd,date=',
      'debug',
      'f,file=',
      'I,iso-8601[=]',
      'R,rfc-email',
      'rfc-3339=',
      'r,reference=',
      's,set=',
      'u,utc,universal',
      'resolution',
    ],
  },
  function* (run) {
    const { simulation } = run.process;
    const now = simulation.epoch + simulation.now;
    if (run.has('set')) throw new NotSimulated('-s: the clock of the simulation cannot be set');
    const [operand, extra] = run.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
    if (operand !== undefined && !operand.startsWith('+')) {
      if (run.has('date')) {
        throw new UsageError(
          `the argument ${quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
        );
      }
      if (/^\d{8}(\d\d|\d{4})?(\.\d\d)?$/.test(operand)) {
        throw new NotSimulated('MMDDhhmm: the clock of the simulation cannot be set');
      }
      throw new Failure(`invalid date ${quote(operand)}`);
    }
    let format = operand?.slice(1) ?? '%a %b %e %H:%M:%S %Z %Y';
    const chosen = run.lastOf('iso-8601', 'rfc-email', 'rfc-3339');
    if (chosen === 'rfc-email') format = '%a, %d %b %Y %H:%M:%S %z';
    else if (chosen === 'iso-8601') format = choose(ISO, run.value('iso-8601') || 'date', '--iso-8601');
    else if (chosen === 'rfc-3339') format = choose(RFC_3339, run.value('rfc-3339')!, '--rfc-3339');
    const texts = run.has('file') ? yield* lines(run, run.value('file')!) : run.has('date') ? [run.value('date')!] : [];
    if (texts.length === 0 && !run.has('file')) {
      let at = now;
      const reference = run.value('reference');
      if (reference !== undefined) {
        try {
          at = run.process.files.stat(run.absolute(reference), run.process.credentials).mtime;
        } catch (error) {
          throw new Failure(`${quotedIfNeeded(reference)}: ${reason(error)}`);
        }
      }
      yield* run.print(`${strftime(format, at)}\n`);
      return;
    }
    for (const text of texts) {
      const at = parseDate(text, now);
      if (at === undefined) yield* run.complain(`invalid date ${quote(text)}`);
      else yield* run.print(`${strftime(format, at)}\n`);
    }
  },
);

function* lines(run: Invocation, path: string): Task<string[]> {
  let input: Input;
  try {
    input = run.open(path);
  } catch (error) {
    throw new Failure(`${quotedIfNeeded(path)}: ${reason(error)}`);
  }
  const text = yield* input.text();
  input.close();
  return text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
}

function choose(formats: Readonly<Record<string, string>>, given: string, option: string): string {
  const found = Object.keys(formats).find((name) => name.startsWith(given));
  if (found) return formats[found];
  const valid = Object.keys(formats).map((name) => `  - ${quote(name)}`);
  throw new UsageError(
    `invalid argument ${quote(given)} for ${quote(option)}\nValid arguments are:\n${valid.join('\n')}`,
  );
}
