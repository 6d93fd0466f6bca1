// run-parts: the scripts of a directory, one after the other.

import { SystemError, strerror } from '../../../linux/errors.ts';
import { createPipe } from '../../../linux/files/pipe.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';

const HELP = `Usage: run-parts [OPTION]... DIRECTORY
      --test          print script names which would run, but don't run them.
      --list          print names of all valid files (can not be used with
                      --test)
  -v, --verbose       print script names before running them.
  -d, --debug         print script names while checking them.
      --report        print script names if they produce output.
      --reverse       reverse execution order of scripts.
      --exit-on-error exit as soon as a script returns with a non-zero exit
                      code.
      --stdin         multiplex stdin to scripts being run, using temporary file
      --lsbsysinit    validate filenames based on LSB sysinit specs.
      --new-session   run each script in a separate process session
      --regex=PATTERN validate filenames based on POSIX ERE pattern PATTERN.
  -u, --umask=UMASK   sets umask to UMASK (octal), default is 022.
  -a, --arg=ARGUMENT  pass ARGUMENT to scripts, use once for each argument.
  -V, --version       output version information and exit.
  -h, --help          display this help and exit.
`;

/** What Debian's scripts may be called: a dot makes a file somebody's backup. */
const NAMES = /^[a-zA-Z0-9_-]+$/;

export const runParts: Program = tool(
  'run-parts',
  {
    options: [
      'test',
      'list',
      'v,verbose',
      'report',
      'reverse',
      'exit-on-error',
      'new-session',
      'regex=',
      'u,umask=',
      'a,arg=',
      'V,version',
      '!d,debug',
      '!stdin',
      '!lsbsysinit',
    ],
    help: HELP,
    hint: "Try `run-parts --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    if (run.has('version')) {
      yield* run.print('Debian run-parts program, version 5.17build1\n');
      return 0;
    }
    const hint = "Try `run-parts --help' for more information.";
    const [directory] = run.operands;
    if (directory === undefined || run.operands.length > 1) {
      yield* run.complain(directory === undefined ? 'missing operand' : 'too many operands');
      return yield* run.failPlainly(hint);
    }
    if (run.has('list') && run.has('test')) return yield* run.fail('-list and -test can not be used together');
    let names: string[];
    try {
      names = run.files.readDirectory(run.process.absolute(directory), run.process.credentials);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return yield* run.fail(`failed to open directory ${directory}: ${strerror(error.code)}`);
    }
    const pattern = run.value('regex');
    const valid = names.filter((name) => (pattern === undefined ? NAMES : new RegExp(pattern)).test(name));
    if (run.has('reverse')) valid.reverse();
    return yield* runAll(
      run,
      valid.map((name) => `${directory}/${name}`),
    );
  },
);

function* runAll(run: Tool, paths: readonly string[]): Task<ExitCode> {
  const { files, process } = run;
  let result = 0;
  for (const path of paths) {
    const absolute = process.absolute(path);
    if (!files.exists(absolute)) {
      yield* run.complain(`component ${path} is a broken symbolic link`);
      continue;
    }
    if (files.stat(absolute).type !== 'file') continue;
    if (run.has('list')) yield* run.print(`${path}\n`);
    else if (!files.access(absolute, 1, process.credentials)) continue;
    else if (run.has('test')) yield* run.print(`${path}\n`);
    else {
      const code = yield* runOne(run, path);
      if (code === 0) continue;
      yield* run.complain(`${path} exited with return code ${code}`);
      result = 1;
      if (run.has('exit-on-error')) return code;
    }
  }
  return result;
}

function* runOne(run: Tool, path: string): Task<ExitCode> {
  const { process } = run;
  if (run.has('verbose')) yield* run.say(`run-parts: executing ${[path, ...run.values('arg')].join(' ')}`);
  const options = {
    argv: [path, ...run.values('arg')],
    umask: Number.parseInt(run.value('umask') ?? '022', 8),
    ...(run.has('new-session') ? { session: { terminal: undefined } } : {}),
  };
  try {
    if (!run.has('report')) return (yield* process.run(options)).code;
    const pipe = createPipe();
    const child = process.spawn({
      ...options,
      descriptors: new Map(process.descriptors).set(1, pipe.writer).set(2, pipe.writer),
    });
    pipe.writer.release();
    for (let isFirst = true; ; isFirst = false) {
      const bytes = yield* pipe.reader.read(65_536);
      if (bytes.length === 0) break;
      if (isFirst) yield* run.print(`${path}:\n`);
      yield* run.print(bytes);
    }
    return (yield* process.waitFor(child)).code;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.complain(`failed to exec ${path}: ${strerror(error.code)}`);
    return 1;
  }
}
