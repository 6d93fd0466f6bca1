// gzip, gunzip and zcat.

import { DeflateError } from '../../../base/deflate.ts';
import { NotGzip, gzip as pack, gunzip as unpack } from '../../../base/gzip.ts';
import { baseName } from '../../../base/path-names.ts';
import type { Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Invocation, reason, utility } from '../../utility.ts';

const OPTIONS = [
  'c,stdout,to-stdout',
  'd,decompress,uncompress',
  'f,force',
  'k,keep',
  'l,list',
  'n,no-name',
  'N,name',
  'q,quiet',
  '!r,recursive',
  '!S,suffix=',
  't,test',
  'v,verbose',
  ...'123456789',
  'fast',
  'best',
];

/** How it works unless an option says otherwise, by the name it is called with. */
const called = (unpacks: boolean, toOutput: boolean): Program =>
  utility(
    {
      usage: '[OPTION]... [FILE]...',
      suite: 'gzip 1.12',
      options: OPTIONS,
      hint: () => "Try `gzip --help' for more information.",
    },
    (run) =>
      work(run, unpacks || run.has('decompress') || run.has('test') || run.has('list'), toOutput || run.has('stdout')),
  );

export const gzip = called(false, false);
export const gunzip = called(true, false);
export const zcat = called(true, true);

function* work(run: Invocation, unpacks: boolean, toOutput: boolean): Task<number> {
  if (run.operands.length === 0 && !unpacks && !run.has('force') && run.process.isTerminal(1)) {
    yield* run.note(
      'gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n',
    );
    return 1;
  }
  if (run.has('list')) {
    yield* run.print('         compressed        uncompressed  ratio uncompressed_name\n');
  }
  for (const path of run.inputs) yield* one(run, path, unpacks, toOutput || path === '-');
  return run.status;
}

function* one(run: Invocation, path: string, unpacks: boolean, toOutput: boolean): Task<void> {
  const say = function* (text: string, status = 1): Task<void> {
    yield* run.note(`${text}\n`);
    run.status = Math.max(run.status, status);
  };
  const { files, credentials } = run.process;
  const isListed = run.has('list') || run.has('test');
  if (path !== '-' && files.isDirectory(run.absolute(path), credentials)) {
    return yield* say(`gzip: ${path} is a directory -- ignored`, 2);
  }
  let source = path;
  if (unpacks && path !== '-' && !files.exists(run.absolute(path), credentials)) source = `${path}.gz`;
  let bytes: Uint8Array;
  try {
    const input = run.open(source);
    bytes = yield* input.all();
    input.close();
  } catch (error) {
    return yield* say(`gzip: ${source}: ${reason(error)}`);
  }
  const suffix = /\.(gz|tgz)$|-gz$/.exec(source)?.[0];
  if (!toOutput && !isListed) {
    if (unpacks && !suffix) return yield* say(`gzip: ${path}: unknown suffix -- ignored`, 2);
    if (!unpacks && suffix) return yield* say(`gzip: ${path} already has ${suffix} suffix -- unchanged`, 0);
  }
  let result: Uint8Array;
  try {
    const seconds = path === '-' ? 0 : Math.floor(files.stat(run.absolute(source), credentials).mtime / 1000);
    const name = path === '-' || run.has('no-name') ? '' : baseName(path);
    result = unpacks ? unpack(bytes).data : pack(bytes, name, seconds);
  } catch (error) {
    if (!(error instanceof NotGzip) && !(error instanceof DeflateError)) throw error;
    return yield* say(`\ngzip: ${path === '-' ? 'stdin' : source}: ${error.message}`);
  }
  if (run.has('test')) return;
  const [large, small] = unpacks ? [result.length, bytes.length] : [bytes.length, result.length];
  // The header and the check at the end do not count, as in gzip itself.
  const ratio = `${(large === 0 ? 0 : (100 * (large - (small - 18 - (unpacks ? 0 : baseName(path).length + 1)))) / large).toFixed(1)}%`;
  const stem = !suffix ? source : suffix === '.tgz' ? `${source.slice(0, -4)}.tar` : source.slice(0, -suffix.length);
  if (run.has('list')) {
    const cells = [String(small).padStart(19), String(large).padStart(20), ratio.padStart(6)];
    return yield* run.print(`${cells.join('')} ${stem}\n`);
  }
  if (toOutput) return yield* run.print(result);
  const target = unpacks ? stem : `${path}.gz`;
  if (files.exists(run.absolute(target), credentials) && !run.has('force')) {
    if (!run.process.isTerminal(0)) return yield* say(`gzip: ${target} already exists;\tnot overwritten`, 2);
    yield* run.note(`gzip: ${target} already exists; do you wish to overwrite (y or n)? `);
    const answer = yield* run.process.read(0, 80);
    if (!/^[yY]/.test(String.fromCharCode(...answer))) return yield* say('\tnot overwritten', 2);
  }
  try {
    const { mode, mtime } = files.stat(run.absolute(source), credentials);
    const file = files.open(
      run.absolute(target),
      { write: true, create: true, truncate: true },
      mode & 0o777,
      credentials,
    );
    yield* file.write(result);
    file.release();
    files.setTimes(run.absolute(target), { mtime }, credentials);
    if (!run.has('keep')) files.unlink(run.absolute(source), credentials);
  } catch (error) {
    return yield* say(`gzip: ${target}: ${reason(error)}`);
  }
  if (run.has('verbose')) {
    const what = run.has('keep') ? 'created' : 'replaced with';
    yield* run.note(`${source}:\t${ratio.padStart(5)} -- ${what} ${target}\n`);
  }
}
