// A bare machine for testing single programs: files, a root process, and command lines of words, quotes,
// pipes, `;`, `<` and `>`. Whatever needs a real shell is tested with the real shell.

import { encode } from '../../src/base/bytes.ts';
import { decodeRaw } from '../../src/base/raw-text.ts';
import { SystemError, strerror } from '../../src/linux/errors.ts';
import { NullDevice, type OpenFile, SourceDevice } from '../../src/linux/files/open-file.ts';
import { createPipe } from '../../src/linux/files/pipe.ts';
import { executable, Host } from '../../src/linux/host/host.ts';
import type { Process, Program } from '../../src/linux/host/process.ts';
import { Fabric } from '../../src/linux/net/stack.ts';
import { coreutils } from '../../src/programs/coreutils/index.ts';
import { textTools } from '../../src/programs/text/index.ts';
import { createSimulation } from '../../src/sim/simulation.ts';
import { start, type Task } from '../../src/sim/task.ts';

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export class Bench {
  readonly host: Host;
  readonly directory: string;
  #root: Process | undefined;

  constructor(directory = '/root/lab', epoch = Date.UTC(2026, 10, 20, 12)) {
    this.directory = directory;
    const programs = new Map<string, Program>(Object.entries({ ...coreutils, ...textTools }));
    programs.set('sh', (process) =>
      this.#list(process.argv[2], { 0: process.file(0), 1: process.file(1), 2: process.file(2) }),
    );
    const simulation = createSimulation(1, epoch);
    const hardware = { cpus: 2, memory: 4 * 2 ** 30, disk: 40 * 2 ** 30 };
    this.host = new Host('controlplane', '192.168.100.11', new Fabric(simulation), hardware, programs);
    const { files } = this.host;
    for (const path of ['/usr/bin', '/tmp', '/etc', '/dev', directory]) files.makeDirectory(path, { recursive: true });
    files.symlink('usr/bin', '/bin');
    for (const name of programs.keys()) files.writeFile(`/usr/bin/${name}`, executable(name), { mode: 0o755 });
    files.writeFile(
      '/etc/passwd',
      'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n',
    );
    files.writeFile('/etc/group', 'root:x:0:\ndaemon:x:1:\nadm:x:4:\nnogroup:x:65534:\n');
    files.place(
      '/dev/null',
      (base) => ({ ...base, type: 'device', numbers: '1:3', open: () => new NullDevice() }),
      0o666,
    );
    files.place(
      '/dev/zero',
      (base) => ({
        ...base,
        type: 'device',
        numbers: '1:5',
        open: () => new SourceDevice((length) => new Uint8Array(length)),
      }),
      0o666,
    );
    const root = this.#boot();
    this.#root = root;
  }

  get root(): Process {
    return this.#root!;
  }

  #boot(): Process {
    let init: Process | undefined;
    this.host.init = function* (process) {
      init = process;
      for (;;) yield* process.sleep(1e9);
    };
    this.host.powerOn();
    this.host.simulation.advance(1);
    init!.directory = this.directory;
    init!.environment = new Map([
      ['PATH', '/usr/bin'],
      ['LANG', 'C.UTF-8'],
      ['TERM', 'xterm'],
    ]);
    return init!;
  }

  write(name: string, content: string | Uint8Array): void {
    const path = `${this.directory}/${name}`;
    this.host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    this.host.files.writeFile(path, content);
  }

  /** Runs a line to its end; an endless one is cut off after an hour. */
  run(line: string, stdin = ''): Result {
    const output = { 1: '', 2: '' };
    let code: number | undefined;
    const collect = (pipe: { readonly reader: OpenFile }, to: 1 | 2) => {
      const parts: number[] = [];
      const reading = function* (): Task<void> {
        for (;;) {
          const part = yield* pipe.reader.read(65_536);
          if (part.length === 0) break;
          parts.push(...part);
        }
        output[to] = decodeRaw(Uint8Array.from(parts));
      };
      return start(this.host.simulation, 'collect', reading());
    };
    const out = createPipe();
    const err = createPipe();
    collect(out, 1);
    collect(err, 2);
    const input = createPipe();
    start(
      this.host.simulation,
      'stdin',
      (function* (): Task<void> {
        if (stdin !== '') yield* input.writer.write(encode(stdin));
        input.writer.release();
      })(),
    );
    const running = start(
      this.host.simulation,
      line,
      this.#list(line, { 0: input.reader, 1: out.writer, 2: err.writer }),
    );
    const deadline = this.host.simulation.now + 3_600_000;
    while (!running.outcome && this.host.simulation.step(deadline));
    if (running.outcome?.ok) code = running.outcome.value;
    else if (running.outcome) throw running.outcome.error;
    out.writer.release();
    err.writer.release();
    this.host.simulation.advance(1);
    return { stdout: output[1], stderr: output[2], code: code ?? -1 };
  }

  *#list(line: string, files: Files): Task<number> {
    let code = 0;
    for (const pipeline of splitWords(line)) code = yield* this.#pipeline(pipeline, files);
    return code;
  }

  *#pipeline(commands: readonly Command[], files: Files): Task<number> {
    const children: Process[] = [];
    let input = files[0].retain();
    let failed: number | undefined;
    for (const [index, command] of commands.entries()) {
      const last = index === commands.length - 1;
      const pipe = last ? undefined : createPipe();
      const descriptors = new Map<number, OpenFile>([
        [0, input],
        [1, pipe?.writer ?? files[1]],
        [2, files[2]],
      ]);
      for (const { mark, path } of command.redirections) {
        if (mark === '2>&1') descriptors.set(2, descriptors.get(1)!);
        else {
          const flags =
            mark === '<'
              ? { read: true }
              : { write: true, create: true, truncate: mark !== '>>', append: mark === '>>' };
          descriptors.set(
            mark === '<' ? 0 : mark === '2>' ? 2 : 1,
            this.host.files.open(this.root.absolute(path), flags, 0o644),
          );
        }
      }
      failed = undefined;
      try {
        children.push(this.root.spawn({ argv: command.words, descriptors }));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        yield* files[2].write(encode(`sh: 1: ${command.words[0]}: ${strerror(error.code)}\n`));
        failed = 127;
      }
      input.release();
      pipe?.writer.release();
      if (pipe) input = pipe.reader;
    }
    let code = 0;
    for (const child of children) code = (yield* this.root.waitFor(child)).code;
    return failed ?? code;
  }
}

