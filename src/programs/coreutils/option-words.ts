// getopt(1): a command line in the order and the quotes a script can work with.

import type { Program } from '../../linux/host/process.ts';
import { Exit } from '../../linux/host/process.ts';
import { Options, UsageError } from '../getopt.ts';
import { utility } from '../utility.ts';

/** `ab:c::` → declarations as getopt.ts reads them. */
function shortDeclarations(text: string): string[] {
  return [...text.matchAll(/([^:])(:{0,2})/g)].map(
    ([, letter, colons]) => letter + (colons === ':' ? '=' : colons === '::' ? '[=]' : ''),
  );
}

const longDeclaration = (word: string): string => word.replace(/::$/, '[=]').replace(/:$/, '=');

const quotedWord = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

export const getopt: Program = utility(
  {
    usage:
      '<optstring> <parameters>\n getopt [options] [--] <optstring> <parameters>\n getopt [options] -o|--options <optstring> [options] [--] <parameters>',
    suite: 'util-linux 2.39.3',
    usageStatus: 2,
    options: [
      'a,alternative',
      'l,longoptions=',
      'n,name=',
      'o,options=',
      'q,quiet',
      'Q,quiet-output',
      's,shell=',
      'T,test',
      'u,unquoted',
    ],
    stopAtOperand: true,
    // The first word that is no option is the option string, in the form without options of its own.
    rewrite: (words) => (words.length > 0 && !words[0].startsWith('-') ? ['--', ...words] : words),
  },
  function* (run) {
    if (run.has('test')) throw new Exit(4);
    const operands = [...run.operands];
    const isOld = run.options.length === 0 && !run.process.argv.includes('--');
    let short = run.value('options');
    if (short === undefined) {
      short = operands.shift();
      if (short === undefined) {
        yield* run.complain('missing optstring argument');
        yield* run.note(`Try '${run.name} --help' for more information.\n`);
        return 2;
      }
    }
    const isBare = isOld || run.has('unquoted');
    const word = isBare ? (text: string) => text : quotedWord;
    const mode = /^[-+]/.exec(short)?.[0];
    const long = run.values('longoptions').flatMap((list) => list.split(/[,\s]+/).filter(Boolean));
    const options = new Options([...shortDeclarations(short.replace(/^[-+]/, '')), ...long.map(longDeclaration)]);
    const name = run.value('name') ?? run.name;
    let output = '';
    let status = 0;
    let rest = operands;
    // After a fault the real one goes on with the next word; so do we, from behind the word at fault.
    const operandsFound: string[] = [];
    while (rest.length > 0) {
      const at = rest[0];
      if (at === '--') {
        operandsFound.push(...rest.slice(1));
        break;
      }
      if (!at.startsWith('-') || at === '-') {
        if (mode === '+') {
          operandsFound.push(...rest);
          break;
        }
        if (mode === '-') output += ` ${word(at)}`;
        else operandsFound.push(at);
        rest = rest.slice(1);
        continue;
      }
      const taken = takesNext(at, short, long) ? 2 : 1;
      try {
        const { options: given } = options.read(rest.slice(0, taken).concat(taken === 1 ? ['--'] : []));
        for (const one of given) {
          output += ` ${one.typed}`;
          if (one.hasValue) output += ` ${word(one.value)}`;
          else if (isOptional(one.name, short, long)) output += ` ${word('')}`;
        }
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        status = 1;
        if (!run.has('quiet')) yield* run.note(`${name}: ${error.message}\n`);
      }
      rest = rest.slice(taken);
    }
    output += ' --';
    for (const operand of operandsFound) output += ` ${word(operand)}`;
    if (!run.has('quiet-output')) yield* run.print(`${output}\n`);
    return status;
  },
);

const isOptional = (name: string, short: string, long: readonly string[]): boolean =>
  name.length === 1 ? short.includes(`${name}::`) : long.includes(`${name}::`);

/** Whether the argument of an option is the word behind it. */
function takesNext(word: string, short: string, long: readonly string[]): boolean {
  if (word.startsWith('--')) {
    if (word.includes('=')) return false;
    const found = long.filter((one) => one.replace(/:+$/, '').startsWith(word.slice(2)));
    const exact = long.find((one) => one.replace(/:+$/, '') === word.slice(2)) ?? (found.length === 1 ? found[0] : '');
    return /[^:]:$/.test(exact);
  }
  for (let at = 1; at < word.length; at++) {
    const place = short.replace(/^[-+]/, '').indexOf(word[at]);
    const spec = place < 0 ? '' : short.replace(/^[-+]/, '').slice(place + 1);
    if (spec.startsWith('::')) return false;
    if (spec.startsWith(':')) return at === word.length - 1;
  }
  return false;
}
