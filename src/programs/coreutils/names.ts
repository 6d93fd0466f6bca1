// What only looks at names: basename, dirname, realpath, readlink, pwd, mktemp.

import { baseName, directoryName } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { resolvePath } from '../../linux/files/paths.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

export const basename: Program = utility(
  { usage: 'NAME [SUFFIX]', options: ['a,multiple', 's,suffix=', 'z,zero'], stopAtOperand: true },
  function* (run) {
    const many = run.has('multiple') || run.has('suffix');
    const [name, suffixOperand, extra] = run.operands;
    if (name === undefined) throw new UsageError('missing operand');
    if (!many && extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
    const suffix = run.value('suffix') ?? (many ? '' : (suffixOperand ?? ''));
    for (const path of many ? run.operands : [name]) {
      const base = baseName(path);
      const cut = suffix !== '' && base.endsWith(suffix) && base !== suffix ? base.slice(0, -suffix.length) : base;
      yield* run.print(cut + (run.has('zero') ? '\0' : '\n'));
    }
  },
);

export const dirname: Program = utility({ usage: '[OPTION] NAME...', options: ['z,zero'] }, function* (run) {
  if (run.operands.length === 0) throw new UsageError('missing operand');
  for (const path of run.operands) yield* run.print(directoryName(path) + (run.has('zero') ? '\0' : '\n'));
});

export const pwd: Program = utility({ usage: '[OPTION]...', options: ['L,logical', 'P,physical'] }, function* (run) {
  if (run.operands.length > 0) yield* run.note(`${run.name}: ignoring non-option arguments\n`);
  const { process } = run;
  const logical = process.environment.get('PWD');
  const physical = process.files.realpath(process.directory);
  const useLogical =
    run.lastOf('logical', 'physical') === 'logical' &&
    logical?.startsWith('/') &&
    process.files.exists(logical) &&
    process.files.realpath(logical) === physical;
  yield* run.print(`${useLogical ? logical : physical}\n`);
});

type Missing = 'last' | 'none' | 'any';

/** The path without links; which of its names may be missing is the caller's choice. */
function canonical(run: Invocation, path: string, missing: Missing): string {
  const { files, credentials } = run.process;
  const absolute = run.absolute(path);
  if (missing !== 'any') {
    const real = files.realpath(absolute, credentials);
    if (missing === 'none') files.stat(absolute, credentials);
    return real;
  }
  let known = absolute;
  const rest: string[] = [];
  for (;;) {
    try {
      return resolvePath(files.realpath(known, credentials), rest.join('/') || '.');
    } catch (error) {
      if (!(error instanceof SystemError) || known === '/') throw error;
      rest.unshift(baseName(known));
      known = directoryName(known);
    }
  }
}

export const realpath: Program = utility(
  {
    usage: '[OPTION]... FILE...',
    options: [
      'e,canonicalize-existing',
      'm,canonicalize-missing',
      'L,logical',
      'P,physical',
      'q,quiet',
      'relative-to=',
      'relative-base=',
      's,strip,no-symlinks',
      'z,zero',
    ],
  },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    const mode = run.lastOf('canonicalize-existing', 'canonicalize-missing');
    const missing: Missing =
      mode === 'canonicalize-existing' ? 'none' : mode === 'canonicalize-missing' ? 'any' : 'last';
    const resolve = (path: string) =>
      run.has('strip') ? resolvePath(run.process.directory, path) : canonical(run, path, missing);
    const base = run.value('relative-base');
    const to = run.value('relative-to') ?? base;
    for (const path of run.operands) {
      try {
        const real = resolve(path);
        const inside = base === undefined || isInside(real, resolve(base));
        const shown = to === undefined || !inside ? real : relativePath(resolve(to), real);
        yield* run.print(shown + (run.has('zero') ? '\0' : '\n'));
      } catch (error) {
        const why = reason(error);
        if (run.has('quiet')) run.status = 1;
        else yield* run.complain(`${quotedIfNeeded(path)}: ${why}`);
      }
    }
  },
);

const isInside = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);

/** From directory `from` to `to`: /a/b, /a/c/d → ../c/d. */
export function relativePath(from: string, to: string): string {
  const here = from.split('/').filter(Boolean);
  const there = to.split('/').filter(Boolean);
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  const steps = [...here.slice(shared).map(() => '..'), ...there.slice(shared)];
  return steps.join('/') || '.';
}

export const readlink: Program = utility(
  {
    usage: '[OPTION]... FILE...',
    options: [
      'f,canonicalize',
      'e,canonicalize-existing',
      'm,canonicalize-missing',
      'n,no-newline',
      'q,quiet',
      's,silent',
      'v,verbose',
      'z,zero',
    ],
  },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    const mode = run.lastOf('canonicalize', 'canonicalize-existing', 'canonicalize-missing');
    const missing: Missing =
      mode === 'canonicalize-existing' ? 'none' : mode === 'canonicalize-missing' ? 'any' : 'last';
    const end = run.has('zero') ? '\0' : run.has('no-newline') && run.operands.length === 1 ? '' : '\n';
    for (const path of run.operands) {
      try {
        const { files, credentials } = run.process;
        const found = mode ? canonical(run, path, missing) : files.readLink(run.absolute(path), credentials);
        yield* run.print(found + end);
      } catch (error) {
        const why = reason(error);
        if (run.lastOf('verbose', 'quiet', 'silent') === 'verbose')
          yield* run.complain(`${quotedIfNeeded(path)}: ${why}`);
        else run.status = 1;
      }
    }
  },
);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const mktemp: Program = utility(
  {
    usage: '[OPTION]... [TEMPLATE]',
    options: ['d,directory', 'u,dry-run', 'q,quiet', 'suffix=', 'p=', 'tmpdir[=]', 't'],
  },
  function* (run) {
    const { process } = run;
    if (run.operands.length > 1) throw new UsageError('too many templates');
    const suffix = run.value('suffix');
    if (suffix?.includes('/')) throw new Failure(`invalid suffix ${quote(suffix)}, contains directory separator`);
    const template = (run.operands[0] ?? 'tmp.XXXXXXXXXX') + (run.value('suffix') ?? '');
    const inTemporary = run.operands.length === 0 || run.has('p') || run.has('tmpdir') || run.has('t');
    const place = run.value('p') || run.value('tmpdir') || process.environment.get('TMPDIR') || '/tmp';
    const [, before, marks, after] = /^(.*?)(X+)([^X]*)$/s.exec(template) ?? [];
    if (!marks || marks.length < 3) throw new Failure(`too few X's in template ${quote(template)}`);
    if (inTemporary && template.startsWith('/')) {
      throw new Failure(`invalid template, ${quote(template)}; with --tmpdir, it may not be absolute`);
    }
    for (;;) {
      const random = process.simulation.random.text(marks.length, LETTERS);
      const path = `${inTemporary ? `${place}/` : ''}${before}${random}${after}`;
      const absolute = run.absolute(path);
      if (process.files.exists(absolute)) continue;
      try {
        if (run.has('directory') && !run.has('dry-run')) {
          process.files.makeDirectory(absolute, { mode: 0o700, who: process.credentials });
        } else if (!run.has('dry-run')) {
          process.files
            .open(absolute, { write: true, create: true, exclusive: true }, 0o600, process.credentials)
            .release();
        }
      } catch (error) {
        const kind = run.has('directory') ? 'directory' : 'file';
        const shown = quote((inTemporary ? `${place}/` : '') + template);
        throw new Failure(`failed to create ${kind} via template ${shown}: ${reason(error)}`);
      }
      yield* run.print(`${path}\n`);
      return;
    }
  },
);