interface Files {
  readonly 0: OpenFile;
  readonly 1: OpenFile;
  readonly 2: OpenFile;
}

interface Command {
  readonly words: string[];
  readonly redirections: { readonly mark: string; readonly path: string }[];
}

function splitWords(line: string): Command[][] {
  const pipelines: Command[][] = [[{ words: [], redirections: [] }]];
  const command = () => pipelines.at(-1)!.at(-1)!;
  const tokens = /\s*(?:(;)|(\|)|(2>&1|2>|>>|>|<)|((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;|<>'"\\])+))/gsy;
  let mark: string | undefined;
  for (const [, semicolon, bar, redirection, word] of line.trimEnd().matchAll(tokens)) {
    if (semicolon) pipelines.push([{ words: [], redirections: [] }]);
    else if (bar) pipelines.at(-1)!.push({ words: [], redirections: [] });
    else if (redirection === '2>&1') command().redirections.push({ mark: redirection, path: '' });
    else if (redirection) mark = redirection;
    else if (mark) {
      command().redirections.push({ mark, path: unquoted(word) });
      mark = undefined;
    } else command().words.push(unquoted(word));
  }
  return pipelines;
}

const unquoted = (word: string): string =>
  word.replaceAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, escaped) =>
    single !== undefined ? single : double !== undefined ? double.replaceAll(/\\(["\\$`])/g, '$1') : escaped,
  );
