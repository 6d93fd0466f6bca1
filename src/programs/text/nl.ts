// nl: numbers lines. A file may have pages of a header, a body and a footer, each numbered in its own style.

import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';
import { compile, RegexError } from './regex.ts';

type Section = 'header' | 'body' | 'footer';

/** Whether a line gets a number. */
type Style = (line: string) => boolean;

export const nl: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'b,body-numbering=',
      'd,section-delimiter=',
      'f,footer-numbering=',
      'h,header-numbering=',
      'i,line-increment=',
      'l,join-blank-lines=',
      'p,no-renumber',
      's,number-separator=',
      'w,number-width=',
      'n,number-format=',
      'v,starting-line-number=',
    ],
  },
  function* (run) {
    const styles: Readonly<Record<Section, Style>> = {
      header: styleOf(run, 'header', 'n'),
      body: styleOf(run, 'body', 't'),
      footer: styleOf(run, 'footer', 'n'),
    };
    const start = numberOf(run, 'starting-line-number', 1, 'starting line number');
    const step = numberOf(run, 'line-increment', 1, 'line number increment');
    const blanks = numberOf(run, 'join-blank-lines', 1, 'line number of blank lines', 1);
    const width = numberOf(run, 'number-width', 6, 'line number field width', 1);
    const format = run.value('number-format') ?? 'rn';
    if (!['ln', 'rn', 'rz'].includes(format)) throw new UsageError(`invalid line numbering format: ${quote(format)}`);
    const separator = run.value('number-separator') ?? '\t';
    const given = run.value('section-delimiter') ?? '\\:';
    const mark = given.length === 1 ? `${given}:` : given;
    const sections = new Map<string, Section>(
      given === ''
        ? []
        : [
            [mark.repeat(3), 'header'],
            [mark.repeat(2), 'body'],
            [mark, 'footer'],
          ],
    );
    let section: Section = 'body';
    let number = start;
    let blank = 0;
    yield* run.eachInput(run.inputs, function* (input) {
      for (;;) {
        const line = yield* input.line();
        if (!line) return;
        const next = sections.get(line.text);
        if (next) {
          section = next;
          if (!run.has('no-renumber')) number = start;
          yield* run.print('\n');
          continue;
        }
        blank = line.text === '' ? blank + 1 : 0;
        const counts = styles[section](line.text) && (line.text !== '' || blank % blanks === 0);
        if (!counts) {
          yield* run.print(`${' '.repeat(width + separator.length)}${line.text}\n`);
          continue;
        }
        yield* run.print(`${numeral(number, width, format)}${separator}${line.text}\n`);
        number += step;
      }
    });
  },
);

function numeral(number: number, width: number, format: string): string {
  if (format === 'ln') return String(number).padEnd(width);
  if (format === 'rn') return String(number).padStart(width);
  return number < 0 ? `-${String(-number).padStart(width - 1, '0')}` : String(number).padStart(width, '0');
}

function numberOf(run: Invocation, name: string, otherwise: number, what: string, least = -Infinity): number {
  const text = run.value(name);
  if (text === undefined) return otherwise;
  if (!/^[-+]?\d+$/.test(text)) throw new Failure(`invalid ${what}: ${quote(text)}`);
  if (Number(text) < least) throw new Failure(`invalid ${what}: ${quote(text)}: Numerical result out of range`);
  return Number(text);
}

function styleOf(run: Invocation, section: Section, otherwise: string): Style {
  const text = run.value(`${section}-numbering`) ?? otherwise;
  if (text === 'a') return () => true;
  if (text === 't') return (line) => line !== '';
  if (text === 'n') return () => false;
  if (!text.startsWith('p')) throw new UsageError(`invalid ${section} numbering style: ${quote(text)}`);
  try {
    const pattern = compile(text.slice(1), 'basic');
    return (line) => pattern.test(line);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new Failure(error.message);
  }
}
