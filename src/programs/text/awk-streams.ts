// The files and commands an awk program reads and writes by name. Each stays open until close() or the end.

import { encodeRaw } from '../../base/raw-text.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, Input, type Invocation, reason } from '../utility.ts';
import type { Redirection } from './awk-syntax.ts';

interface Sink {
  readonly file: OpenFile;
  readonly child: Process | undefined;
  text: string;
}

interface Source {
  readonly input: Input;
  readonly child: Process | undefined;
}

export class AwkStreams {
  readonly #run: Invocation;
  readonly #sinks = new Map<string, Sink>();
  readonly #sources = new Map<string, Source>();

  constructor(run: Invocation) {
    this.#run = run;
  }

  /** Undefined when it cannot be read. */
  *source(name: string, kind: 'file' | 'command'): Task<Input | undefined> {
    const known = this.#sources.get(name);
    if (known) return known.input;
    try {
      const source: Source =
        kind === 'file' ? { input: this.#run.open(name), child: undefined } : yield* this.#fromCommand(name);
      this.#sources.set(name, source);
      return source.input;
    } catch (error) {
      reason(error);
      return undefined;
    }
  }

  *write(name: string, mark: Redirection['mark'], text: string): Task<void> {
    if (mark !== '|' && (name === '/dev/stdout' || name === '-')) yield* this.#run.print(text);
    else if (mark !== '|' && name === '/dev/stderr') yield* this.#run.note(text);
    else {
      const sink = this.#sinks.get(name) ?? (yield* this.#openSink(name, mark));
      sink.text += text;
      if (sink.text.length > 16_384) yield* this.#drain(sink);
    }
  }

  *drainAll(): Task<void> {
    for (const sink of this.#sinks.values()) yield* this.#drain(sink);
  }

  *closeAll(): Task<void> {
    for (const name of [...this.#sinks.keys(), ...this.#sources.keys()]) yield* this.close(name);
  }

  *#fromCommand(command: string): Task<{ readonly input: Input; readonly child: Process }> {
    yield* this.#run.flush();
    const pipe = createPipe();
    const descriptors = new Map([...this.#run.process.descriptors, [1, pipe.writer] as const]);
    const child = this.#run.process.spawn({ argv: ['/bin/sh', '-c', command], descriptors });
    pipe.writer.release();
    return { input: new Input(this.#run, pipe.reader), child };
  }

  *#openSink(name: string, mark: Redirection['mark']): Task<Sink> {
    const { process } = this.#run;
    let sink: Sink;
    if (mark === '|') {
      yield* this.#run.flush();
      const pipe = createPipe();
      const descriptors = new Map([...process.descriptors, [0, pipe.reader] as const]);
      const child = process.spawn({ argv: ['/bin/sh', '-c', name], descriptors });
      pipe.reader.release();
      sink = { file: pipe.writer, child, text: '' };
    } else {
      try {
        const flags = { write: true, create: true, truncate: mark === '>', append: mark === '>>' };
        const file = process.files.open(this.#run.absolute(name), flags, 0o666 & ~process.umask, process.credentials);
        sink = { file, child: undefined, text: '' };
      } catch (error) {
        throw new Failure(`cannot open "${name}" for output (${reason(error)})`, 2);
      }
    }
    this.#sinks.set(name, sink);
    return sink;
  }

  *#drain(sink: Sink): Task<void> {
    const bytes = encodeRaw(sink.text);
    sink.text = '';
    if (bytes.length > 0) yield* sink.file.write(bytes);
  }

  *close(name: string): Task<number> {
    const sink = this.#sinks.get(name);
    const source = this.#sources.get(name);
    let status = -1;
    if (sink) {
      yield* this.#drain(sink);
      sink.file.release();
      status = sink.child ? (yield* this.#run.process.waitFor(sink.child)).code : 0;
      this.#sinks.delete(name);
    }
    if (source) {
      source.input.close();
      status = source.child ? (yield* this.#run.process.waitFor(source.child)).code : 0;
      this.#sources.delete(name);
    }
    return status;
  }
}
