// csplit: a file in pieces at lines that match, or at line numbers. The size of each piece is printed.

import { conversion, formatInteger } from '../../base/c-format.ts';
import { encodeRaw } from '../../base/raw-text.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { compile, RegexError } from './regex.ts';

interface Control {
  readonly text: string;
  readonly kind: 'line' | 'match' | 'skip';
  readonly line: number;
  readonly pattern: RegExp | undefined;
  readonly offset: number;
  /** Times beyond the first. */
  repeat: number;
}

export const csplit: Program = utility(
  {
    usage: '[OPTION]... FILE PATTERN...',
    options: [
      'b,suffix-format=',
      'f,prefix=',
      'k,keep-files',
      'n,digits=',
      's,q,quiet,silent',
      'suppress-matched',
      'z,elide-empty-files',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const [path, ...words] = run.operands;
  if (path === undefined) throw new UsageError('missing operand');
  if (words.length === 0) throw new UsageError(`missing operand after ${quote(path)}`);
  const digits = run.value('digits') ?? '2';
  if (!/^\d+$/.test(digits)) throw new Failure(`invalid number: ${quote(digits)}`);
  const controls = readControls(words);
  let text: string;
  try {
    text = new TextDecoder().decode(yield* run.bytesOf(path));
  } catch (error) {
    const why = reason(error);
    throw new Failure(
      why === 'Is a directory'
        ? `read error: ${why}`
        : `cannot open ${quotedIfNeeded(path) === path ? `'${path}'` : quotedIfNeeded(path)} for reading: ${why}`,
    );
  }
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const written: string[] = [];
  let at = 0;
  const nameOf = (number: number) =>
    (run.value('prefix') ?? 'xx') +
    (run.has('suffix-format')
      ? numbered(run.value('suffix-format')!, number)
      : String(number).padStart(Number(digits), '0'));
  const put = function* (to: number): Task<void> {
    const piece = encodeRaw(lines.slice(at, to).join(''));
    at = Math.max(at, to);
    if (piece.length === 0 && run.has('elide-empty-files')) return;
    const name = nameOf(written.length);
    const file = run.create(name);
    yield* file.write(piece);
    file.release();
    written.push(name);
    if (!run.has('quiet')) yield* run.print(`${piece.length}\n`);
  };
  const fail = function* (message: string): Task<ExitCode> {
    // The rest goes to a file of its own, and then all of them go, unless they are to be kept.
    yield* put(lines.length);
    yield* run.complain(message);
    if (!run.has('keep-files'))
      for (const name of written) run.process.files.unlink(run.absolute(name), run.process.credentials);
    return 1;
  };
  let suppressed = 0;
  for (const control of controls) {
    for (let turn = 0; turn <= control.repeat; turn++) {
      const again = turn === 0 || control.repeat === Number.POSITIVE_INFINITY ? '' : ` on repetition ${turn}`;
      if (control.kind === 'line') {
        const target = control.line * (turn + 1) - 1;
        if (target > lines.length || (target === lines.length && lines.length === 0)) {
          return yield* fail(`${quote(control.text)}: line number out of range${again}`);
        }
        yield* put(target);
        if (run.has('suppress-matched')) at++;
        continue;
      }
      // The search begins behind the line that began this piece.
      let found = at + (written.length > 0 || turn > 0 || suppressed > 0 ? 1 : 0);
      if (run.has('suppress-matched')) found = at;
      while (found < lines.length && !control.pattern!.test(lines[found].replace(/\n$/, ''))) found++;
      if (found >= lines.length) {
        if (control.repeat === Number.POSITIVE_INFINITY) break;
        if (control.kind === 'match') return yield* fail(`${quote(control.text)}: match not found${again}`);
        at = lines.length;
        yield* run.complain(`${quote(control.text)}: match not found${again}`);
        return 1;
      }
      const target = found + control.offset;
      if (target < at || target > lines.length)
        return yield* fail(`${quote(control.text)}: line number out of range${again}`);
      if (control.kind === 'match') yield* put(target);
      else at = target;
      if (run.has('suppress-matched')) at++;
      suppressed++;
    }
  }
  if (at < lines.length || !run.has('elide-empty-files')) yield* put(lines.length);
  return run.status;
}

function readControls(words: readonly string[]): Control[] {
  const controls: Control[] = [];
  let previousLine = 0;
  for (const word of words) {
    const repeat = /^\{(.*)\}$/s.exec(word);
    if (word.startsWith('{')) {
      if (!repeat) throw new Failure(`${quote(word)}: '}' is required in repeat count`);
      const last = controls.at(-1);
      if (!last || (repeat[1] !== '*' && !/^\d+$/.test(repeat[1])))
        throw new Failure(last ? `${word}}: integer required between '{' and '}'` : `${quote(word)}: invalid pattern`);
      last.repeat = repeat[1] === '*' ? Number.POSITIVE_INFINITY : Number(repeat[1]);
      continue;
    }
    const mark = word[0];
    if (mark === '/' || mark === '%') {
      const end = word.lastIndexOf(mark);
      if (end === 0) throw new Failure(`${word}: closing delimiter '${mark}' missing`);
      const offset = word.slice(end + 1);
      if (offset !== '' && !/^[-+]?\d+$/.test(offset))
        throw new Failure(`${quote(word)}: integer expected after delimiter`);
      controls.push({
        text: word,
        kind: mark === '/' ? 'match' : 'skip',
        line: 0,
        pattern: pattern(word.slice(1, end), word),
        offset: Number(offset || '0'),
        repeat: 0,
      });
      continue;
    }
    if (!/^\d+$/.test(word)) throw new Failure(`${quote(word)}: invalid pattern`);
    const line = Number(word);
    if (line === 0) throw new Failure(`${word}: line number must be greater than zero`);
    if (line < previousLine)
      throw new Failure(`line number ${quote(word)} is smaller than preceding line number, ${previousLine}`);
    previousLine = line;
    controls.push({ text: word, kind: 'line', line, pattern: undefined, offset: 0, repeat: 0 });
  }
  return controls;
}

function pattern(text: string, word: string): RegExp {
  try {
    return compile(text, 'basic', '');
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new Failure(`${quote(word)}: invalid regular expression: ${error.message}`);
  }
}

/** `-%03d.txt` → -007.txt */
function numbered(format: string, number: number): string {
  if (!/^([^%]|%%)*%[-'#0-9 ]*(\.\d+)?[diuoxX]([^%]|%%)*$/.test(format)) {
    const found = /%[-'#0-9 ]*(?:\.\d+)?(.)/.exec(format.replaceAll('%%', ''));
    throw new Failure(
      found ? `invalid conversion specifier in suffix: ${found[1]}` : 'missing % conversion specification in suffix',
    );
  }
  return format.replaceAll(/%%|%([-'#0 ]*)(\d*)(?:\.(\d+))?([diuoxX])/g, (whole, flags, width, precision, type) =>
    whole === '%%' ? '%' : formatInteger(conversion(flags, width, precision, type), BigInt(number)),
  );
}
